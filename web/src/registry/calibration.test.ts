import { expect, it } from 'vitest';
import type { Calibration } from '../api/types';
import { calibrationOf, correctionText, EMPTY, fieldTime } from './calibration';

const FROM = new Date(2026, 10, 27, 8, 5).getTime();
const form = { ...EMPTY, from: '2026-11-27T08:05', reason: 'Certificate 4711' };

it('makes an offset', () => {
  expect(calibrationOf({ ...form, offset: '−0,3', by: ' A. Meier ' })).toEqual({
    from: FROM,
    reason: 'Certificate 4711',
    by: 'A. Meier',
    offset: -0.3,
  });
});

it('makes a line through two points', () => {
  expect(
    calibrationOf({ ...form, kind: 'points', measured1: '0.4', true1: '0', measured2: '99.4', true2: '100' }),
  ).toMatchObject({
    points: [
      { measured: 0.4, true: 0 },
      { measured: 99.4, true: 100 },
    ],
  });
});

it('makes a polynomial', () => {
  expect(calibrationOf({ ...form, kind: 'polynomial', polynomial: '0,1; 0,998 0.00002' })).toMatchObject({
    polynomial: [0.1, 0.998, 0.00002],
  });
});

it.each([
  [{ offset: '' }, /offset is a number/],
  [{ offset: '1', from: '' }, /from which time/],
  [{ offset: '1', reason: ' ' }, /why/],
  [{ kind: 'points' as const, measured1: '1' }, /four values/],
  [{ kind: 'points' as const, measured1: '1', true1: '1', measured2: '2', true2: '0' }, /must be more/],
  [{ kind: 'points' as const, measured1: '1', true1: '1', measured2: '1', true2: '2' }, /must be more/],
  [{ kind: 'polynomial' as const, polynomial: '1' }, /Two to 5/],
  [{ kind: 'polynomial' as const, polynomial: '1 2 3 4 5 6' }, /Two to 5/],
  [{ kind: 'polynomial' as const, polynomial: '1 x' }, /Two to 5/],
])('says what is missing in %o', (change, message) => {
  expect(calibrationOf({ ...form, ...change })).toMatch(message);
});

it('says what a calibration does', () => {
  const of = (correction: Partial<Calibration>) =>
    correctionText({ unit: '°C', ...correction } as Calibration);
  expect(of({ offset: -0.3 })).toBe('−0.3 °C');
  expect(of({ offset: 0.3 })).toBe('+0.3 °C');
  expect(
    of({
      points: [
        { measured: 0.4, true: 0 },
        { measured: 99.4, true: 100 },
      ],
    }),
  ).toBe('0.4 is 0 °C, 99.4 is 100 °C');
  expect(of({ polynomial: [0.1, 0.998, -0.5] })).toBe('0.1 + 0.998 m − 0.5 m² °C');
});

it('writes a time as its field does, by the same clock', () => {
  expect(fieldTime(FROM)).toBe('2026-11-27T08:05');
});
