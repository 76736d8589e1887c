import { DAY, HOUR, SECOND } from './time';

/** What a chart shows: the time up to now, or a stretch that stays where it is. Epoch milliseconds. */
export type Range = { kind: 'recent'; name: RecentName } | { kind: 'fixed'; from: number; to: number };

export type RecentName = '1h' | '24h' | '7d' | '30d';

export const RECENT: Record<RecentName, { span: number; label: string; spoken: string }> = {
  '1h': { span: HOUR, label: '1 h', spoken: 'last hour' },
  '24h': { span: DAY, label: '24 h', spoken: 'last 24 hours' },
  '7d': { span: 7 * DAY, label: '7 d', spoken: 'last 7 days' },
  '30d': { span: 30 * DAY, label: '30 d', spoken: 'last 30 days' },
};

export const RECENT_NAMES = Object.keys(RECENT) as RecentName[];

export const DEFAULT_RANGE: Range = { kind: 'recent', name: '24h' };

/** A narrower range cannot be drawn to any use. */
export const LEAST_SPAN = 10 * SECOND;
const MOST_SPAN = 20 * 366 * DAY;
/** 9999-12-31: beyond it dates do not format. */
const LAST_TIME = 253_402_300_799_999;

/** The range a link asks for (`?range=7d` or `?from=ms&to=ms`); the default where it asks for nonsense. */
export function parseRange(query: URLSearchParams): Range {
  const from = wholeNumber(query.get('from'));
  const to = wholeNumber(query.get('to'));
  if (from !== null && to !== null && to - from >= LEAST_SPAN && to - from <= MOST_SPAN) {
    return { kind: 'fixed', from, to };
  }
  const name = query.get('range');
  return name !== null && Object.hasOwn(RECENT, name)
    ? { kind: 'recent', name: name as RecentName }
    : DEFAULT_RANGE;
}

function wholeNumber(text: string | null): number | null {
  if (text === null || !/^\d{1,15}$/.test(text)) {
    return null;
  }
  const value = Number(text);
  return value <= LAST_TIME ? value : null;
}

/** The query part of a link to this range. */
export function formatRange(range: Range): string {
  return range.kind === 'recent' ? `range=${range.name}` : `from=${range.from}&to=${range.to}`;
}

/** From (inclusive) and to (exclusive) of the range at a moment. */
export function boundsOf(range: Range, now: number): { from: number; to: number } {
  return range.kind === 'recent'
    ? { from: now - RECENT[range.name].span, to: now }
    : { from: range.from, to: range.to };
}

/** The range moved by this share of its width; never beyond now. */
export function shifted(range: Range, share: number, now: number): Range {
  const { from, to } = boundsOf(range, now);
  const by = Math.min(Math.round((to - from) * share), now - to);
  return by === 0
    ? range
    : { kind: 'fixed', from: Math.max(0, Math.round(from + by)), to: Math.round(to + by) };
}

/** The range made wider (factor over 1) or narrower about its middle; never beyond now. */
export function zoomed(range: Range, factor: number, now: number): Range {
  const { from, to } = boundsOf(range, now);
  const span = Math.min(MOST_SPAN, Math.max(LEAST_SPAN, (to - from) * factor));
  const end = Math.min(now, (from + to) / 2 + span / 2);
  return { kind: 'fixed', from: Math.max(0, Math.round(end - span)), to: Math.round(end) };
}

/** The stretch that was dragged, from either side; null where it is too narrow to have been meant. */
export function dragged(a: number, b: number): Range | null {
  const from = Math.round(Math.min(a, b));
  const to = Math.round(Math.max(a, b));
  return to - from >= LEAST_SPAN ? { kind: 'fixed', from, to } : null;
}
