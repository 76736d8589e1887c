import { expect, it } from 'vitest';
import type { Sensor } from '../api/types';
import { SENSOR_NOTES } from '../lib/noted';
import { hindranceOf, mergeable, outcomeOf } from './merging';

const sensor = (number: number, key: string, more: Partial<Sensor> = {}): Sensor => ({
  ...SENSOR_NOTES,
  id: key.replaceAll('/', '-'),
  number,
  key,
  name: key,
  device: key.split('/')[0] ?? '',
  site: null,
  quantity: 'temperature',
  unit: '°C',
  interval: null,
  staleAfter: 90_000,
  version: 1,
  ...more,
});

const kept = sensor(1, 'fridge/air', { name: 'Fridge' });

it('offers what measures the same, the likeliest first, and never the sensor itself', () => {
  const others = [
    sensor(5, 'zoo/water'),
    sensor(2, 'gateway/fridge-air'),
    kept,
    sensor(3, 'fridge/humidity', { quantity: 'humidity', unit: '%' }),
    sensor(4, 'attic/air'),
  ];
  expect(mergeable(kept, others).map((other) => other.number)).toEqual([2, 4, 5]);
});

it('says what becomes of both', () => {
  const other = sensor(2, 'gateway/fridge-air', { aliases: ['old/air'], unit: '°F', place: 'Kitchen' });
  expect(outcomeOf(kept, other)).toEqual([
    'All readings of gateway/fridge-air become part of the history of Fridge. Where both have a reading of the same time, one of them is kept.',
    'What comes by gateway/fridge-air and old/air is taken for Fridge from then on.',
    'Values are shown in °C; those of gateway/fridge-air were in °F.',
    'gateway/fridge-air is gone, with what is noted of it and its own rule of retention.',
    'That cannot be taken back.',
  ]);
  expect(outcomeOf(kept, sensor(3, 'b/air'))).toHaveLength(4);
});

it('is hindered by calibrations of the one that goes', () => {
  expect(hindranceOf(kept)).toBeNull();
  expect(hindranceOf(sensor(2, 'b/air', { calibrated: true }))).toContain('revoke them first');
});
