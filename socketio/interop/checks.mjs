// What the checks with the official client share.
let passed = 0;
let failed = 0;

export const url = process.argv[2] ?? "http://127.0.0.1:3000";
/** Milliseconds that an answer may take. */
export const DEADLINE = 8000;

export async function check(name, body) {
  try {
    await body();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}

export function once(socket, event) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${event}`)), DEADLINE);
    socket.once(event, (...args) => {
      clearTimeout(timer);
      resolve(args);
    });
  });
}

export const ask = (socket, ...args) => socket.timeout(DEADLINE).emitWithAck(...args);

/** Says how many passed, and ends. */
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}
