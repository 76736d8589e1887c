// Writes docs/images/overview.png: the demo site as a newcomer sees it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumOptions, ROOT, startServer } from './programs.mjs';

const folder = join(ROOT, 'docs/images');
const data = mkdtempSync(join(tmpdir(), 'isotherm-screenshot-'));
const { child, port } = await startServer(['demo', '--http-port', '0', '--mqtt-port', '0', '--data', data]);
const browser = await chromium.launch(chromiumOptions());
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  await page.goto(`http://127.0.0.1:${port}`);
  await page.locator('[data-shown="ok"]').first().waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop the demo' }).waitFor({ timeout: 60_000 });
  // Sparklines that were drawn while the history was still being made are short.
  await page.reload();
  await page.waitForFunction(() => {
    const inSight = [...document.querySelectorAll('[data-sensor]')].filter(
      (tile) => tile.getBoundingClientRect().top < innerHeight,
    );
    return (
      inSight.length > 0 && inSight.every((tile) => tile.querySelector('[data-face="extremes"]')?.textContent)
    );
  });
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, 'overview.png') });
  console.log(join(folder, 'overview.png'));
} finally {
  await browser.close();
  child.kill();
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
