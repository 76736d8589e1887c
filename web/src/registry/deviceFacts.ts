import type { Device } from '../api/types';

/** Names of what devices tell, as people read them; others are shown as they came. */
const NAMES: Record<string, string> = {
  battery: 'Battery',
  signal: 'Signal',
  firmware: 'Firmware',
  model: 'Model',
  manufacturer: 'Manufacturer',
  serial: 'Serial number',
  gateway: 'Heard by',
  clock: 'Clock',
};

/** What a device tells of itself, what is known first. */
export function factsOf({ state }: Pick<Device, 'state'>): [name: string, value: string][] {
  const attributes = state?.attributes ?? {};
  const known = Object.keys(NAMES).filter((name) => name in attributes);
  const others = Object.keys(attributes)
    .filter((name) => !(name in NAMES))
    .sort();
  return [...known, ...others].map((name) => [NAMES[name] ?? name, attributes[name] ?? '']);
}

/** Battery and signal, for a line. */
export function briefFacts(device: Pick<Device, 'state'>): string {
  const { battery, signal } = device.state?.attributes ?? {};
  return [battery === undefined ? '' : `battery ${battery}`, signal === undefined ? '' : `signal ${signal}`]
    .filter((fact) => fact !== '')
    .join(', ');
}

/** How far a device's clock is off, in the server's words; null where it is right or nobody knows. */
export function clockTrouble({ state }: Pick<Device, 'state'>): string | null {
  const clock = state?.attributes.clock;
  return clock === undefined || clock === '' || clock === 'right' ? null : clock;
}
