import { expect, it } from 'vitest';
import type { History } from '../api/types';
import { DAY, HOUR, MINUTE } from '../lib/time';
import { previewSpan } from './preview';

const NOW = 1_795_500_000_000;

const history = (...t: number[]) => ({ t, count: t.map(() => 1) }) as unknown as History;

it('shows what a device sent since it came, not a day that is empty before it', () => {
  expect(previewSpan(history(NOW - 2 * MINUTE), NOW).span).toBe(10 * MINUTE);
  expect(previewSpan(history(NOW - 20 * MINUTE, NOW - MINUTE), NOW).span).toBe(HOUR);
  expect(previewSpan(history(NOW - 2 * HOUR, NOW - MINUTE), NOW).span).toBe(DAY);
});

it('shows a day where nothing is, or only what a day has not', () => {
  expect(previewSpan(history(), NOW).span).toBe(DAY);
  expect(previewSpan(history(NOW - 2 * DAY), NOW).span).toBe(DAY);
});
