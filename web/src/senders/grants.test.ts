import { expect, it } from 'vitest';
import type { Grant, Site } from '../api/types';
import { grantOf, grantText, type TokenForm } from './grants';

const form: TokenForm = { name: 'Gateway', kind: 'devices', devices: '', site: '' };
const sites = [{ id: 'pharmacy', name: 'Pharmacy' }] as Site[];

it('reads keys of devices from lines and commas, each once', () => {
  expect(grantOf({ ...form, devices: ' fridge-1, cellar/*\n\nfridge-1 ,' })).toEqual({
    devices: ['fridge-1', 'cellar/*'],
  });
});

it('grants nothing while the form does not tell what', () => {
  expect(grantOf(form)).toBeNull();
  expect(grantOf({ ...form, devices: ' , \n' })).toBeNull();
  expect(grantOf({ ...form, kind: 'site' })).toBeNull();
  const many = Array.from({ length: 101 }, (_, index) => `device-${index}`).join('\n');
  expect(grantOf({ ...form, devices: many })).toBeNull();
});

it('grants a site, or all devices, only where that was chosen', () => {
  expect(grantOf({ ...form, kind: 'site', site: 'pharmacy', devices: 'x' })).toEqual({ site: 'pharmacy' });
  expect(grantOf({ ...form, kind: 'all', devices: 'x' })).toEqual({ all: true });
});

it('says what a token is for', () => {
  expect(grantText({ devices: ['a'] }, sites)).toBe('device a');
  expect(grantText({ devices: ['a', 'b/*'] }, sites)).toBe('devices a, b/*');
  expect(grantText({ site: 'pharmacy' }, sites)).toBe('devices at Pharmacy');
  expect(grantText({ site: 'gone' }, sites)).toBe('devices at gone');
  expect(grantText({ all: true }, sites)).toBe('all devices');
  expect(grantText({} as Grant, sites)).toMatch(/nothing/);
});
