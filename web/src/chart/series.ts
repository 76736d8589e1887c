import type { History } from '../api/types';
import { convert } from '../lib/units';

type Column = (number | null)[];

/** Columns of equal length as a chart draws them: null in min, max and mean where the line breaks. */
export interface ChartSeries {
  t: number[];
  min: Column;
  max: Column;
  mean: Column;
  /** Readings in the bucket; 0 in the points that break the line. */
  count: number[];
  flagged: number[];
  gaps: [number, number][];
}

/**
 * The series of a history in another unit. Where a gap lies between two buckets a point without values goes between
 * them, so that no line is ever drawn over a stretch without readings.
 */
export function chartSeries(history: History, unit: string): ChartSeries {
  const series: ChartSeries = {
    t: [],
    min: [],
    max: [],
    mean: [],
    count: [],
    flagged: [],
    gaps: history.gaps,
  };
  const inUnit = (value: number | null | undefined) =>
    value === null || value === undefined ? null : convert(value, history.unit, unit);
  let gap = 0;
  for (let i = 0; i < history.t.length; i++) {
    const t = history.t[i] as number;
    const before = history.t[i - 1];
    if (before !== undefined) {
      // Gaps that end before this bucket's readings begin to count lie inside the bucket before.
      while (gap < history.gaps.length && (history.gaps[gap] as [number, number])[1] < t) {
        gap++;
      }
      const next = history.gaps[gap];
      if (next !== undefined && next[0] < t && t - before > 1) {
        push(series, before + Math.floor((t - before) / 2));
      }
    }
    series.t.push(t);
    series.min.push(inUnit(history.min[i]));
    series.max.push(inUnit(history.max[i]));
    series.mean.push(inUnit(history.mean[i]));
    series.count.push(history.count[i] ?? 0);
    series.flagged.push(history.flagged[i] ?? 0);
  }
  return series;
}

function push(series: ChartSeries, t: number): void {
  series.t.push(t);
  series.min.push(null);
  series.max.push(null);
  series.mean.push(null);
  series.count.push(0);
  series.flagged.push(0);
}

/** The points with a value that no line reaches, as both neighbours have none: they need a dot of their own. */
export function lonelyPoints(values: Column): number[] {
  const lonely: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (isNone(values[i]) || !isNone(values[i - 1]) || !isNone(values[i + 1])) {
      continue;
    }
    lonely.push(i);
  }
  return lonely;
}

function isNone(value: number | null | undefined): boolean {
  return value === null || value === undefined;
}

export interface Summary {
  min: number | null;
  max: number | null;
  /** Over all good readings, each counted once. */
  mean: number | null;
  count: number;
  flagged: number;
}

/** What the whole range comes to, in the history's unit. */
export function summaryOf(history: History): Summary {
  let min: number | null = null;
  let max: number | null = null;
  let sum = 0;
  let good = 0;
  let count = 0;
  let flagged = 0;
  for (let i = 0; i < history.t.length; i++) {
    count += history.count[i] ?? 0;
    flagged += history.flagged[i] ?? 0;
    const least = history.min[i] ?? null;
    const most = history.max[i] ?? null;
    const mean = history.mean[i] ?? null;
    if (least === null || most === null || mean === null) {
      continue;
    }
    const weight = Math.max(0, (history.count[i] ?? 0) - (history.flagged[i] ?? 0));
    min = min === null ? least : Math.min(min, least);
    max = max === null ? most : Math.max(max, most);
    sum += mean * weight;
    good += weight;
  }
  return { min, max, mean: good === 0 ? null : sum / good, count, flagged };
}

/** The value axis: a tenth of air on both sides, and never so narrow that noise looks like weather. */
export function valueScale(min: number | null, max: number | null, leastSpan: number): [number, number] {
  if (min === null || max === null) {
    return [0, 1];
  }
  const span = Math.max(max - min, leastSpan);
  const middle = (min + max) / 2;
  return [middle - span * 0.6, middle + span * 0.6];
}
