import { expect, it } from 'vitest';
import type { Device } from '../api/types';
import { briefFacts, clockTrouble, factsOf } from './deviceFacts';

const told = (attributes: Record<string, string>) =>
  ({ state: { online: true, heard: 1, attributes } }) as Pick<Device, 'state'>;

it('shows what is known first, and all else by its name', () => {
  expect(factsOf(told({ zeta: '1', firmware: '2.1', alpha: '2', battery: '91 %' }))).toEqual([
    ['Battery', '91 %'],
    ['Firmware', '2.1'],
    ['alpha', '2'],
    ['zeta', '1'],
  ]);
});

it('shows nothing of a device that told nothing', () => {
  expect(factsOf({ state: null })).toEqual([]);
  expect(briefFacts({ state: null })).toBe('');
});

it('has battery and signal in a line', () => {
  expect(briefFacts(told({ battery: '91 %', signal: '-70 dBm' }))).toBe('battery 91 %, signal -70 dBm');
  expect(briefFacts(told({ signal: '88 lqi' }))).toBe('signal 88 lqi');
});

it('tells of a clock that is off, and not of one that is right', () => {
  expect(clockTrouble(told({ clock: '95 s ahead' }))).toBe('95 s ahead');
  expect(clockTrouble(told({ clock: 'right' }))).toBeNull();
  expect(clockTrouble(told({}))).toBeNull();
  expect(clockTrouble({ state: null })).toBeNull();
});
