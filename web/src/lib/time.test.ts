import { describe, expect, it } from 'vitest';
import {
  DAY,
  formatAge,
  formatBrief,
  formatClock,
  formatDay,
  formatHour,
  formatMoment,
  formatSpan,
  HOUR,
  MINUTE,
  offsetChanges,
  SECOND,
  usableZone,
} from './time';

describe('formatSpan', () => {
  it.each([
    [-5, '0 s'],
    [0, '0 s'],
    [3_999, '3 s'],
    [59 * SECOND, '59 s'],
    [MINUTE, '1 min'],
    [42 * MINUTE + 59 * SECOND, '42 min'],
    [HOUR, '1 h'],
    [2 * HOUR + 5 * MINUTE, '2 h 5 min'],
    [DAY, '1 d'],
    [3 * DAY + 4 * HOUR, '3 d 4 h'],
    [12 * DAY + 4 * HOUR, '12 d'],
  ])('%s ms is %s', (ms, expected) => {
    expect(formatSpan(ms)).toBe(expected);
  });
});

it('says now for less than a second, and ago for all else', () => {
  expect(formatAge(999)).toBe('now');
  expect(formatAge(3_000)).toBe('3 s ago');
});

const MOMENT = Date.UTC(2026, 10, 24, 2, 3, 10);

it('tells times in the zone it is asked for', () => {
  expect(formatClock(MOMENT, 'Europe/Berlin')).toBe('03:03:10');
  expect(formatHour(MOMENT, 'America/New_York')).toBe('21:03');
  expect(formatDay(MOMENT, 'America/New_York')).toBe('23 Nov');
  expect(formatMoment(MOMENT, 'UTC')).toBe('24 Nov 2026, 02:03:10');
  expect(formatBrief(MOMENT, 'UTC', false)).toBe('24 Nov, 02:03:10');
});

it('writes midnight as 00', () => {
  expect(formatHour(Date.UTC(2026, 0, 1), 'UTC')).toBe('00:00');
});

it('tells the two hours of one name apart when clocks go back', () => {
  const first = Date.UTC(2026, 9, 25, 0, 30);
  expect(offsetChanges(first, first + HOUR, 'Europe/Berlin')).toBe(true);
  expect(offsetChanges(first, first + HOUR, 'UTC')).toBe(false);
  expect(offsetChanges(first - 90 * DAY, first + 300 * DAY, 'Europe/Berlin')).toBe(true);
  expect(formatBrief(first, 'Europe/Berlin', true)).toBe('25 Oct, 02:30:00 GMT+2');
  expect(formatBrief(first + HOUR, 'Europe/Berlin', true)).toBe('25 Oct, 02:30:00 GMT+1');
});

it('falls back to the browser zone where it does not know one', () => {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(usableZone('Mars/Olympus_Mons')).toBe(own);
  expect(usableZone(undefined)).toBe(own);
  expect(usableZone('Asia/Tokyo')).toBe('Asia/Tokyo');
});
