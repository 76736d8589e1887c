import { describe, expect, it } from 'vitest';
import type { Sensor } from '../api/types';
import { LiveStore } from '../live/LiveStore';
import { ServerClock } from '../live/ServerClock';
import { SENSOR_NOTES } from './noted';
import { faceOf } from './tile';

const NOW = 1_790_000_000_000;
const sensor: Sensor = {
  id: 'fridge-1',
  number: 1,
  key: 'fridge-1',
  name: 'Fridge 1',
  device: 'fridge-1',
  site: null,
  quantity: 'temperature',
  unit: '°C',
  interval: null,
  staleAfter: 15_000,
  ...SENSOR_NOTES,
  version: 1,
};

function storeWith(t: number, v: number | null, q = 0): LiveStore {
  const store = new LiveStore(new ServerClock(() => NOW));
  store.setStaleAfter(1, 15_000);
  store.applySnapshot({ s: [1], t: [t], v: [v], q: [q], now: NOW }, true);
  return store;
}

describe('what a tile says', () => {
  it.each([
    [NOW - 3_000, 4.3, 0, { shown: 'ok', value: '4.3', unit: '°C', age: '3 s ago', label: 'ok' }],
    [
      NOW - 42 * 60_000,
      4.3,
      0,
      { shown: 'stale', value: '4.3', unit: '°C', age: 'last value', label: 'stale 42 min' },
    ],
    [NOW, 85, 2, { shown: 'suspect', value: '85.0', unit: '°C', age: 'now', label: 'suspect' }],
    [NOW, null, 4, { shown: 'fault', value: '–', unit: '°C', age: 'now', label: 'fault' }],
    [NOW + 120_000, 4.3, 0, { shown: 'suspect', value: '4.3', unit: '°C', age: 'now', label: 'clock ahead' }],
  ] as const)('of a reading at %s with %s and flags %s', (t, v, q, face) => {
    expect(faceOf(sensor, storeWith(t, v, q), '°C', NOW)).toEqual(face);
  });

  it('converts on display', () => {
    expect(faceOf(sensor, storeWith(NOW, 4), '°F', NOW)).toMatchObject({ value: '39.2', unit: '°F' });
  });

  it('never says ok while the connection is lost, and goes on counting', () => {
    const store = storeWith(NOW, 4.3);
    store.lose();
    expect(faceOf(sensor, store, '°C', NOW + 9_000)).toMatchObject({
      shown: 'offline',
      label: 'not live',
      age: '9 s ago',
    });
    expect(faceOf(sensor, store, '°C', NOW + 16_000)).toMatchObject({ shown: 'stale', label: 'stale 16 s' });
  });

  it('has no value before the server told one', () => {
    const store = new LiveStore(new ServerClock(() => NOW));
    expect(faceOf(sensor, store, '°C', NOW)).toMatchObject({ shown: 'waiting', value: '–' });
    store.applySnapshot({ s: [], t: [], v: [], q: [], now: NOW }, true);
    expect(faceOf(sensor, store, '°C', NOW)).toMatchObject({ shown: 'none', label: 'no reading yet' });
  });
});
