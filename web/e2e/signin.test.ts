import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser, Server, Tab } from './fixtures';

const TOKEN = 'correct-horse-battery-staple-0123456789';

let browser: Browser;
let server: Server;
const folder = mkdtempSync(join(tmpdir(), 'isotherm-token-'));

beforeAll(async () => {
  const file = join(folder, 'token');
  writeFileSync(file, `${TOKEN}\n`, { mode: 0o600 });
  browser = await launchBrowser();
  server = await Server.start('run', '--listen', '0.0.0.0', '--admin-token-file', file);
});
afterAll(async () => {
  await browser.close();
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it('shows nothing before the right token, and nothing after signing out', async () => {
  const tab = await Tab.open(browser, server.url);
  tab.allow(/401/);
  const { page } = tab;
  const field = page.getByLabel("Administrator's token");
  const button = page.getByRole('button', { name: 'Sign in' });
  await field.fill('wrong');
  await button.click();
  await page.getByText('That is not the token').waitFor();
  await tab.expectAccessible();
  await tab.screenshot('sign-in-1440x900');

  await field.fill(TOKEN);
  await button.click();
  await page.getByRole('heading', { name: 'No readings yet' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'No readings yet' }).waitFor();

  const sent = await fetch(`${server.url}/api/v1/readings`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ sensor: 'kitchen', value: 21.4 }),
  });
  expect(sent.status).toBe(204);
  // On a network address a device that nobody knows waits to be adopted.
  await page.getByRole('link', { name: 'A device waits in the inbox' }).click();
  await page.getByRole('button', { name: 'Adopt' }).click();
  await page.getByText('kitchen is adopted').waitFor();
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await tab.waitForText('[data-key="kitchen"] [data-face="value"]', /^21\.4$/);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await field.waitFor();
  expect(await page.locator('[data-sensor]').count()).toBe(0);
  await page.reload();
  await field.waitFor();
  await tab.close();
});
