/** The newest reading of a sensor as this page knows it. */
export interface LatestReading {
  /** When it was measured, by the sender's word: epoch milliseconds. */
  t: number;
  /** In the sensor's unit; null where the sensor could not measure. */
  v: number | null;
  /** Quality bits, 0 where nothing is wrong. */
  q: number;
  /** When the server told this page, by the server's clock. */
  told: number;
}

export const OUT_OF_RANGE = 1;
export const POWER_ON = 2;
export const SENSOR_FAULT = 4;
export const BEYOND_SENSOR = 8;
export const STUCK = 16;
export const JUMP = 32;

/** What each quality bit says, in a word or two and in a sentence. */
const FLAGS: readonly [bit: number, word: string, sentence: string][] = [
  [SENSOR_FAULT, 'sensor fault', 'The sensor says that it cannot measure.'],
  [POWER_ON, 'power-on value', 'Looks like the value a sensor sends at power-on.'],
  [OUT_OF_RANGE, 'out of range', 'Outside what is physically possible.'],
  [BEYOND_SENSOR, "beyond the sensor's range", 'Beyond what this sensor can measure.'],
  [JUMP, 'jump', 'Changed faster than can be true.'],
  [STUCK, 'stuck', 'Has not changed for longer than a working sensor would.'],
];
const KNOWN_FLAGS = FLAGS.reduce((all, [bit]) => all | bit, 0);

/** A sender's clock may be ahead by this much before its time is not believed. */
export const CLOCK_TOLERANCE = 60_000;

export type State = 'fault' | 'stale' | 'suspect' | 'none' | 'ok';

/** Worst first: the order in which states are shown and counted. */
export const STATES: readonly State[] = ['fault', 'stale', 'suspect', 'none', 'ok'];

/**
 * Milliseconds since the reading was measured. A time from the future counts from when it was told, so that a sensor
 * whose clock is ahead does not look fresh for hours after it fell silent.
 */
export function ageOf(reading: LatestReading, now: number): number {
  return Math.max(0, now - Math.min(reading.t, reading.told));
}

export function isAhead(reading: LatestReading): boolean {
  return reading.t > reading.told + CLOCK_TOLERANCE;
}

/** What a reading is worth at a moment. Age comes first: an old value says nothing about now, good or bad. */
export function stateOf(reading: LatestReading | undefined, staleAfter: number, now: number): State {
  if (reading === undefined) {
    return 'none';
  }
  if (ageOf(reading, now) > staleAfter) {
    return 'stale';
  }
  if ((reading.q & SENSOR_FAULT) !== 0 || reading.v === null) {
    return 'fault';
  }
  return reading.q !== 0 || isAhead(reading) ? 'suspect' : 'ok';
}

/** The quality bits in words, the worst first; empty for a good reading. */
export function flagWords(q: number): string[] {
  const words = FLAGS.filter(([bit]) => (q & bit) !== 0).map(([, word]) => word);
  return (q & ~KNOWN_FLAGS) === 0 ? words : [...words, 'suspect'];
}

/** Why a reading is not to be trusted, for people; empty for a good one. */
export function reasonOf(reading: LatestReading): string {
  const q = reading.v === null ? reading.q | SENSOR_FAULT : reading.q;
  const said = FLAGS.filter(([bit]) => (q & bit) !== 0).map(([, , sentence]) => sentence);
  if (said.length > 0) {
    return said.join(' ');
  }
  if (q !== 0) {
    return 'The server marked this reading as suspect.';
  }
  return isAhead(reading) ? "The sender's clock is ahead: the time of this reading is in the future." : '';
}
