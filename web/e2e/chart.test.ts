import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Sensor } from '../src/api/types';
import { launchBrowser, Server, Tab } from './fixtures';

const MINUTE = 60_000;
const FIGURES = '[data-testid="figures"]';

let browser: Browser;
let server: Server;
let tab: Tab;
let probe: Sensor;
let now: number;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await Server.start();
  now = Date.now();
  // Two hours, a reading a minute, without those from 80 to 50 minutes ago, and one power-on value.
  const minutes = Array.from({ length: 120 }, (_, index) => index + 1).filter((ago) => ago < 50 || ago > 80);
  await server.send(
    minutes.map((ago) => ({
      sensor: 'probe',
      value: ago === 10 ? 99_999 : 4 + Math.sin(ago / 10),
      unit: '°C',
      time: now - ago * MINUTE,
    })),
  );
  await server.setInterval(await server.sensor('probe'), MINUTE);
  probe = await server.sensor('probe');
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

beforeEach(async () => {
  tab = await Tab.open(browser, `${server.url}/sensors/${probe.id}?range=24h`);
  await tab.waitForText(FIGURES, /Readings(89|90)/);
});
afterEach(() => tab.close());

it('says what it shows: figures without the suspect reading, and the gap', async () => {
  await tab.waitForText(FIGURES, /Highest5\.00 °CReadings89Suspect1Gaps/);
});

it('breaks the line at the gap', async () => {
  await tab.page.getByText('Table', { exact: true }).click();
  await tab.waitForText('table', /No readings for 32 min/);
  // 89 readings in buckets of their own, the breaks beside them.
  await tab.page.getByText('Chart', { exact: true }).click();
  const points = Number(await tab.page.locator('[data-points]').getAttribute('data-points'));
  expect(points).toBeGreaterThan(await bucketsOf(probe));
});

it('looks closer at a dragged range, which has a link of its own, and goes back', async () => {
  const { page } = tab;
  const box = await page.locator('.u-over').boundingBox();
  if (box === null) {
    throw new Error('no chart');
  }
  await page.mouse.move(box.x + box.width * 0.9, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.99, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=\d+&to=\d+/);
  const query = new URL(page.url()).searchParams;
  const span = Number(query.get('to')) - Number(query.get('from'));
  expect(span / (24 * 60 * MINUTE)).toBeCloseTo(0.09, 1);

  const other = await Tab.open(browser, page.url());
  await other.page.getByRole('button', { name: 'Back to now' }).waitFor();
  await other.close();

  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.waitForURL(/range=24h/);
  await page.goBack();
  await page.waitForURL(/from=\d+/);
});

it('moves and zooms by buttons and keys as well', async () => {
  const { page } = tab;
  await page.getByRole('button', { name: 'Earlier' }).click();
  await page.waitForURL(/from=\d+&to=\d+/);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.keyboard.press('1');
  await page.waitForURL(/range=1h/);
  await tab.waitForText(FIGURES, /Readings49/);
});

it('shows the chosen unit everywhere, also after a reload', async () => {
  const { page } = tab;
  await page.getByText('°F', { exact: true }).click();
  await tab.waitForText('[data-testid="face"] [data-face="unit"]', /^°F$/);
  await tab.waitForText(FIGURES, /Highest41\.00 °F/);
  await page.goto(server.url);
  await tab.waitForTile(probe, 'unit', '°F');
});

it('reads values under the pointer', async () => {
  const box = await tab.page.locator('.u-over').boundingBox();
  if (box === null) {
    throw new Error('no chart');
  }
  await tab.page.mouse.move(box.x + box.width * 0.985, box.y + 60);
  await tab.waitForText('[data-testid="readout"]', /\d\.\d\d °C \(\d+ reading/);
});

it('exports what it shows', async () => {
  const [download] = await Promise.all([
    tab.page.waitForEvent('download'),
    tab.page.getByRole('link', { name: 'CSV' }).click(),
  ]);
  expect(new URL(download.url()).searchParams.get('sensors')).toBe(probe.id);
});

it('adds a reading that comes in while it is open', async () => {
  await server.send({ sensor: 'probe', value: 12 });
  await tab.waitForText(FIGURES, /Highest12\.00 °C/);
});

async function bucketsOf(sensor: Sensor): Promise<number> {
  const address = `${server.url}/api/v1/sensors/${sensor.id}/readings?from=${now - 1440 * MINUTE}&to=${now}&points=1000`;
  return ((await (await fetch(address)).json()) as { t: number[] }).t.length;
}
