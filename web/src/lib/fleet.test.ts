import { expect, it } from 'vitest';
import type { Sensor, Site } from '../api/types';
import { firstOf, groupsOf, matches } from './fleet';
import { DEVICE_NOTES, SENSOR_NOTES, SITE_NOTES } from './noted';
import type { State } from './state';

const sensor = (number: number, name: string, site: string | null): Sensor => ({
  id: `s${number}`,
  number,
  key: `plant/${name}`,
  name,
  device: 'd',
  site,
  quantity: 'temperature',
  unit: '°C',
  interval: null,
  staleAfter: 15_000,
  ...SENSOR_NOTES,
  version: 1,
});

const site = (id: string, name: string): Site => ({ id, name, zone: 'UTC', ...SITE_NOTES, version: 1 });
const sites = new Map([site('a', 'Altona'), site('b', 'Bergedorf')].map((one) => [one.id, one]));
const sensors = [sensor(1, 'Fridge 10', 'a'), sensor(2, 'Fridge 9', 'a'), sensor(3, 'Truck', 'b')];
const names = (groups: ReturnType<typeof groupsOf>) =>
  groups.map((group) => [group.name, ...group.sensors.map((one) => one.name)]);

it('puts the worst first, sites as well, and counts numbers in names as numbers', () => {
  const states = new Map<number, State>([
    [1, 'ok'],
    [2, 'ok'],
    [3, 'stale'],
  ]);
  expect(names(groupsOf(sensors, sites, states, 'worst'))).toEqual([
    ['Bergedorf', 'Truck'],
    ['Altona', 'Fridge 9', 'Fridge 10'],
  ]);
  states.set(1, 'fault');
  expect(names(groupsOf(sensors, sites, states, 'worst'))).toEqual([
    ['Altona', 'Fridge 10', 'Fridge 9'],
    ['Bergedorf', 'Truck'],
  ]);
  expect(names(groupsOf(sensors, sites, states, 'name'))).toEqual([
    ['Altona', 'Fridge 9', 'Fridge 10'],
    ['Bergedorf', 'Truck'],
  ]);
});

it('names sensors without a site and those whose site is not known yet', () => {
  const groups = groupsOf([sensor(4, 'X', null), sensor(5, 'Y', 'new')], sites, new Map(), 'name');
  expect(groups.map((group) => group.name)).toEqual(['new', 'No site']);
});

it('filters by every word, in name, key, quantity, device or site', () => {
  const device = { id: 'd', key: 'd', name: 'Logger', site: 'a', ...DEVICE_NOTES, version: 1 };
  const one = sensors[0] as Sensor;
  expect(matches(one, '  fridge altona ', device, sites.get('a'))).toBe(true);
  expect(matches(one, 'LOGGER plant', device, sites.get('a'))).toBe(true);
  expect(matches(one, 'fridge bergedorf', device, sites.get('a'))).toBe(false);
  expect(matches(one, '', undefined, undefined)).toBe(true);
});

it('says how many it does not show', () => {
  const { groups, left } = firstOf(groupsOf(sensors, sites, new Map(), 'name'), 2);
  expect(names(groups)).toEqual([['Altona', 'Fridge 9', 'Fridge 10']]);
  expect(left).toBe(1);
});
