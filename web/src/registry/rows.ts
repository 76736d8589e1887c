import type { Device, Sensor, Site } from '../api/types';

/** A device with those of its sensors that are looked for. */
export interface DeviceRow {
  device: Device;
  sensors: Sensor[];
}

export interface Wanted {
  /** Words that all have to be there. */
  text: string;
  /** A site's id; empty for all, `-` for none. */
  site: string;
  /** Empty for all. */
  tag: string;
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * Devices by name with their sensors. A device that fits is there with all its sensors, another with those that fit.
 * Sensors whose device is not listed, as when one of its sensors alone is retired, stand under a device of that id.
 */
export function rowsOf(
  devices: readonly Device[],
  sensors: readonly Sensor[],
  sites: ReadonlyMap<string, Site>,
  wanted: Wanted,
): DeviceRow[] {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (thing: Device | Sensor, device: Device) => {
    const text = [
      ...[thing.name, thing.key, thing.place, thing.notes, ...(thing.tags ?? [])],
      ...[device.name, device.key, device.model, device.serial],
      sites.get(thing.site ?? '')?.name,
    ]
      .filter((part) => part != null)
      .join('\n')
      .toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (wanted.site === '' || (thing.site ?? '-') === wanted.site) &&
      (wanted.tag === '' || (thing.tags ?? []).includes(wanted.tag))
    );
  };
  const byDevice = new Map<string, Sensor[]>();
  for (const sensor of sensors) {
    const own = byDevice.get(sensor.device);
    if (own === undefined) {
      byDevice.set(sensor.device, [sensor]);
    } else {
      own.push(sensor);
    }
  }
  const known = new Set(devices.map((device) => device.id));
  const lone = [...byDevice.keys()].filter((id) => !known.has(id)).map((id) => ({ id, name: id }) as Device);
  const rows: DeviceRow[] = [];
  for (const device of [...devices, ...lone]) {
    const own = byDevice.get(device.id) ?? [];
    const itself = known.has(device.id) && fits(device, device);
    const shown = itself ? own : own.filter((sensor) => fits(sensor, device));
    if (itself || shown.length > 0) {
      shown.sort((a, b) => collator.compare(a.name, b.name) || a.number - b.number);
      rows.push({ device, sensors: shown });
    }
  }
  return rows.sort((a, b) => collator.compare(a.device.name, b.device.name));
}

/** All tags there are, in their order. */
export function tagsOf(things: readonly (Device | Sensor)[]): string[] {
  return [...new Set(things.flatMap((thing) => thing.tags ?? []))].sort(collator.compare);
}
