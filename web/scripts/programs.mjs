import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const READY_WITHIN = 60_000;

/**
 * Starts the server, by the launcher, and waits until it says that it is ready. ISOTHERM_E2E_COMMAND names another
 * program to start with the same arguments.
 *
 * @param {string[]} options
 * @returns {Promise<{ child: import('node:child_process').ChildProcess, port: number }>}
 */
export function startServer(options) {
  const program = process.env.ISOTHERM_E2E_COMMAND ?? join(ROOT, 'isotherm');
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server is not ready:\n${output}`));
    }, READY_WITHIN);
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
      const port = /http:\/\/[\w.[\]:]+?:(\d+)[^\d]/.exec(output)?.[1];
      if (port !== undefined) {
        clearTimeout(timer);
        resolve({ child, port: Number(port) });
      }
    });
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with ${code}:\n${output}`));
    });
  });
}

/** Chromium as Debian has it, or the one that CHROMIUM names. */
export function chromiumOptions() {
  return {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync'],
    ],
  };
}
