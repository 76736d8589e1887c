import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DESKTOP, launchBrowser, PHONE, Server, Tab } from './fixtures';

const MINUTE = 60_000;

let browser: Browser;
let server: Server;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await Server.start('run', '--ingest-unknown', 'inbox');
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

const card = (tab: Tab, key: string) => tab.page.locator(`article[data-device="${key}"]`);

async function adopted(key: string): Promise<string[]> {
  return (await server.sensors()).filter((sensor) => sensor.key === key).map((sensor) => sensor.name);
}

it('takes a newcomer from the first message to a chart with its history', async () => {
  const tab = await Tab.open(browser, server.url);
  const { page } = tab;
  await page.getByRole('heading', { name: 'No readings yet' }).waitFor();
  const now = Date.now();
  await server.send(
    Array.from({ length: 50 }, (_, index) => ({
      sensor: 'fridge-9/air',
      value: 4 + index / 10,
      unit: '°C',
      time: now - index * MINUTE,
    })),
  );
  expect(await adopted('fridge-9/air')).toEqual([]);
  await page.getByRole('link', { name: 'A device waits in the inbox' }).click();
  const waiting = card(tab, 'fridge-9');
  await waiting.getByText('4.0 °C', { exact: true }).waitFor();
  await waiting.getByText(/^last hour: 4.0 to 8.9 °C$/).waitFor();
  await waiting.locator('summary').click();
  await waiting.locator('pre').filter({ hasText: '"fridge-9/air"' }).waitFor();
  expect(await page.getByTestId('inbox-badge').textContent()).toBe('1 device waits');

  await waiting.getByLabel('Name').fill('Fridge nine');
  await waiting.getByLabel('Why').fill('ours');
  await waiting.getByRole('button', { name: 'Adopt' }).click();
  await page.getByText('Fridge nine is adopted with its 50 readings.').waitFor();
  const audit = (await (await fetch(`${server.url}/api/v1/audit?limit=1`)).json()) as { items: unknown[] };
  expect(audit.items[0]).toMatchObject({ action: 'adopt-device', reason: 'ours' });
  await page.getByRole('heading', { name: 'Nobody waits' }).waitFor();
  expect(await adopted('fridge-9/air')).toHaveLength(1);

  await page.getByRole('link', { name: 'Open its chart' }).click();
  await page.getByTestId('figures').waitFor();
  await tab.waitForText('[data-testid="figures"]', /8\.90/);
  await tab.waitForText('[data-face="value"]', /^4\.00$/);
  await server.send({ sensor: 'fridge-9/air', value: 5.5, unit: '°C' });
  await tab.waitForText('[data-face="value"]', /^5\.50$/);
  await tab.close();
});

it('blocks a device only when asked twice, and takes it back', async () => {
  await server.send({ sensor: 'stranger', value: 20 });
  const tab = await Tab.open(browser, `${server.url}/inbox`);
  const { page } = tab;
  const waiting = card(tab, 'stranger');
  await waiting.getByRole('button', { name: 'Block' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await waiting.getByRole('button', { name: 'Block' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  await waiting.waitFor({ state: 'detached' });
  const again = await fetch(`${server.url}/api/v1/readings`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sensor: 'stranger', value: 21 }),
  });
  expect(again.status).toBe(422);
  await page.getByRole('button', { name: 'Unblock stranger' }).click();
  await page.getByRole('button', { name: 'Unblock stranger' }).waitFor({ state: 'detached' });
  await server.send({ sensor: 'stranger', value: 22 });
  await waiting.getByText('22.0 °C', { exact: true }).waitFor();
  await tab.close();
});

it('forgets a device that is discarded, until it sends again', async () => {
  await server.send({ sensor: 'passer-by', value: 20 });
  const tab = await Tab.open(browser, `${server.url}/inbox`);
  const waiting = card(tab, 'passer-by');
  await waiting.getByRole('button', { name: 'Discard' }).click();
  await tab.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await waiting.waitFor({ state: 'detached' });
  expect(await adopted('passer-by')).toEqual([]);
  await server.send({ sensor: 'passer-by', value: 21 });
  await waiting.getByText('21.0 °C', { exact: true }).waitFor();
  await tab.close();
});

it.each([
  ['1440x900', DESKTOP, false],
  ['1440x900', DESKTOP, true],
  ['390x844', PHONE, false],
  ['390x844', PHONE, true],
] as const)('is fit to look at, at %s', async (size, viewport, dark) => {
  await server.send([
    { sensor: 'cellar/air', value: 11.4, unit: '°C' },
    { sensor: 'cellar/humidity', value: 61, unit: '%' },
  ]);
  const tab = await Tab.open(browser, `${server.url}/inbox`, { viewport, dark });
  await card(tab, 'cellar')
    .getByText(/^last 10 minutes:/)
    .waitFor();
  const wide = await tab.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wide).toBeLessThanOrEqual(0);
  await tab.expectAccessible();
  await tab.screenshot(`inbox-${size}-${dark ? 'dark' : 'light'}`);
  await tab.close();
});
