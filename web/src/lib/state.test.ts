import { expect, it } from 'vitest';
import {
  BEYOND_SENSOR,
  flagWords,
  JUMP,
  OUT_OF_RANGE,
  POWER_ON,
  reasonOf,
  SENSOR_FAULT,
  STUCK,
} from './state';

const reading = (q: number, v: number | null = 4) => ({ t: 1_000, v, q, told: 1_000 });

it.each([
  [OUT_OF_RANGE, 'out of range', /physically possible/],
  [POWER_ON, 'power-on value', /power-on/],
  [SENSOR_FAULT, 'sensor fault', /cannot measure/],
  [BEYOND_SENSOR, "beyond the sensor's range", /Beyond what this sensor/],
  [STUCK, 'stuck', /not changed/],
  [JUMP, 'jump', /faster/],
])('says what the quality bit %i means', (bit, word, sentence) => {
  expect(flagWords(bit)).toEqual([word]);
  expect(reasonOf(reading(bit))).toMatch(sentence);
});

it('says all that is wrong, the worst first', () => {
  expect(flagWords(STUCK | SENSOR_FAULT)).toEqual(['sensor fault', 'stuck']);
  expect(reasonOf(reading(JUMP | BEYOND_SENSOR))).toBe(
    'Beyond what this sensor can measure. Changed faster than can be true.',
  );
});

it('has a word for bits of a newer server, and none for a good reading', () => {
  expect(flagWords(64)).toEqual(['suspect']);
  expect(flagWords(JUMP | 128)).toEqual(['jump', 'suspect']);
  expect(reasonOf(reading(64))).toMatch(/suspect/);
  expect(flagWords(0)).toEqual([]);
  expect(reasonOf(reading(0))).toBe('');
});

it('takes a reading without a value for a fault', () => {
  expect(reasonOf(reading(0, null))).toMatch(/cannot measure/);
});
