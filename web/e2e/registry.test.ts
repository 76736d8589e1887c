import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DESKTOP, launchBrowser, PHONE, Server, Tab } from './fixtures';

const MINUTE = 60_000;

let browser: Browser;
let server: Server;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await Server.start();
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
});

async function newestAudit(): Promise<{ action: string; reason: string }> {
  const response = await fetch(`${server.url}/api/v1/audit?limit=1`);
  const [newest] = ((await response.json()) as { items: { action: string; reason: string }[] }).items;
  return newest as { action: string; reason: string };
}

it('makes a device and a sensor by hand, whose readings then come by its key', async () => {
  const tab = await Tab.open(browser, `${server.url}/manage`);
  const { page } = tab;
  await page.getByRole('link', { name: 'New sensor' }).click();
  await page.getByRole('link', { name: 'Make a device' }).click();
  await page.getByRole('button', { name: 'Make it' }).click();
  expect(await page.getByText('It must not be empty.').count()).toBe(2);
  await page.locator('[name=key]:focus').waitFor();
  await page.getByRole('textbox', { name: 'Key' }).fill('freezer-1');
  await page.getByLabel('Name').fill('Freezer');
  await page.getByLabel('Serial number').fill('A-117');
  await page.getByLabel('Why').fill('bought');
  await tab.expectAccessible();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByRole('heading', { name: 'Freezer', exact: true }).waitFor();
  expect(await newestAudit()).toMatchObject({ action: 'create-device', reason: 'bought' });

  await page.goto(`${server.url}/manage/new/sensor`);
  await page.getByRole('textbox', { name: 'Key' }).fill('freezer-1/air');
  await page.getByLabel('Name').fill('Freezer air');
  await page.getByLabel('Quantity').selectOption('humidity');
  expect(await page.getByRole('combobox', { name: /^Unit/ }).inputValue()).toBe('%');
  await page.getByLabel('Quantity').selectOption('temperature');
  await page.getByLabel('Lowest').fill('−40');
  await tab.expectAccessible();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByRole('heading', { name: 'Freezer air', exact: true }).waitFor();
  expect(await server.sensor('freezer-1/air')).toMatchObject({
    device: 'freezer-1',
    unit: '°C',
    lowest: -40,
  });

  await server.send({ sensor: 'freezer-1/air', value: -18.2, unit: '°C' });
  await page.getByRole('link', { name: 'Its chart' }).click();
  await tab.waitForText('[data-face="value"]', /^−18\.2/);

  await page.goto(`${server.url}/manage/new/device`);
  await page.getByRole('textbox', { name: 'Key' }).fill('freezer-1');
  await page.getByLabel('Name').fill('Another');
  tab.allow(/409/);
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByText('Exists already').waitFor();
  await tab.close();
});

it('makes one sensor of two, and takes the key of the other off again', async () => {
  const now = Date.now();
  await server.send([
    { sensor: 'fridge/air', value: 4, unit: '°C', time: now - 3 * MINUTE },
    { sensor: 'gateway/fridge-air', value: 5, unit: '°C', time: now - 2 * MINUTE },
    { sensor: 'cellar/air', value: 12, unit: '°C', time: now - MINUTE },
  ]);
  const tab = await Tab.open(browser, `${server.url}/manage/sensors/fridge-air`);
  const { page } = tab;
  const merge = page.getByRole('button', { name: 'Merge', exact: true });
  await merge.waitFor();
  expect(await merge.isDisabled()).toBe(true);
  await page.getByRole('combobox', { name: 'The other one' }).click();
  await page
    .getByRole('listbox')
    .getByRole('option')
    .first()
    .filter({ hasText: 'gateway/fridge-air' })
    .waitFor();
  await page.getByRole('combobox', { name: 'The other one' }).fill('gateway');
  await page.getByRole('listbox').getByRole('option', { name: 'gateway/fridge-air' }).click();
  await merge.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('gateway/fridge-air is gone, with its own rule of retention.').waitFor();
  await dialog.getByLabel('Why').fill('the same probe');
  await tab.expectAccessible();
  await dialog.getByRole('button', { name: 'Merge for good' }).click();
  await page.getByText('Done. gateway/fridge-air is a part of fridge/air now.').waitFor();
  expect(await newestAudit()).toMatchObject({ action: 'merge-sensor', reason: 'the same probe' });
  expect((await server.sensors()).map((sensor) => sensor.key)).not.toContain('gateway/fridge-air');

  await page.getByRole('button', { name: 'Take off gateway/fridge-air' }).click();
  await dialog.getByLabel('Why').fill('the gateway moved');
  await dialog.getByRole('button', { name: 'Take off' }).click();
  await page.getByRole('region', { name: 'Also called' }).waitFor({ state: 'detached' });
  expect(await newestAudit()).toMatchObject({ action: 'remove-alias', reason: 'the gateway moved' });
  await server.send({ sensor: 'gateway/fridge-air', value: 9, unit: '°C' });
  expect((await server.sensor('gateway/fridge-air')).number).not.toBe(
    (await server.sensor('fridge/air')).number,
  );
  await tab.close();
});

it('changes many by a file of the registry, and says why', async () => {
  await server.send({ sensor: 'cellar/air', value: 12, unit: '°C' });
  const tab = await Tab.open(browser, `${server.url}/manage`);
  const { page } = tab;
  await page.setInputFiles('input[type=file]', {
    name: 'sensors.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('id;place\ncellar-air;Back room\n'),
  });
  await page.getByRole('listitem').filter({ hasText: 'Back room' }).waitFor();
  await page.getByLabel('Why').fill('moved');
  await page.getByRole('button', { name: 'Change 1 sensor' }).click();
  await page.getByText('1 sensor changed.').waitFor();
  expect(await newestAudit()).toMatchObject({ action: 'import-registry', reason: 'moved' });
  expect(await server.sensor('cellar/air')).toMatchObject({ place: 'Back room' });
  await tab.close();
});

it.each([
  ['1440x900', DESKTOP],
  ['390x844', PHONE],
] as const)('is fit to look at, at %s', async (size, viewport) => {
  await server.send({ sensor: 'fridge/air', value: 4, unit: '°C' });
  const tab = await Tab.open(browser, `${server.url}/manage`, { viewport });
  const { page } = tab;
  for (const [path, name] of [
    ['/manage', 'registry'],
    ['/manage/new/device', 'new-device'],
    ['/manage/new/sensor', 'new-sensor'],
    ['/manage/sensors/fridge-air', 'edit-sensor'],
    ['/manage?show=sites', 'sites'],
  ] as const) {
    await page.goto(server.url + path);
    await page.getByRole('button').last().waitFor();
    await page.locator('main h1').waitFor();
    await page.getByText('Loading').first().waitFor({ state: 'detached' });
    const { wide, room } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      room: document.documentElement.clientWidth,
    }));
    expect(wide, path).toBeLessThanOrEqual(room);
    await tab.expectAccessible();
    await tab.screenshot(`${name}-${size}`);
  }
  await tab.close();
});
