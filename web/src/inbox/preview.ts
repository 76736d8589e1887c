import type { History } from '../api/types';
import { DAY, HOUR, MINUTE } from '../lib/time';

/** The stretches that a preview may show, the shortest first. */
const SPANS = [
  { span: 10 * MINUTE, spoken: 'last 10 minutes' },
  { span: HOUR, spoken: 'last hour' },
  { span: DAY, spoken: 'last 24 hours' },
] as const;

export type PreviewSpan = (typeof SPANS)[number];

export const LONGEST: PreviewSpan = SPANS[2];

/** The shortest stretch up to now that has all that came in the last day: what is new would be a dot at its edge. */
export function previewSpan(day: History, now: number): PreviewSpan {
  const first = day.t.find((_, index) => (day.count[index] ?? 0) > 0);
  return first === undefined ? LONGEST : (SPANS.find(({ span }) => first >= now - span) ?? LONGEST);
}
