import type { Sensor } from '../api/types';
import type { LiveStore } from '../live/LiveStore';
import { ageOf, isAhead, type State } from './state';
import { formatAge, formatSpan } from './time';
import { convert, formatValue, shownUnit, type TemperatureUnit } from './units';

/** What a value may be shown as: `offline` where it was good when the connection broke. */
export type Shown = State | 'offline' | 'waiting';

/** All that is written on a sensor's tile. */
export interface Face {
  shown: Shown;
  value: string;
  unit: string;
  /** How old the value is, or why there is none. */
  age: string;
  /** The state in words. */
  label: string;
}

const LABELS: Record<State, string> = {
  ok: 'ok',
  suspect: 'suspect',
  stale: 'stale',
  fault: 'fault',
  none: 'no reading yet',
};

/** What to write for a sensor at a moment; never a value without what it is worth. */
export function faceOf(
  sensor: Sensor,
  store: LiveStore,
  unit: TemperatureUnit,
  now: number,
  extra = 0,
): Face {
  const shownIn = shownUnit(sensor.unit, unit);
  const reading = store.reading(sensor.number);
  const connection = store.connection();
  if (reading === undefined) {
    return connection.state === 'live'
      ? { shown: 'none', value: '–', unit: shownIn, age: '', label: LABELS.none }
      : { shown: 'waiting', value: '–', unit: shownIn, age: '', label: 'waiting for the server' };
  }
  const state = store.state(sensor.number, now);
  const age = ageOf(reading, now);
  const value =
    reading.v === null ? '–' : formatValue(convert(reading.v, sensor.unit, shownIn), sensor.quantity, extra);
  if (state === 'stale') {
    return {
      shown: 'stale',
      value,
      unit: shownIn,
      age: 'last value',
      label: `stale ${formatSpan(age)}`,
    };
  }
  if (connection.state !== 'live') {
    return { shown: 'offline', value, unit: shownIn, age: formatAge(age), label: 'not live' };
  }
  const label = state === 'suspect' && reading.q === 0 && isAhead(reading) ? 'clock ahead' : LABELS[state];
  return { shown: state, value, unit: shownIn, age: formatAge(age), label };
}
