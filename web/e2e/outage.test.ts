import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { launchBrowser, Server, Tab } from './fixtures';

const BANNER = '[data-testid="connection-banner"]';
const MINUTE = 60_000;

let browser: Browser;
let server: Server;
let tab: Tab;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  server = await Server.start();
});
afterEach(async () => {
  await tab.close();
  await server.dispose();
});

it.each([
  'SIGTERM',
  'SIGKILL',
] as const)('shows nothing as live after %s, and recovers without a reload', async (signal) => {
  await server.send({ sensor: 'probe', value: 4 });
  await server.setInterval(await server.sensor('probe'), 1_000);
  const probe = await server.sensor('probe');
  tab = await Tab.open(browser, server.url);
  tab.allowOutage();
  await tab.waitForTile(probe, 'label', 'ok');
  await tab.page.evaluate(() => Object.assign(window, { notReloaded: true }));

  await server.stop(signal);
  await tab.waitForText(BANNER, /Connection lost since \d\d:\d\d:\d\d/, 10_000);
  expect(await tab.tile(probe).getAttribute('data-shown')).toMatch(/offline|stale/);
  await tab.waitForTile(probe, 'label', /^stale \d+ s$/);

  await server.start();
  await server.send({ sensor: 'probe', value: 5 });
  await tab.waitForTile(probe, 'value', '5\\.0');
  await tab.waitForTile(probe, 'label', 'ok');
  await tab.page.locator(BANNER).waitFor({ state: 'detached' });
  expect(await tab.page.evaluate(() => 'notReloaded' in window)).toBe(true);
});

it.each([
  'before',
  'after',
] as const)('fills the stretch that it missed: readings sent %s it is back', async (when) => {
  const now = Date.now();
  await server.send(
    [50, 45, 40, 35].map((minutes) => ({ sensor: 'probe', value: 4, time: now - minutes * MINUTE })),
  );
  await server.setInterval(await server.sensor('probe'), 5 * MINUTE);
  const probe = await server.sensor('probe');
  tab = await Tab.open(browser, `${server.url}/sensors/${probe.id}?range=1h`);
  tab.allowOutage();
  await tab.waitForText('[data-testid="figures"]', /Highest4\.00 °CReadings4Suspect/);

  await server.stop('SIGKILL');
  await tab.page.locator(BANNER).waitFor();
  const back = () => tab.page.locator(BANNER).waitFor({ state: 'detached' });
  await tab.page.context().setOffline(when === 'before');
  await server.start();
  if (when === 'after') {
    await back();
  }
  await server.send(
    [30, 25, 20, 15, 10, 5].map((minutes) => ({ sensor: 'probe', value: 6, time: now - minutes * MINUTE })),
  );
  await tab.page.context().setOffline(false);
  await back();
  await tab.waitForText('[data-testid="figures"]', /Highest6\.00 °CReadings10Suspect/);
});

it('marks everything when the browser itself loses the network', async () => {
  await server.send({ sensor: 'probe', value: 4 });
  const probe = await server.sensor('probe');
  tab = await Tab.open(browser, server.url);
  tab.allowOutage();
  await tab.waitForTile(probe, 'label', 'ok');
  await tab.page.context().setOffline(true);
  await tab.waitForText(BANNER, /Connection lost/, 5_000);
  expect(await tab.tile(probe).getAttribute('data-shown')).toBe('offline');
  await tab.page.context().setOffline(false);
  await tab.waitForTile(probe, 'label', 'ok');
});
