import { expect, it } from 'vitest';
import type { Device, Sensor, Site } from '../api/types';
import { rowsOf, tagsOf } from './rows';

const device = (id: string, more: Partial<Device> = {}) =>
  ({ id, key: id, name: id, site: null, ...more }) as Device;
const sensor = (id: string, of: string, more: Partial<Sensor> = {}) =>
  ({ id, key: id, name: id, device: of, site: null, number: 1, ...more }) as Sensor;

const sites = new Map([['pharmacy', { id: 'pharmacy', name: 'Pharmacy' } as Site]]);
const devices = [device('fridge-10'), device('fridge-2', { site: 'pharmacy', serial: 'A-117' })];
const sensors = [
  sensor('b', 'fridge-2', { site: 'pharmacy', tags: ['vaccines'] }),
  sensor('a', 'fridge-2', { site: 'pharmacy' }),
  sensor('c', 'fridge-10', { place: 'Cellar' }),
];
const all = { text: '', site: '', tag: '' };

const shape = (wanted: Partial<typeof all>) =>
  rowsOf(devices, sensors, sites, { ...all, ...wanted }).map((row) => [
    row.device.id,
    ...row.sensors.map((one) => one.id),
  ]);

it('lists devices by name, numbers as numbers, each with its sensors', () => {
  expect(shape({})).toEqual([
    ['fridge-2', 'a', 'b'],
    ['fridge-10', 'c'],
  ]);
});

it('finds by every word, in what is noted of a device or a sensor', () => {
  expect(shape({ text: 'a-117' })).toEqual([['fridge-2', 'a', 'b']]);
  expect(shape({ text: 'PHARM fridge' })).toEqual([['fridge-2', 'a', 'b']]);
  expect(shape({ text: 'cellar' })).toEqual([['fridge-10', 'c']]);
  expect(shape({ text: 'cellar pharmacy' })).toEqual([]);
});

it('shows of a device that does not fit only the sensors that do', () => {
  expect(shape({ tag: 'vaccines' })).toEqual([['fridge-2', 'b']]);
});

it('filters by site, and by none', () => {
  expect(shape({ site: 'pharmacy' })).toEqual([['fridge-2', 'a', 'b']]);
  expect(shape({ site: '-' })).toEqual([['fridge-10', 'c']]);
});

it('lists sensors whose device is of another standing', () => {
  const rows = rowsOf([], [sensor('z', 'gone')], sites, all);
  expect(rows.map((row) => [row.device.id, row.sensors.length])).toEqual([['gone', 1]]);
});

it('knows all tags, each once', () => {
  expect(tagsOf([sensor('a', 'x', { tags: ['b', 'a'] }), device('x', { tags: ['a'] }), device('y')])).toEqual(
    ['a', 'b'],
  );
});
