import { beforeEach, describe, expect, it } from 'vitest';
import type { Frame } from './frames';
import { LiveStore } from './LiveStore';
import { ServerClock } from './ServerClock';

const NOW = 1_790_000_000_000;
let here: { now: number };
let store: LiveStore;

function frame(now: number, ...readings: [s: number, t: number, v: number | null, q?: number][]): Frame {
  return {
    s: readings.map((reading) => reading[0]),
    t: readings.map((reading) => reading[1]),
    v: readings.map((reading) => reading[2]),
    q: readings.map((reading) => reading[3] ?? 0),
    now,
  };
}

beforeEach(() => {
  here = { now: NOW };
  store = new LiveStore(new ServerClock(() => here.now));
  store.setStaleAfter(1, 15_000);
});

describe('the newest reading', () => {
  it('is never replaced by a late one', () => {
    store.apply(frame(NOW, [1, NOW, 4.5]));
    store.apply(frame(NOW, [1, NOW - 60_000, 9.9]));
    expect(store.reading(1)).toMatchObject({ t: NOW, v: 4.5 });
  });

  it('is the last word for one time', () => {
    store.apply(frame(NOW, [1, NOW, 4.5]));
    store.apply(frame(NOW, [1, NOW, 4.6]));
    expect(store.reading(1)?.v).toBe(4.6);
  });

  it('is what a new snapshot says after a reconnect, even where that is older', () => {
    store.applySnapshot(frame(NOW, [1, NOW, 4.5]), true);
    store.beginSession();
    store.applySnapshot(frame(NOW, [1, NOW - 5_000, 3]), true);
    expect(store.reading(1)).toMatchObject({ t: NOW - 5_000, v: 3 });
  });

  it('is not undone by a snapshot that was made before the first frame of its connection', () => {
    store.beginSession();
    store.apply(frame(NOW, [1, NOW, 4.5]));
    store.applySnapshot(frame(NOW, [1, NOW - 1_000, 3]), true);
    expect(store.reading(1)?.v).toBe(4.5);
  });

  it('is gone when a whole snapshot has it no more', () => {
    store.applySnapshot(frame(NOW, [1, NOW, 4.5], [2, NOW, 1]), true);
    store.beginSession();
    store.applySnapshot(frame(NOW, [2, NOW, 1]), true);
    expect(store.reading(1)).toBeUndefined();
    expect(store.reading(2)).toBeDefined();
  });

  it('stays when a snapshot of other sensors comes in', () => {
    store.applySnapshot(frame(NOW, [1, NOW, 4.5]), true);
    store.beginSession();
    store.applySnapshot(frame(NOW, [2, NOW, 1]), false);
    expect(store.reading(1)?.v).toBe(4.5);
  });
});

describe('the state', () => {
  it('is none without a reading', () => {
    expect(store.state(1)).toBe('none');
  });

  it.each([
    ['ok', 4.5, 0],
    ['suspect', 85, 2],
    ['suspect', 4_000, 1],
    ['suspect', 4.5, 64],
    ['fault', null, 4],
    ['fault', null, 0],
  ] as const)('is %s for the value %s with the flags %s', (state, v, q) => {
    store.apply(frame(NOW, [1, NOW, v, q]));
    expect(store.state(1)).toBe(state);
  });

  it('becomes stale by itself when nothing comes in, and ok again with the next reading', () => {
    store.apply(frame(NOW, [1, NOW, 4.5]));
    here.now = NOW + 15_000;
    expect(store.state(1)).toBe('ok');
    here.now = NOW + 15_001;
    expect(store.state(1)).toBe('stale');
    store.apply(frame(here.now, [1, here.now, 4.6]));
    expect(store.state(1)).toBe('ok');
  });

  it('is stale rather than suspect or fault where the value is old: it says nothing about now', () => {
    store.apply(frame(NOW, [1, NOW - 60_000, null, 4]));
    expect(store.state(1)).toBe('stale');
  });

  it('goes by the server time, whatever this machine thinks', () => {
    here.now = NOW - 7_200_000;
    store.apply(frame(NOW, [1, NOW - 60_000, 4.5]));
    expect(store.state(1)).toBe('stale');
    store.apply(frame(NOW, [1, NOW, 4.5]));
    expect(store.state(1)).toBe('ok');
  });

  it('trusts nothing old as long as the rule for the sensor is not known', () => {
    store.apply(frame(NOW, [7, NOW - 1, 4.5]));
    expect(store.state(7)).toBe('stale');
  });

  it('is suspect for a reading from the future, and stale once its sender falls silent', () => {
    store.apply(frame(NOW, [1, NOW + 3_600_000, 4.5]));
    expect(store.state(1)).toBe('suspect');
    here.now = NOW + 15_001;
    expect(store.state(1)).toBe('stale');
  });

  it('does not look fresh when an old reading from the future is told anew after a reconnect', () => {
    store.apply(frame(NOW, [1, NOW + 3_600_000, 4.5]));
    here.now = NOW + 20_000;
    store.beginSession();
    store.applySnapshot(frame(here.now, [1, NOW + 3_600_000, 4.5]), true);
    expect(store.state(1)).toBe('stale');
  });
});

describe('the connection', () => {
  it('is waiting, then live, then lost since the first sign of it', () => {
    expect(store.connection().state).toBe('waiting');
    store.applySnapshot(frame(NOW), true);
    expect(store.isLive()).toBe(true);
    store.lose();
    here.now += 9_000;
    store.lose();
    expect(store.connection()).toEqual({ state: 'lost', since: NOW });
  });

  it('is live only with a snapshot, not by a frame alone', () => {
    store.lose();
    store.apply(frame(NOW, [1, NOW, 4.5]));
    expect(store.isLive()).toBe(false);
  });
});
