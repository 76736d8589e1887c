import { describe, expect, it } from 'vitest';
import { convert, formatValue, shownUnit, withUnit } from './units';

describe('convert', () => {
  it.each([
    [0, '°C', '°F', 32],
    [100, '°C', '°F', 212],
    [-40, '°C', '°F', -40],
    [4, '°C', 'K', 277.15],
    [212, '°F', '°C', 100],
    [-459.67, '°F', 'K', 0],
    [0, 'K', '°C', -273.15],
    [61, '%', '°F', 61],
    [1013, 'hPa', 'K', 1013],
  ])('%s %s is in %s %s', (value, from, to, expected) => {
    expect(convert(value, from, to)).toBeCloseTo(expected, 9);
  });

  it('leaves the very same number where the unit is the same', () => {
    expect(convert(0.1 + 0.2, '°F', '°F')).toBe(0.1 + 0.2);
  });
});

it('applies the choice to temperatures alone', () => {
  expect(shownUnit('°C', 'K')).toBe('K');
  expect(shownUnit('%', 'K')).toBe('%');
  expect(shownUnit('', '°F')).toBe('');
});

describe('formatValue', () => {
  it.each([
    [4.25, 'temperature', 0, '4.3'],
    [-20, 'temperature', 0, '−20.0'],
    [-0.04, 'temperature', 0, '0.0'],
    [4.3125, 'temperature', 1, '4.31'],
    [87.4, 'battery', 0, '87'],
    [3.3, 'voltage', 0, '3.30'],
    [-71, 'signal', 0, '−71'],
    [1.5e12, 'other', 0, '1.500e+12'],
  ] as const)('%s of %s with %s more decimals is %s', (value, quantity, extra, expected) => {
    expect(formatValue(value, quantity, extra)).toBe(expected);
  });
});

it('puts no blank behind a number without unit', () => {
  expect(withUnit('7', '')).toBe('7');
  expect(withUnit('7', '°C')).toBe('7 °C');
});
