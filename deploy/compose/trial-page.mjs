// Watches the page through the gateway while containers die: trial-page.mjs FOLDER HTTP_PORT. Until FOLDER/stop-page is
// there; then FOLDER/page.json tells what was seen. Needs web/node_modules and a Chromium.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromiumOptions } from '../../web/scripts/programs.mjs';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const [folder, port] = process.argv.slice(2);
const token = readFileSync(join(folder, 'token'), 'utf8').trim();
const values = '[data-key^="trial/http-"] [data-face="value"]';
const last = '[data-key="trial/http-0"] [data-face="value"]';

const browser = await chromium.launch(chromiumOptions());
const seen = { changes: 0, longestStillMs: 0, longestStillUntil: '', signInsAsked: 0, sockets: 0, shownLast: false };
try {
  const page = await browser.newPage();
  page.on('websocket', () => {
    seen.sockets++;
  });
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.getByLabel("Administrator's token").fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator(values).first().waitFor({ timeout: 60_000 });
  writeFileSync(join(folder, 'page-open'), '');

  let before = '';
  let changed = Date.now();
  while (!existsSync(join(folder, 'stop-page'))) {
    const [now, signIn] = await page.evaluate(
      (selector) => [
        [...document.querySelectorAll(selector)].map((value) => value.textContent).join(' '),
        document.querySelector('input[type="password"]') !== null,
      ],
      values,
    );
    if (now !== before && now !== '') {
      if (Date.now() - changed > seen.longestStillMs) {
        seen.longestStillMs = Date.now() - changed;
        seen.longestStillUntil = new Date().toTimeString().slice(0, 8);
      }
      seen.changes++;
      before = now;
      changed = Date.now();
    }
    if (signIn) {
      seen.signInsAsked++;
      break;
    }
    await page.waitForTimeout(100);
  }
  await page
    .waitForFunction((selector) => document.querySelector(selector)?.textContent === '77.7', last, { timeout: 60_000 })
    .then(() => {
      seen.shownLast = true;
    })
    .catch(() => {});
  await page.screenshot({ path: join(folder, 'page.png') });
} finally {
  writeFileSync(join(folder, 'page.json'), JSON.stringify(seen));
  await browser.close();
}
