import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, launchBrowser, PHONE, Server, Tab } from './fixtures';

const SIZES = [
  ['1440x900', DESKTOP],
  ['390x844', PHONE],
] as const;

let browser: Browser;
let demo: Server;
let empty: Server;

beforeAll(async () => {
  browser = await launchBrowser();
  [demo, empty] = await Promise.all([Server.start('demo'), Server.start('run')]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([demo.dispose(), empty.dispose()]);
});

it('shows the demo site with values that move', async () => {
  const tab = await Tab.open(browser, demo.url);
  await tab.page.locator('[data-shown="ok"]').first().waitFor({ timeout: 60_000 });
  const values = () => tab.page.locator('[data-face="value"]').allTextContents();
  const before = await values();
  await tab.page.waitForFunction(
    (old) =>
      [...document.querySelectorAll('[data-face="value"]')].some(
        (node, index) => node.textContent !== old[index],
      ),
    before,
    { timeout: 60_000 },
  );
  await tab.close();
});

describe.each(SIZES)('at %s', (size, viewport) => {
  describe.each([
    ['light', false],
    ['dark', true],
  ] as const)('in %s', (scheme, dark) => {
    it('every page is fit to look at, and has no serious accessibility problem', async () => {
      const tab = await Tab.open(browser, demo.url, { viewport, dark });
      const { page } = tab;
      await page.locator('[data-shown="ok"]').first().waitFor({ timeout: 60_000 });
      await tab.waitForText('[data-sensor] [data-face="extremes"]', /24 h:/);
      await expectNoSidewaysScrolling(tab);
      await tab.expectAccessible();
      await tab.screenshot(`overview-${size}-${scheme}`);

      await page.locator('[data-sensor]').first().click();
      await page.getByTestId('figures').waitFor();
      await expectNoSidewaysScrolling(tab);
      await tab.expectAccessible();
      await tab.screenshot(`sensor-${size}-${scheme}`);

      await page.getByText('Table', { exact: true }).click();
      await page.locator('table').waitFor();
      await expectNoSidewaysScrolling(tab);
      await tab.expectAccessible();
      await tab.screenshot(`table-${size}-${scheme}`);

      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await tab.expectAccessible();
      await tab.screenshot(`help-${size}-${scheme}`);

      await page.goto(`${empty.url}/`);
      await page.getByRole('heading', { name: 'No readings yet' }).waitFor();
      await expectNoSidewaysScrolling(tab);
      await tab.expectAccessible();
      await tab.screenshot(`empty-${size}-${scheme}`);

      await page.goto(`${empty.url}/nowhere`);
      await page.getByRole('heading', { name: 'Not found' }).waitFor();
      await tab.expectAccessible();
      await tab.close();
    });
  });
});

it('has touch targets of at least 44 pixels on a phone', async () => {
  const tab = await Tab.open(browser, demo.url, { viewport: PHONE, hasTouch: true });
  await tab.page.locator('[data-sensor]').first().waitFor();
  expect(await smallTargets(tab)).toEqual([]);
  await tab.page.locator('[data-sensor]').first().click();
  await tab.page.getByTestId('figures').waitFor();
  expect(await smallTargets(tab)).toEqual([]);
  await tab.close();
});

async function expectNoSidewaysScrolling(tab: Tab): Promise<void> {
  const { wide, room } = await tab.page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  expect(wide).toBeLessThanOrEqual(room);
}

function smallTargets(tab: Tab): Promise<string[]> {
  return tab.page.evaluate(() =>
    [...document.querySelectorAll('a, button, label, input[type=search]')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(
        ({ element, box }) =>
          box.width > 0 && box.left >= 0 && element.closest('.mantine-Modal-root') === null,
      )
      // A choice in a segmented control is as tall as the control around it.
      .filter(({ element, box }) => {
        const height = element.closest('[role="radiogroup"]')?.getBoundingClientRect().height ?? box.height;
        return height < 43.5 || box.width < 39.5;
      })
      .map(({ element, box }) => `${element.outerHTML.slice(0, 120)} ${box.width}x${box.height}`),
  );
}
