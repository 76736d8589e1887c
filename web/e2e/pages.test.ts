import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, Server, Tab } from './fixtures';

const HOUR = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'isotherm-import-'));

let browser: Browser;
let server: Server;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await Server.start();
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it('imports a file after asking for what it does not tell, and doubles nothing when it comes again', async () => {
  const file = join(folder, 'kitchen.csv');
  const rows = Array.from({ length: 2_000 }, (_, index) => {
    const time = new Date(Date.UTC(2026, 9, 1) + index * 60_000).toISOString();
    const [date = '', clock = ''] = time.split('T');
    const value = index === 7 ? 'broken' : `${(4 + (index % 50) / 10).toFixed(1)}`.replace('.', ',');
    return `${date.split('-').reverse().join('.')} ${clock.slice(0, 8)};${value};`;
  });
  writeFileSync(file, `Time;Air (°C);Remark\n${rows.join('\n')}\n`);
  const tab = await Tab.open(browser, `${server.url}/import`);
  const { page } = tab;
  const go = page.getByRole('button', { name: 'Import', exact: true });
  for (const [turn, outcome] of [
    ['the first', '1,999 readings of 1 sensor: 1,999 new, 0 were there already.'],
    ['the second', '1,999 readings of 1 sensor: 0 new, 1,999 were there already.'],
  ] as const) {
    await page.setInputFiles('input[type=file]', file);
    await page.getByText('on which clock were they taken?').waitFor();
    expect(await go.isDisabled(), turn).toBe(true);
    await page.getByRole('button', { name: 'Europe/Berlin' }).click();
    await page.getByText('2026-10-01 00:00:00+02:00').first().waitFor();
    await page.getByText('Line 9: "broken" is not a number.').waitFor();
    await tab.expectAccessible();
    await go.click();
    await page.getByText(outcome).waitFor();
    await page.getByText('1 row or value refused').waitFor();
    await page.getByRole('button', { name: 'Import another file' }).click();
  }
  const kept = (await server.sensors()).map((sensor) => sensor.key);
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatch(/^kitchen/);
  await tab.close();
});

it('keeps what is noted of a sensor, and corrects it by a calibration until that is revoked', async () => {
  await server.send([{ sensor: 'fridge-1/air', value: 4, unit: '°C', time: Date.now() - HOUR }]);
  const tab = await Tab.open(browser, `${server.url}/manage`);
  const { page } = tab;
  await page.getByRole('link', { name: 'Edit fridge-1/air' }).click();
  await page.getByLabel('Name').fill('Vaccine fridge');
  await page.getByLabel('Tags').fill('vaccines, cold chain');
  await page.getByLabel('Lowest').fill('cold');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('A number, such as −40 or 4.5.').waitFor();
  await page.getByLabel('Lowest').fill('−40');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const sensor = await server.sensor('fridge-1/air');
  expect(sensor).toMatchObject({
    name: 'Vaccine fridge',
    tags: ['vaccines', 'cold chain'],
    lowest: -40,
    highest: null,
  });

  await page.getByRole('button', { name: 'Add a calibration' }).click();
  await page.getByLabel('Added to what is measured').fill('−0,5');
  await page.getByLabel('Counts from').fill('2026-01-01T00:00');
  await page.getByLabel('Signed off by').fill('A. Meier');
  await page.getByLabel('Why, or the certificate').fill('Certificate 4711');
  await tab.expectAccessible();
  await page.getByRole('button', { name: 'Sign off' }).click();
  await page.getByText('signed off by A. Meier').waitFor();
  await server.send({ sensor: 'fridge-1/air', value: 4.2, unit: '°C' });
  await page.getByRole('link', { name: 'Its chart' }).click();
  await tab.waitForText('[data-face="value"]', /^3\.70$/);
  await page.getByText('corrected by calibration').waitFor();

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'Revoke the calibration −0.5 °C' }).click();
  await page.getByLabel('Why it does not count').fill('The reference was out of date');
  await page.getByRole('button', { name: 'Revoke it' }).click();
  await page.getByText('The reference was out of date').waitFor();
  await server.send({ sensor: 'fridge-1/air', value: 4.3, unit: '°C' });
  await page.getByRole('link', { name: 'Its chart' }).click();
  await tab.waitForText('[data-face="value"]', /^4\.30$/);
  await tab.close();
});

it('removes a sensor only after its name was typed', async () => {
  await server.send({ sensor: 'old/air', value: 4 });
  const tab = await Tab.open(browser, `${server.url}/manage/sensors/old-air`);
  const { page } = tab;
  await page.getByRole('button', { name: 'Remove' }).click();
  const go = page.getByRole('dialog').getByRole('button', { name: 'Remove for good' });
  expect(await go.isDisabled()).toBe(true);
  await page.getByLabel('Type old/air to confirm').fill('old/air');
  await go.click();
  await page.getByRole('heading', { name: 'Sensors', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Edit old/air' }).waitFor({ state: 'detached' });
  expect((await server.sensors()).filter((sensor) => sensor.key === 'old/air')).toEqual([]);
  await tab.close();
});

it('shows who sent what was refused, and makes a token that is shown once', async () => {
  const refused = await fetch(`${server.url}/api/v1/readings`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"sensor":"x","value":1,"unit":"parsec"}',
  });
  expect(refused.status).toBe(422);
  const tab = await Tab.open(browser, `${server.url}/senders`);
  const { page } = tab;
  const row = page.locator('[data-sender]').filter({ hasText: 'http' }).first();
  await row.locator('summary').filter({ hasText: 'parsec' }).click();
  await row.locator('pre').filter({ hasText: '"parsec"' }).waitFor();
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByLabel('Name').fill('Gateway');
  await page.getByLabel('Devices', { exact: true }).fill('fridge-1\ncellar/*');
  await page.getByRole('button', { name: 'Make the token' }).click();
  await page.getByText(/^iso_/).waitFor();
  await tab.expectAccessible();
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByText('for devices fridge-1, cellar/*').waitFor();
  expect(await page.getByText(/^iso_/).count()).toBe(0);
  await page.getByRole('button', { name: 'Revoke the token of Gateway' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('No tokens yet.').waitFor();
  await tab.close();
});

it('says how each part is, and what to do about the one that is not well', async () => {
  const parts = await fetch(`${server.url}/api/v1/status/parts`).then((answer) => answer.json());
  const tab = await Tab.open(browser, `${server.url}/status`);
  const { page } = tab;
  await page.locator('[data-part="disk"]').waitFor();
  const shown = await page.locator('[data-part]').count();
  expect(shown).toBe(parts.items.filter((part: { part: string }) => part.part !== 'stopping').length);
  const unwell = {
    ...parts,
    state: 'degraded',
    items: [
      ...parts.items,
      {
        part: 'spool',
        state: 'degraded',
        since: Date.now() - 60_000,
        condition: 'spooling',
        detail: 'It holds 12 MB of 512 MB.',
        advice: 'Bring MongoDB back.',
      },
    ],
  };
  await page.route('**/api/v1/status/parts', (route) => route.fulfill({ json: unwell }));
  await page.getByText('Needs a look: Spool.').waitFor();
  const first = page.locator('[data-part]').first();
  await first.getByText('It holds 12 MB of 512 MB.').waitFor();
  await first.getByText('Bring MongoDB back.').waitFor();
  await tab.expectAccessible();
  await tab.close();
});

it('says of other processes how they are, and where an answer is not whole', async () => {
  const parts = await fetch(`${server.url}/api/v1/status/parts`).then((answer) => answer.json());
  const spool = { part: 'spool', state: 'degraded', since: Date.now(), detail: 'It holds 12 MB of 512 MB.' };
  const others = [
    { process: 'in-1:8081', state: 'degraded', roles: ['ingest'], items: [...parts.items, spool] },
    { process: 'worker:8085', state: 'ok', roles: ['worker'], items: parts.items },
  ];
  const tab = await Tab.open(browser, server.url);
  const { page } = tab;
  await page.route('**/api/v1/status/parts', (route) =>
    route.fulfill({ json: { ...parts, others, missing: 1 } }),
  );
  await page.goto(`${server.url}/status`);
  const unwell = page.locator('[data-process="in-1:8081"]');
  await unwell.getByText('It holds 12 MB of 512 MB.').waitFor();
  expect(await unwell.locator('[data-part]').count()).toBe(1);
  await page.locator('[data-process="worker:8085"]').getByText('All parts are well.').waitFor();
  await page.getByText(/^One other process .* their parts may be missing here\.$/).waitFor();
  await tab.expectAccessible();
  await page.route('**/api/v1/senders?*', (route) =>
    route.fulfill({ json: { items: [], next: null, missing: 2, leftOff: 0 } }),
  );
  await page.goto(`${server.url}/senders`);
  await page.getByText(/^2 other processes .* senders may be missing here\.$/).waitFor();
  expect(await page.getByText('Nobody has sent anything yet').count()).toBe(0);
  await tab.close();
});

it('goes to the pages by their keys', async () => {
  const tab = await Tab.open(browser, server.url);
  const { page } = tab;
  await page.locator('[data-sensor]').first().waitFor();
  for (const [key, name] of [
    ['i', 'Inbox'],
    ['s', 'Sensors'],
    ['o', 'Overview'],
  ] as const) {
    await page.keyboard.press(key);
    await page.getByRole('heading', { name, exact: true }).waitFor({ state: 'attached' });
  }
  await tab.close();
});
