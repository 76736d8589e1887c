import type { Device, Sensor, Site } from '../api/types';
import type { SortOrder } from '../preferences';
import { STATES, type State } from './state';

export interface Group {
  /** The site's id; empty for sensors at none. */
  id: string;
  name: string;
  sensors: Sensor[];
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Whether every word of the filter is in a name, a key, the device's or the site's name. */
export function matches(
  sensor: Sensor,
  filter: string,
  device: Device | undefined,
  site: Site | undefined,
): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [sensor.name, sensor.key, sensor.quantity, device?.name ?? '', site?.name ?? '']
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Sensors by site. Worst first: a site stands where its worst sensor puts it; ties and `name` go by name. */
export function groupsOf(
  sensors: Sensor[],
  sites: ReadonlyMap<string, Site>,
  states: ReadonlyMap<number, State>,
  order: SortOrder,
): Group[] {
  const groups = new Map<string, Group>();
  for (const sensor of sensors) {
    const id = sensor.site ?? '';
    let group = groups.get(id);
    if (group === undefined) {
      group = { id, name: sites.get(id)?.name ?? (id === '' ? 'No site' : id), sensors: [] };
      groups.set(id, group);
    }
    group.sensors.push(sensor);
  }
  const rank = (sensor: Sensor) => (order === 'name' ? 0 : STATES.indexOf(states.get(sensor.number) ?? 'ok'));
  const list = [...groups.values()];
  for (const group of list) {
    group.sensors.sort(
      (a, b) => rank(a) - rank(b) || collator.compare(a.name, b.name) || a.number - b.number,
    );
  }
  const groupRank = (group: Group) => rank(group.sensors[0] as Sensor);
  return list.sort((a, b) => groupRank(a) - groupRank(b) || collator.compare(a.name, b.name));
}

/** The first so many sensors of the groups, in their order, and how many are left. */
export function firstOf(groups: Group[], most: number): { groups: Group[]; left: number } {
  const shown: Group[] = [];
  let room = most;
  let left = 0;
  for (const group of groups) {
    const sensors = group.sensors.slice(0, room);
    room -= sensors.length;
    left += group.sensors.length - sensors.length;
    if (sensors.length > 0) {
      shown.push({ ...group, sensors });
    }
  }
  return { groups: shown, left };
}
