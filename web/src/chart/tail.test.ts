import { describe, expect, it } from 'vitest';
import type { History } from '../api/types';
import { addToTail, emptyTail, isBefore, Rhythm, type Tail, trimmed, withTail } from './tail';

const base: History = {
  sensor: 'a',
  unit: '°C',
  resolution: 10,
  t: [100, 110],
  min: [1, 2],
  max: [1, 4],
  mean: [1, 3],
  count: [1, 2],
  flagged: [0, 0],
  gaps: [],
};

function tailOf(...readings: [t: number, v: number | null, q?: number][]): Tail {
  const tail = emptyTail();
  for (const [t, v, q] of readings) {
    addToTail(tail, t, v, q ?? 0);
  }
  return tail;
}

describe('addToTail', () => {
  it('keeps readings in their order, whatever order they come in', () => {
    expect(tailOf([3, 30], [1, 10], [2, 20]).v).toEqual([10, 20, 30]);
  });

  it('keeps one reading for one time', () => {
    expect(tailOf([1, 10], [2, 20], [1, 10], [2, 21])).toEqual({ t: [1, 2], v: [10, 21], q: [0, 0] });
  });
});

describe('withTail', () => {
  it('opens a new bucket, aligned as the server aligns them', () => {
    const joined = withTail(base, tailOf([127, 5]), 50);
    expect(joined.t).toEqual([100, 110, 120]);
    expect(joined.mean).toEqual([1, 3, 5]);
  });

  it('adds to the last bucket, each reading weighing the same', () => {
    const joined = withTail(base, tailOf([118, 9]), 50);
    expect([joined.min[1], joined.max[1], joined.mean[1], joined.count[1]]).toEqual([2, 9, 5, 3]);
  });

  it('leaves what it was given as it is', () => {
    withTail(base, tailOf([118, 9], [130, 1]), 50);
    expect(base.count).toEqual([1, 2]);
    expect(base.t).toEqual([100, 110]);
  });

  it('counts suspect readings and those without value, but lets them change no figure', () => {
    const joined = withTail(base, tailOf([118, 85, 2], [121, null, 4]), 50);
    expect(joined.max).toEqual([1, 4, null]);
    expect(joined.count).toEqual([1, 3, 1]);
    expect(joined.flagged).toEqual([0, 1, 1]);
  });

  it('sees a gap between what was fetched and what came in, and within what came in', () => {
    expect(withTail(base, tailOf([300, 5]), 50).gaps).toEqual([[119, 300]]);
    expect(withTail(base, tailOf([130, 5], [300, 5]), 50).gaps).toEqual([[130, 300]]);
    expect(withTail(base, tailOf([150, 5]), 50).gaps).toEqual([]);
  });

  it('ends the silence at the end of the range with the reading that ended it', () => {
    const silent: History = { ...base, gaps: [[115, 400]] };
    expect(withTail(silent, tailOf([430, 5]), 50).gaps).toEqual([[115, 430]]);
    const empty: History = {
      ...base,
      t: [],
      min: [],
      max: [],
      mean: [],
      count: [],
      flagged: [],
      gaps: [[0, 400]],
    };
    expect(withTail(empty, tailOf([430, 5]), 50).gaps).toEqual([[0, 430]]);
  });
});

it('knows which readings are too late to be added', () => {
  expect(isBefore(base, 109)).toBe(true);
  expect(isBefore(base, 110)).toBe(false);
  expect(isBefore({ ...base, t: [] }, 0)).toBe(false);
});

it('drops what the window left behind', () => {
  const left = trimmed(
    {
      ...base,
      gaps: [
        [50, 90],
        [101, 109],
      ],
    },
    108,
  );
  expect(left.t).toEqual([100, 110]);
  const later = trimmed(
    {
      ...base,
      gaps: [
        [50, 90],
        [101, 115],
      ],
    },
    110,
  );
  expect(later.t).toEqual([110]);
  expect(later.gaps).toEqual([[101, 115]]);
});

describe('Rhythm', () => {
  const silence = (...times: number[]) => {
    const rhythm = new Rhythm();
    for (const t of times) {
      rhythm.add(t);
    }
    return rhythm.gapAfter();
  };

  it('is not known from a few readings', () => {
    expect(silence()).toBeNull();
    expect(silence(0, 1_000, 2_000)).toBeNull();
  });

  it('is three usual steps, whatever one long silence or a repeat says', () => {
    expect(silence(0, 1_000, 2_000, 3_000)).toBe(3_000);
    expect(silence(0, 1_000, 2_000, 60_000, 61_000, 61_000)).toBe(3_000);
  });

  it('is a second at least', () => {
    expect(silence(0, 10, 20, 30)).toBe(1_000);
  });

  it('follows a sensor that sends less often than it did', () => {
    expect(silence(0, 1, 2, 3, ...Array.from({ length: 8 }, (_, index) => 1_003 + index * 1_000))).toBe(
      3_000,
    );
  });
});
