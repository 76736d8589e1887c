import type { Adoption } from '../api/client';
import type { Newcomer } from '../api/types';

/** What the form of a waiting device says. */
export interface AdoptionForm {
  name: string;
  /** The id of the site; empty for none. */
  site: string;
  place: string;
}

/** What to tell the server: only what a person wrote or chose. */
export function adoptionOf(form: AdoptionForm, device: Newcomer): Adoption {
  const name = form.name.trim();
  const place = form.place.trim();
  return {
    ...(name !== '' && name !== device.name ? { name } : {}),
    ...(form.site === '' ? {} : { site: form.site }),
    ...(place === '' ? {} : { place }),
  };
}

/** What a sensor is called within its device: `air` for `fridge-9/air` of `fridge-9`. */
export function nameWithin(device: string, sensor: string): string {
  return sensor.startsWith(`${device}/`) && sensor.length > device.length + 1
    ? sensor.slice(device.length + 1)
    : sensor;
}
