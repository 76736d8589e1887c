import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { History } from '../api/types';
import type { Frame } from '../live/frames';
import { ChartFeed, type Load } from './ChartFeed';

const HOUR = 3_600_000;
const NOW = 1_790_000_000_000;

/** A server whose answers the test gives, one by one. */
class Server {
  readonly asked: {
    from: number;
    to: number;
    answer: (history: History) => void;
    fail: (error: Error) => void;
  }[] = [];
  readonly load: Load = (from, to, signal) =>
    new Promise((answer, fail) => {
      signal.addEventListener('abort', () => fail(signal.reason));
      this.asked.push({ from, to, answer, fail });
    });
  async answer(...readings: [t: number, v: number][]) {
    this.asked.at(-1)?.answer({
      sensor: 'a',
      unit: '°C',
      resolution: 1_000,
      t: readings.map(([t]) => t),
      min: readings.map(([, v]) => v),
      max: readings.map(([, v]) => v),
      mean: readings.map(([, v]) => v),
      count: readings.map(() => 1),
      flagged: readings.map(() => 0),
      gaps: [],
    });
    await vi.advanceTimersByTimeAsync(0);
  }
}

const frame = (...readings: [t: number, v: number][]): Frame => ({
  s: readings.map(() => 1),
  t: readings.map(([t]) => t),
  v: readings.map(([, v]) => v),
  q: readings.map(() => 0),
  now: NOW,
});

let server: Server;
let feed: ChartFeed;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  feed = new ChartFeed(
    1,
    { kind: 'recent', name: '1h' },
    server.load,
    () => NOW,
    () => 15_000,
  );
});
afterEach(() => {
  feed.close();
  vi.useRealTimers();
});

const shown = () => feed.state().history?.mean;

describe('ChartFeed', () => {
  it('shows the history, and live readings behind it', async () => {
    feed.subscribed();
    expect(server.asked[0]).toMatchObject({ from: NOW - HOUR, to: NOW });
    await server.answer([NOW - 2_000, 4]);
    feed.take(frame([NOW, 5]));
    expect(shown()).toEqual([4, 5]);
  });

  it('loses no reading that comes in while the history is on its way', async () => {
    feed.subscribed();
    feed.take(frame([NOW, 5]));
    await server.answer([NOW - 2_000, 4]);
    expect(shown()).toEqual([4, 5]);
  });

  it('fetches the missing stretch after an outage, and shows the old until it is there', async () => {
    feed.subscribed();
    await server.answer([NOW - 60_000, 4]);
    feed.subscribed();
    expect(server.asked).toHaveLength(2);
    expect(shown()).toEqual([4]);
    await server.answer([NOW - 60_000, 4], [NOW - 30_000, 6]);
    expect(shown()).toEqual([4, 6]);
  });

  it('fetches once more a little later, as another process may have answered that did not know all', async () => {
    feed.subscribed();
    await server.answer([NOW - 60_000, 4]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.asked).toHaveLength(2);
    await server.answer([NOW - 60_000, 4], [NOW - 30_000, 6]);
    expect(shown()).toEqual([4, 6]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.asked).toHaveLength(2);
  });

  it('asks again when the answer lacks what was told before', async () => {
    feed.subscribed();
    await server.answer([NOW - 60_000, 4]);
    await vi.advanceTimersByTimeAsync(2_000);
    await server.answer([NOW - 60_000, 4]);
    feed.take(frame([NOW - 5_000, 5]));
    feed.refetch();
    await server.answer([NOW - 60_000, 4]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.asked).toHaveLength(4);
    await server.answer([NOW - 60_000, 4], [NOW - 5_000, 5]);
    expect(shown()).toEqual([4, 5]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.asked).toHaveLength(4);
  });

  it('fetches anew when readings were shed', async () => {
    feed.subscribed();
    await server.answer([NOW - 60_000, 4]);
    feed.take({ ...frame([NOW, 5]), gap: true });
    expect(server.asked).toHaveLength(2);
  });

  it('fetches once more when it was told to while an answer was on its way', async () => {
    feed.subscribed();
    await server.answer([NOW - 60_000, 4]);
    feed.refetch();
    feed.subscribed();
    expect(server.asked).toHaveLength(2);
    await server.answer([NOW - 60_000, 4]);
    expect(server.asked).toHaveLength(3);
  });

  it('fetches anew, once, for a bunch of late readings', async () => {
    feed.subscribed();
    await server.answer([NOW - 60_000, 4]);
    feed.take(frame([NOW - 100_000, 5]));
    feed.take(frame([NOW - 90_000, 5]));
    expect(server.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.asked).toHaveLength(2);
  });

  it('says why a fetch failed, keeps what it has, and tries again', async () => {
    feed.subscribed();
    await server.answer([NOW - 60_000, 4]);
    feed.refetch();
    server.asked.at(-1)?.fail(new Error('down'));
    await vi.advanceTimersByTimeAsync(0);
    expect(feed.state().error?.message).toBe('down');
    expect(shown()).toEqual([4]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(server.asked).toHaveLength(3);
    await server.answer([NOW - 60_000, 4]);
    expect(feed.state().error).toBeNull();
  });

  it('keeps nothing of the old range, not even an answer that comes too late', async () => {
    feed.subscribed();
    const first = server.asked[0];
    feed.setRange({ kind: 'fixed', from: NOW - 5 * HOUR, to: NOW - 4 * HOUR });
    expect(server.asked).toHaveLength(2);
    first?.answer({ ...(await emptyHistory()), t: [1] });
    await vi.advanceTimersByTimeAsync(0);
    expect(feed.state().history).toBeNull();
  });

  it('adds nothing live to a range that lies in the past', async () => {
    feed.setRange({ kind: 'fixed', from: NOW - 5 * HOUR, to: NOW - 4 * HOUR });
    await server.answer([NOW - 4.5 * HOUR, 4]);
    feed.take(frame([NOW, 5]));
    expect(shown()).toEqual([4]);
  });

  it('fetches a range in the past anew when a late reading falls into it', async () => {
    feed.setRange({ kind: 'fixed', from: NOW - 5 * HOUR, to: NOW - 4 * HOUR });
    await server.answer([NOW - 4.5 * HOUR, 4]);
    feed.take(frame([NOW - 4.8 * HOUR, 5]));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.asked).toHaveLength(2);
  });

  it('sees a gap that is short, where the sensor sends often', async () => {
    feed.subscribed();
    await server.answer();
    feed.take(frame([NOW - 13_000, 5], [NOW - 12_000, 5], [NOW - 11_000, 5], [NOW - 10_000, 5], [NOW, 5]));
    expect(feed.state().history?.gaps).toEqual([[NOW - 10_000, NOW]]);
  });

  it('takes no notice of other sensors', async () => {
    feed.subscribed();
    await server.answer([NOW - 2_000, 4]);
    feed.take({ ...frame([NOW, 5]), s: [2] });
    expect(shown()).toEqual([4]);
  });
});

async function emptyHistory(): Promise<History> {
  return {
    sensor: 'a',
    unit: '°C',
    resolution: 1_000,
    t: [],
    min: [],
    max: [],
    mean: [],
    count: [],
    flagged: [],
    gaps: [],
  };
}
