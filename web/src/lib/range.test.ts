import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  DEFAULT_RANGE,
  dragged,
  formatRange,
  parseRange,
  type Range,
  shifted,
  zoomed,
} from './range';
import { HOUR } from './time';

const NOW = 1_790_000_000_000;
const parse = (query: string) => parseRange(new URLSearchParams(query));

describe('parseRange', () => {
  it.each<[string, Range]>([
    ['range=1h', { kind: 'recent', name: '1h' }],
    ['range=30d', { kind: 'recent', name: '30d' }],
    ['from=1000&to=61000', { kind: 'fixed', from: 1_000, to: 61_000 }],
    ['from=1000&to=61000&range=7d', { kind: 'fixed', from: 1_000, to: 61_000 }],
  ])('understands %s', (query, expected) => {
    expect(parse(query)).toEqual(expected);
  });

  it.each([
    '',
    'range=',
    'range=2y',
    'range=constructor',
    'from=1000',
    'from=61000&to=1000',
    'from=1000&to=1001',
    'from=-5&to=100000',
    'from=1e3&to=61000',
    'from=0&to=999999999999999',
    'from=NaN&to=Infinity',
  ])('answers %j with the default', (query) => {
    expect(parse(query)).toEqual(DEFAULT_RANGE);
  });

  it('reads what formatRange wrote', () => {
    for (const range of [
      { kind: 'recent', name: '7d' },
      { kind: 'fixed', from: 5, to: 99_999 },
    ] as Range[]) {
      expect(parse(formatRange(range))).toEqual(range);
    }
  });
});

it('moves with time only where it is recent', () => {
  expect(boundsOf({ kind: 'recent', name: '1h' }, NOW)).toEqual({ from: NOW - HOUR, to: NOW });
  expect(boundsOf({ kind: 'fixed', from: 1, to: 2 }, NOW)).toEqual({ from: 1, to: 2 });
});

describe('shifted', () => {
  it('goes back by a share of the width', () => {
    expect(shifted({ kind: 'recent', name: '1h' }, -0.5, NOW)).toEqual({
      kind: 'fixed',
      from: NOW - 1.5 * HOUR,
      to: NOW - HOUR / 2,
    });
  });

  it('never goes beyond now', () => {
    expect(shifted({ kind: 'fixed', from: NOW - 2 * HOUR, to: NOW - 1_000 }, 0.5, NOW)).toMatchObject({
      to: NOW,
    });
    const recent: Range = { kind: 'recent', name: '1h' };
    expect(shifted(recent, 0.5, NOW)).toBe(recent);
  });
});

describe('zoomed', () => {
  it('keeps the middle', () => {
    expect(zoomed({ kind: 'fixed', from: 0, to: 4 * HOUR }, 0.5, NOW)).toEqual({
      kind: 'fixed',
      from: HOUR,
      to: 3 * HOUR,
    });
  });

  it('never ends beyond now, and never gets narrower than can be drawn', () => {
    expect(zoomed({ kind: 'recent', name: '1h' }, 2, NOW)).toEqual({
      kind: 'fixed',
      from: NOW - 2 * HOUR,
      to: NOW,
    });
    const least = zoomed({ kind: 'fixed', from: NOW - 10_000, to: NOW }, 0.5, NOW);
    expect(least).toEqual({ kind: 'fixed', from: NOW - 10_000, to: NOW });
  });
});

it('takes a dragged stretch from either side, unless it is too narrow to be meant', () => {
  expect(dragged(90_000.4, 10_000)).toEqual({ kind: 'fixed', from: 10_000, to: 90_000 });
  expect(dragged(1_000, 2_000)).toBeNull();
});
