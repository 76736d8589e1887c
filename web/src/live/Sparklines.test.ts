import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { History } from '../api/types';
import { type FetchBatch, Sparklines } from './Sparklines';

const empty = (sensor: string): History => ({
  sensor,
  unit: '°C',
  resolution: 900_000,
  t: [],
  min: [],
  max: [],
  mean: [],
  count: [],
  flagged: [],
  gaps: [],
});

const flat = (sensor: string): History => ({
  ...empty(sensor),
  t: [1_000],
  min: [4],
  max: [4],
  mean: [4],
  count: [1],
  flagged: [0],
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('asks for what came into sight in batches of 50, each sensor once', async () => {
  const fetchBatch = vi.fn<FetchBatch>(async (ids) => ids.map(empty));
  const sparklines = new Sparklines(() => Date.now(), fetchBatch);
  for (let i = 0; i < 120; i++) {
    sparklines.want(`s${i}`);
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(fetchBatch.mock.calls.map((call) => call[0].length)).toEqual([50, 50, 20]);
  expect(sparklines.get('s119')).not.toBeNull();
});

it('refreshes what is still looked at after five minutes, and nothing else', async () => {
  const fetchBatch = vi.fn<FetchBatch>(async (ids) => ids.map(flat));
  const sparklines = new Sparklines(() => Date.now(), fetchBatch);
  sparklines.want('seen');
  const leave = sparklines.want('left');
  await vi.advanceTimersByTimeAsync(100);
  leave();
  await vi.advanceTimersByTimeAsync(300_000);
  sparklines.refresh();
  await vi.advanceTimersByTimeAsync(100);
  expect(fetchBatch.mock.lastCall?.[0]).toEqual(['seen']);
  expect(fetchBatch).toHaveBeenCalledTimes(2);
});

it('looks again soon for the first readings of what had none', async () => {
  const fetchBatch = vi.fn<FetchBatch>(async (ids) => ids.map((id) => (id === 'new' ? empty(id) : flat(id))));
  const sparklines = new Sparklines(() => Date.now(), fetchBatch);
  sparklines.want('old');
  sparklines.want('new');
  await vi.advanceTimersByTimeAsync(15_100);
  sparklines.refresh();
  await vi.advanceTimersByTimeAsync(100);
  expect(fetchBatch.mock.calls.map((call) => call[0])).toEqual([['old', 'new'], ['new']]);
});

it('keeps what it has when a fetch fails, and tries again later', async () => {
  const fetchBatch = vi.fn<FetchBatch>(async (ids) => ids.map(empty));
  const sparklines = new Sparklines(() => Date.now(), fetchBatch);
  sparklines.want('a');
  await vi.advanceTimersByTimeAsync(100);
  fetchBatch.mockRejectedValueOnce(new Error('down'));
  sparklines.expire();
  await vi.advanceTimersByTimeAsync(100);
  expect(sparklines.get('a')).not.toBeNull();
  await vi.advanceTimersByTimeAsync(15_000);
  sparklines.refresh();
  await vi.advanceTimersByTimeAsync(100);
  expect(fetchBatch).toHaveBeenCalledTimes(3);
});
