import { expect, it } from 'vitest';
import type { Newcomer } from '../api/types';
import { adoptionOf, nameWithin } from './adoption';

const device = { name: 'fridge-9' } as Newcomer;

it('asks for nothing where the form was left as it is', () => {
  expect(adoptionOf({ name: 'fridge-9', site: '', place: '' }, device)).toEqual({});
});

it('asks for what was written, without blanks around it', () => {
  expect(adoptionOf({ name: ' Fridge nine ', site: 'pharmacy', place: ' Top shelf ' }, device)).toEqual({
    name: 'Fridge nine',
    site: 'pharmacy',
    place: 'Top shelf',
  });
});

it('keeps the name where it was emptied', () => {
  expect(adoptionOf({ name: '  ', site: '', place: '  ' }, device)).toEqual({});
});

it('does not say the device again in the name of its sensor', () => {
  expect(nameWithin('zigbee2mqtt/Cellar', 'zigbee2mqtt/Cellar/humidity')).toBe('humidity');
  expect(nameWithin('porch', 'porch')).toBe('porch');
  expect(nameWithin('fridge', 'fridge-2/air')).toBe('fridge-2/air');
  expect(nameWithin('fridge', 'fridge/')).toBe('fridge/');
});
