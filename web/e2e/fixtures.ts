import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { chromiumOptions, startServer } from '../scripts/programs.mjs';
import type { Sensor } from '../src/api/types';

const WEB = dirname(dirname(fileURLToPath(import.meta.url)));
const SCREENSHOTS = join(WEB, 'target/screenshots');
const STOPPED_WITHIN = 20_000;

/** What the page logs when its server is gone on purpose: requests that fail, and nothing else. */
const OUTAGE = new RegExp(
  [
    'ERR_CONNECTION_(REFUSED|RESET|CLOSED)',
    'ERR_EMPTY_RESPONSE',
    // Killed in the middle of an answer.
    'ERR_INCOMPLETE_CHUNKED_ENCODING',
    'ERR_CONTENT_LENGTH_MISMATCH',
    'ERR_INTERNET_DISCONNECTED',
    'WebSocket',
  ].join('|'),
);

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A real server in a process of its own, which can be stopped, killed and started again on the same port and data. */
export class Server {
  readonly data = mkdtempSync(join(tmpdir(), 'isotherm-e2e-'));
  private readonly command: string;
  private readonly options: string[];
  private process: ChildProcess | null = null;
  private port = 0;

  private constructor(command: string, options: string[]) {
    this.command = command;
    this.options = options;
  }

  /** @param command `run` or `demo` */
  static async start(command: 'run' | 'demo' = 'run', ...options: string[]): Promise<Server> {
    const server = new Server(command, options);
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts anew on the port and data that it had. */
  async start(): Promise<void> {
    const { child, port } = await startServer([
      this.command,
      ...['--http-port', `${this.port}`, '--mqtt-port', '0', '--data', this.data],
      ...this.options,
    ]);
    this.process = child;
    this.port = port;
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.process;
    this.process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const timer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN);
    child.kill(signal);
    await exited;
    clearTimeout(timer);
  }

  /** Stops, and takes its data away. */
  async dispose(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Sends readings as a sensor would; all of them are durable when this returns. */
  async send(readings: SentReading | SentReading[]): Promise<void> {
    const response = await fetch(`${this.url}/api/v1/readings`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(readings),
    });
    expect(response.status, await response.text()).toBe(204);
  }

  async sensors(): Promise<Sensor[]> {
    const response = await fetch(`${this.url}/api/v1/sensors?limit=1000`);
    return ((await response.json()) as { items: Sensor[] }).items;
  }

  async sensor(key: string): Promise<Sensor> {
    const found = (await this.sensors()).find((sensor) => sensor.key === key);
    if (found === undefined) {
      throw new Error(`The server has no sensor ${key}`);
    }
    return found;
  }

  /** Sets how often a sensor is expected to send. */
  async setInterval(sensor: Sensor, interval: number): Promise<void> {
    const address = `${this.url}/api/v1/sensors/${sensor.id}`;
    const etag = (await fetch(address)).headers.get('etag') ?? '';
    const response = await fetch(address, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', 'If-Match': etag },
      body: JSON.stringify({ interval }),
    });
    expect(response.status, await response.text()).toBe(200);
  }
}

export interface SentReading {
  sensor: string;
  value: number;
  unit?: string;
  time?: number;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch(chromiumOptions());
}

/** A page that remembers everything the browser complained about. */
export class Tab {
  readonly page: Page;
  private readonly context: BrowserContext;
  private readonly complaints: string[] = [];
  private readonly allowed: RegExp[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.complaints.push(`${message.text()} ${message.location().url}`);
      }
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(
    browser: Browser,
    address: string,
    options: { viewport?: typeof DESKTOP; dark?: boolean; hasTouch?: boolean } = {},
  ): Promise<Tab> {
    const context = await browser.newContext({
      viewport: options.viewport ?? DESKTOP,
      colorScheme: options.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      hasTouch: options.hasTouch ?? false,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
    });
    const tab = new Tab(context, await context.newPage());
    await tab.page.goto(address);
    return tab;
  }

  /** The server goes away in this test: failed requests are no fault of the page. */
  allowOutage(): void {
    this.allowed.push(OUTAGE);
  }

  allow(complaint: RegExp): void {
    this.allowed.push(complaint);
  }

  /** Fails for anything that the browser complained about. */
  async close(): Promise<void> {
    await this.context.close();
    expect(this.complaints.filter((text) => !this.allowed.some((allowed) => allowed.test(text)))).toEqual([]);
  }

  tile(sensor: Sensor) {
    return this.page.locator(`[data-sensor="${sensor.id}"]`);
  }

  /** Waits until a tile's part, or the whole, reads like this. */
  async waitForTile(sensor: Sensor, part: string, text: RegExp | string): Promise<void> {
    await this.page.waitForFunction(
      ([id, name, source]) =>
        new RegExp(source as string).test(
          document.querySelector(`[data-sensor="${id}"] [data-face="${name}"]`)?.textContent ?? '',
        ),
      [sensor.id, part, typeof text === 'string' ? `^${text}$` : text.source],
      { timeout: 30_000 },
    );
  }

  /** Waits until the text of the first element is like this. */
  async waitForText(selector: string, text: RegExp, timeout = 30_000): Promise<void> {
    await this.page.waitForFunction(
      ([place, source]) =>
        new RegExp(source as string).test(document.querySelector(place as string)?.textContent ?? ''),
      [selector, text.source],
      { timeout },
    );
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  /** Fails for each serious or critical problem that axe finds. */
  async expectAccessible(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page })
      // A table's rows are all alike; a thousand of them take half a minute.
      .exclude('tbody tr:nth-child(n + 20)')
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    const serious = violations
      .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
      .map(
        (violation) =>
          `${violation.id}: ${violation.nodes
            .map((node) => node.html)
            .slice(0, 3)
            .join('\n')}`,
      );
    expect(serious).toEqual([]);
  }
}
