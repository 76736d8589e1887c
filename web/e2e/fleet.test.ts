import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { launchBrowser, type SentReading, Server, Tab } from './fixtures';

const SENSORS = 500;

let browser: Browser;
let server: Server;
let tab: Tab;

const everyone = (value: number): SentReading[] =>
  Array.from({ length: SENSORS }, (_, index) => ({
    sensor: `rack-${index}/air`,
    value: value + index / 1_000,
  }));

beforeAll(async () => {
  browser = await launchBrowser();
  server = await Server.start();
  await server.send(everyone(4));
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

beforeEach(async () => {
  tab = await Tab.open(browser, server.url);
  await tab.page
    .locator('[data-sensor]')
    .nth(SENSORS - 1)
    .waitFor({ state: 'attached' });
});
afterEach(() => tab.close());

it('touches only the tiles in sight when all of 500 sensors change', async () => {
  const { page } = tab;
  await tab.waitForText('[data-shown="ok"] [data-face="value"]', /^4\.\d$/);
  // How many tiles change their text between two animation frames.
  await page.evaluate(() => {
    const touched = { frame: new Set<Element>(), most: 0, values: 0 };
    new MutationObserver((records) => {
      for (const { target } of records) {
        const node = target instanceof Element ? target : target.parentElement;
        const tile = node?.closest('[data-sensor]');
        if (node?.closest('[data-face="value"]') && tile) {
          touched.frame.add(tile);
          touched.values++;
        }
      }
      touched.most = Math.max(touched.most, touched.frame.size);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    const next = () => {
      touched.frame.clear();
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
    Object.assign(window, { touched });
  });
  const inSight = await page.evaluate(
    () =>
      [...document.querySelectorAll('[data-sensor]')].filter((tile) => {
        const { top, bottom } = tile.getBoundingClientRect();
        return bottom > -250 && top < innerHeight + 250;
      }).length,
  );
  expect(inSight).toBeLessThan(80);
  for (let round = 0; round < 5; round++) {
    await server.send(everyone(10 + round));
  }
  await tab.waitForText('[data-sensor] [data-face="value"]', /^14\.\d$/);
  const most = await page.evaluate(() => (window as unknown as { touched: { most: number } }).touched.most);
  // Those in sight at once, and at most 40 of the others in their turn.
  expect(most).toBeLessThanOrEqual(inSight + 40);
});

it('has the right values in tiles that scroll into sight', async () => {
  await server.send(everyone(20));
  const last = tab.page.locator('[data-sensor]').last();
  await last.scrollIntoViewIfNeeded();
  await tab.page.waitForFunction(() =>
    /^20\.\d$/.test(
      [...document.querySelectorAll('[data-sensor] [data-face="value"]')].at(-1)?.textContent ?? '',
    ),
  );
  await tab.page.waitForFunction(() => {
    const canvas = [...document.querySelectorAll('canvas')].at(-1);
    return canvas !== undefined && canvas.width > 0;
  });
});

it('asks for sparklines in batches, and only for what is in sight', async () => {
  await tab.waitForText('[data-sensor] [data-face="extremes"]', /24 h:/);
  const asked: string[] = [];
  tab.page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/api/v1/readings') {
      asked.push(...(url.searchParams.get('sensors') ?? '').split(','));
      expect((url.searchParams.get('sensors') ?? '').split(',').length).toBeLessThanOrEqual(100);
    }
  });
  const answered = tab.page.waitForResponse((response) => response.url().includes('/api/v1/readings?'));
  await tab.page.reload();
  await answered;
  await tab.waitForText('[data-sensor] [data-face="extremes"]', /24 h:/);
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.length).toBeLessThan(120);
});

it('filters by the keyboard, and sorts by name', async () => {
  const { page } = tab;
  await page.keyboard.press('/');
  await page.keyboard.type('rack-499');
  await page.waitForFunction(() => document.querySelectorAll('[data-sensor]').length === 1);
  await page.keyboard.press('Escape');
  await page.waitForFunction((count) => document.querySelectorAll('[data-sensor]').length === count, SENSORS);
  await server.send({ sensor: 'rack-321/air', value: 99_999 });
  await page.waitForFunction(
    () => document.querySelector('[data-sensor]')?.getAttribute('data-key') === 'rack-321/air',
  );
  await page.getByText('By name', { exact: true }).click();
  await page.waitForFunction(
    () => document.querySelector('[data-sensor]')?.getAttribute('data-key') === 'rack-0/air',
  );
});
