import type { Quantity } from '../api/types';

/** The unit in which a person wants temperatures shown. */
export type TemperatureUnit = '°C' | '°F' | 'K';

export const TEMPERATURE_UNITS: readonly TemperatureUnit[] = ['°C', '°F', 'K'];

const MINUS = '−';

export function isTemperatureUnit(unit: string): unit is TemperatureUnit {
  return (TEMPERATURE_UNITS as readonly string[]).includes(unit);
}

/** The unit a sensor's values are shown in: the chosen one for temperatures, its own for all else. */
export function shownUnit(sensorUnit: string, chosen: TemperatureUnit): string {
  return isTemperatureUnit(sensorUnit) ? chosen : sensorUnit;
}

/** A temperature in another unit; every other value as it is. Exact factors: NIST SP 811, B.8. */
export function convert(value: number, from: string, to: string): number {
  if (from === to || !isTemperatureUnit(from) || !isTemperatureUnit(to)) {
    return value;
  }
  const celsius = from === '°C' ? value : from === '°F' ? ((value - 32) * 5) / 9 : value - 273.15;
  return to === '°C' ? celsius : to === '°F' ? (celsius * 9) / 5 + 32 : celsius + 273.15;
}

const DECIMALS: Record<Quantity, number> = {
  temperature: 1,
  humidity: 1,
  pressure: 1,
  battery: 0,
  voltage: 2,
  signal: 0,
  co2: 0,
  other: 2,
};

/**
 * A number as people read it: fixed decimals, so that digits do not jump about, a true minus sign, never "−0.0".
 *
 * @param extra decimals beyond those that a tile shows
 */
export function formatValue(value: number, quantity: Quantity, extra = 0): string {
  const decimals = (DECIMALS[quantity] ?? 2) + extra;
  const text = Math.abs(value) >= 1e9 ? value.toPrecision(4) : value.toFixed(decimals);
  const isZero = Number(text) === 0;
  return isZero ? text.replace('-', '') : text.replaceAll('-', MINUS);
}

/** A value with its unit: `4.3 °C`, `61.0 %`; without a unit, the number alone. */
export function withUnit(text: string, unit: string): string {
  return unit === '' ? text : `${text} ${unit}`;
}
