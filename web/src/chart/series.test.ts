import { describe, expect, it } from 'vitest';
import type { History } from '../api/types';
import { chartSeries, lonelyPoints, summaryOf, valueScale } from './series';

function history(t: number[], gaps: [number, number][] = [], resolution = 10): History {
  const column = t.map((_, index) => index);
  return {
    sensor: 'a',
    unit: '°C',
    resolution,
    t,
    min: column,
    max: column,
    mean: column,
    count: t.map(() => 1),
    flagged: t.map(() => 0),
    gaps,
  };
}

describe('chartSeries', () => {
  it('draws on through an empty bucket that is no gap', () => {
    expect(chartSeries(history([0, 10, 30]), '°C').t).toEqual([0, 10, 30]);
  });

  it.each<[string, number[], [number, number][], (number | null)[]]>([
    ['between two buckets', [0, 10, 500], [[15, 503]], [0, 1, null, 2]],
    ['between neighbouring buckets', [0, 10, 20], [[11, 29]], [0, 1, null, 2]],
    [
      'twice',
      [0, 100, 200],
      [
        [5, 105],
        [106, 203],
      ],
      [0, null, 1, null, 2],
    ],
    ['not before the first bucket', [100, 110], [[0, 104]], [0, 1]],
    ['not after the last bucket', [0, 10], [[14, 900]], [0, 1]],
    ['not for a gap within one bucket', [0, 10, 20], [[11, 18]], [0, 1, 2]],
  ])('breaks the line over a gap: %s', (_, t, gaps, mean) => {
    const series = chartSeries(history(t, gaps), '°C');
    expect(series.mean).toEqual(mean);
    expect(series.min).toEqual(mean);
    expect(series.t).toEqual([...series.t].sort((a, b) => a - b));
    expect(new Set(series.t).size).toBe(series.t.length);
  });

  it('converts what it draws', () => {
    expect(chartSeries(history([0, 10]), '°F').mean).toEqual([32, 33.8]);
  });

  it('has no value where all readings of a bucket are suspect, but counts them', () => {
    const one = history([0]);
    const series = chartSeries(
      { ...one, min: [null], max: [null], mean: [null], count: [3], flagged: [3] },
      '°C',
    );
    expect(series.mean).toEqual([null]);
    expect(series.flagged).toEqual([3]);
  });
});

it('finds the points that no line reaches', () => {
  expect(lonelyPoints([1, null, 2, 3, null, null, 4])).toEqual([0, 6]);
  expect(lonelyPoints([5])).toEqual([0]);
  expect(lonelyPoints([null, 5, 6])).toEqual([]);
});

describe('summaryOf', () => {
  it('weighs each good reading once', () => {
    const one: History = {
      ...history([0, 10, 20]),
      min: [1, 4, null],
      max: [3, 6, null],
      mean: [2, 5, null],
      count: [3, 2, 4],
      flagged: [0, 1, 4],
    };
    expect(summaryOf(one)).toEqual({ min: 1, max: 6, mean: (2 * 3 + 5) / 4, count: 9, flagged: 5 });
  });

  it('has nothing to say about nothing', () => {
    expect(summaryOf(history([]))).toEqual({ min: null, max: null, mean: null, count: 0, flagged: 0 });
  });
});

it('leaves air around values and does not blow up noise', () => {
  expect(valueScale(0, 10, 1)).toEqual([-1, 11]);
  expect(valueScale(4, 4.1, 1)[1] - valueScale(4, 4.1, 1)[0]).toBeCloseTo(1.2);
  expect(valueScale(null, null, 1)).toEqual([0, 1]);
});
