import type { History } from '../api/types';

/** Live readings that came after a history was fetched: columns, ascending by time, each time once. */
export interface Tail {
  t: number[];
  v: (number | null)[];
  q: number[];
}

export function emptyTail(): Tail {
  return { t: [], v: [], q: [] };
}

/** Puts a reading in its place. A repeat changes nothing; for one time the last word counts. */
export function addToTail(tail: Tail, t: number, v: number | null, q: number): void {
  let at = tail.t.length;
  while (at > 0 && (tail.t[at - 1] as number) > t) {
    at--;
  }
  const repeat = tail.t[at - 1] === t ? 1 : 0;
  tail.t.splice(at - repeat, repeat, t);
  tail.v.splice(at - repeat, repeat, v);
  tail.q.splice(at - repeat, repeat, q);
}

/** Whether a reading is older than what can be added to this history without fetching it anew. */
export function isBefore(history: History, t: number): boolean {
  const last = history.t[history.t.length - 1];
  return last !== undefined && t < last;
}

/** Whether the history has nothing of this time or a later one. */
export function isBehind(history: History, t: number): boolean {
  const last = history.t[history.t.length - 1];
  return last === undefined || t >= last + history.resolution;
}

/**
 * The history with the tail behind it, in buckets of the same width and by the same rules as the server's: flagged
 * readings are counted but have no part in min, max and mean, and a stretch longer than `gapAfter` is a gap.
 */
export function withTail(history: History, tail: Tail, gapAfter: number): History {
  if (tail.t.length === 0) {
    return history;
  }
  const joined: History = {
    ...history,
    t: [...history.t],
    min: [...history.min],
    max: [...history.max],
    mean: [...history.mean],
    count: [...history.count],
    flagged: [...history.flagged],
    gaps: [...history.gaps],
  };
  let last = lastReading(history);
  for (let i = 0; i < tail.t.length; i++) {
    const t = tail.t[i] as number;
    if (last.inGap) {
      // The silence at the range's end lasted until this reading.
      joined.gaps.pop();
    }
    if (last.t !== null && t - last.t > gapAfter) {
      joined.gaps.push([last.t, t]);
    }
    last = { t: last.t === null ? t : Math.max(last.t, t), inGap: false };
    fold(joined, t, tail.v[i] ?? null, tail.q[i] ?? 0);
  }
  return joined;
}

/** When the last reading was: exactly where a gap begins with it, else the latest it can have been. */
function lastReading(history: History): { t: number | null; inGap: boolean } {
  const bucket = history.t[history.t.length - 1];
  const gap = history.gaps[history.gaps.length - 1];
  if (bucket === undefined) {
    return gap === undefined ? { t: null, inGap: false } : { t: gap[0], inGap: true };
  }
  return gap !== undefined && gap[1] > bucket + history.resolution
    ? { t: gap[0], inGap: true }
    : { t: bucket + history.resolution - 1, inGap: false };
}

function fold(history: History, t: number, v: number | null, q: number): void {
  const start = Math.floor(t / history.resolution) * history.resolution;
  const last = history.t.length - 1;
  const bucket = history.t[last];
  const good = q === 0 && v !== null;
  if (bucket === undefined || start > bucket) {
    history.t.push(start);
    history.min.push(good ? v : null);
    history.max.push(good ? v : null);
    history.mean.push(good ? v : null);
    history.count.push(1);
    history.flagged.push(good ? 0 : 1);
    return;
  }
  if (start < bucket) {
    return;
  }
  const goodBefore = (history.count[last] ?? 0) - (history.flagged[last] ?? 0);
  history.count[last] = (history.count[last] ?? 0) + 1;
  if (!good) {
    history.flagged[last] = (history.flagged[last] ?? 0) + 1;
    return;
  }
  history.min[last] = Math.min(history.min[last] ?? v, v);
  history.max[last] = Math.max(history.max[last] ?? v, v);
  history.mean[last] = ((history.mean[last] ?? 0) * goodBefore + v) / (goodBefore + 1);
}

/** The part of a history that a window which moved on still shows. */
export function trimmed(history: History, from: number): History {
  let first = 0;
  while (first < history.t.length && (history.t[first] as number) + history.resolution <= from) {
    first++;
  }
  if (first === 0) {
    return history;
  }
  return {
    ...history,
    t: history.t.slice(first),
    min: history.min.slice(first),
    max: history.max.slice(first),
    mean: history.mean.slice(first),
    count: history.count.slice(first),
    flagged: history.flagged.slice(first),
    gaps: history.gaps.filter((gap) => gap[1] > from),
  };
}

/** So many steps between live readings are remembered, and so many are needed to tell what is usual. */
const STEPS = 8;
const ENOUGH_STEPS = 3;
const GAP_INTERVALS = 3;
const LEAST_GAP = 1_000;

/** How often a sensor sends, learned from its live readings by the server's rule: the median of the last few steps. */
export class Rhythm {
  private readonly steps: number[] = [];
  private last: number | null = null;

  add(t: number): void {
    if (this.last !== null && t > this.last) {
      this.steps.push(t - this.last);
      if (this.steps.length > STEPS) {
        this.steps.shift();
      }
    }
    this.last = Math.max(this.last ?? t, t);
  }

  /** After how many milliseconds of silence there is a gap; null as long as that is not known. */
  gapAfter(): number | null {
    if (this.steps.length < ENOUGH_STEPS) {
      return null;
    }
    const sorted = this.steps.toSorted((a, b) => a - b);
    return Math.max(LEAST_GAP, GAP_INTERVALS * (sorted[Math.floor((sorted.length - 1) / 2)] as number));
  }
}
