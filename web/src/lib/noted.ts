import type { Device, Sensor, Site } from '../api/types';

/** Of a sensor that nobody noted anything about; for tests. */
export const SENSOR_NOTES: Pick<
  Sensor,
  'standing' | 'place' | 'tags' | 'notes' | 'photo' | 'lowest' | 'highest' | 'aliases' | 'calibrated'
> = {
  standing: 'active',
  place: null,
  tags: [],
  notes: '',
  photo: null,
  lowest: null,
  highest: null,
  aliases: [],
  calibrated: false,
};

/** Likewise of a device. */
export const DEVICE_NOTES: Omit<Device, 'id' | 'key' | 'name' | 'site' | 'version'> = {
  standing: 'active',
  place: null,
  tags: [],
  notes: '',
  photo: null,
  model: null,
  manufacturer: null,
  serial: null,
  firmware: null,
  state: null,
};

/** Likewise of a site. */
export const SITE_NOTES: Pick<Site, 'notes'> = { notes: '' };
