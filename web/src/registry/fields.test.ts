import { expect, it } from 'vitest';
import {
  DEVICE_FIELDS,
  fieldsOf,
  formOf,
  madeOf,
  NEW_DEVICE_FIELDS,
  NEW_SENSOR_FIELDS,
  patchOf,
  readNumber,
  SENSOR_FIELDS,
  SITE_FIELDS,
  UNITS,
} from './fields';

const sensor = {
  name: 'Fridge 1',
  device: 'fridge-1',
  site: 'pharmacy',
  unit: '°C',
  interval: 60_000,
  lowest: -40,
  highest: null,
  place: null,
  tags: ['vaccines', 'cold chain'],
  notes: 'One line\nand another',
  photo: null,
};

const form = formOf(SENSOR_FIELDS, sensor);
const changed = (members: Record<string, string>) => patchOf(SENSOR_FIELDS, { ...form, ...members }, sensor);

it('shows what a thing says', () => {
  expect(form).toMatchObject({
    interval: '60',
    lowest: '-40',
    highest: '',
    place: '',
    tags: 'vaccines, cold chain',
    notes: 'One line\nand another',
  });
});

it('sends nothing that nobody touched', () => {
  expect(changed({})).toEqual({ patch: {}, errors: {} });
});

it('sends what was written, as the API has it', () => {
  expect(
    changed({
      name: ' Fridge one ',
      site: '',
      interval: '2,5',
      lowest: '−20',
      highest: '8.5',
      place: 'Top shelf',
      tags: 'vaccines; new, new ,',
      notes: ' Short ',
      photo: 'https://example.org/a.jpg',
    }),
  ).toEqual({
    patch: {
      name: 'Fridge one',
      site: null,
      interval: 2_500,
      lowest: -20,
      highest: 8.5,
      place: 'Top shelf',
      tags: ['vaccines', 'new'],
      notes: 'Short',
      photo: 'https://example.org/a.jpg',
    },
    errors: {},
  });
});

it('takes away what was emptied', () => {
  expect(changed({ interval: '', lowest: ' ', tags: '', notes: '' }).patch).toEqual({
    interval: null,
    lowest: null,
    tags: [],
    notes: '',
  });
});

it.each([
  ['name', ' '],
  ['name', 'x'.repeat(201)],
  ['interval', '0'],
  ['interval', 'often'],
  ['lowest', 'cold'],
  ['photo', 'javascript:alert(1)'],
  ['photo', 'example.org/a.jpg'],
  ['notes', 'x'.repeat(4_001)],
])('says what is wrong with the member %s', (member, text) => {
  const { patch, errors } = changed({ [member]: text });
  expect(Object.keys(errors)).toEqual([member]);
  expect(patch).toEqual({});
});

it('has no field that the server does not tell of', () => {
  expect(fieldsOf(SENSOR_FIELDS, { name: 'a', unit: 'K' }).map((field) => field.member)).toEqual([
    'name',
    'unit',
  ]);
  expect(fieldsOf(SITE_FIELDS, { name: 'a', zone: 'UTC' })).toHaveLength(2);
  expect(new Set(DEVICE_FIELDS.map((field) => field.member)).size).toBe(DEVICE_FIELDS.length);
});

it('reads numbers with a point or a comma', () => {
  expect(readNumber(' −4,5 ')).toBe(-4.5);
  expect(readNumber('+.5')).toBe(0.5);
  expect(readNumber('1e-3')).toBe(0.001);
  expect(readNumber('')).toBeNull();
  for (const none of ['4 5', '1.2.3', '1,000.5', 'NaN', 'Infinity', '1e999', '0x10', '-']) {
    expect(readNumber(none)).toBeUndefined();
  }
});

it('makes a new thing of what was filled in, and says what is missing', () => {
  const start = { device: 'fridge-1', quantity: 'temperature', unit: '°C' };
  expect(madeOf(NEW_SENSOR_FIELDS, start)).toMatchObject({
    errors: { key: 'It must not be empty.', name: 'It must not be empty.' },
  });
  expect(
    madeOf(NEW_SENSOR_FIELDS, {
      ...start,
      key: ' fridge-1/air ',
      name: 'Air',
      interval: '60',
      tags: ', ',
      place: ' ',
    }),
  ).toEqual({
    patch: { ...start, key: 'fridge-1/air', name: 'Air', interval: 60_000 },
    errors: {},
  });
  expect(madeOf(NEW_DEVICE_FIELDS, { key: 'freezer', name: 'Freezer', serial: 'A-117' })).toEqual({
    patch: { key: 'freezer', name: 'Freezer', serial: 'A-117' },
    errors: {},
  });
});

it('has a unit for every quantity', () => {
  expect(Object.values(UNITS).every((units) => units.length > 0)).toBe(true);
});
