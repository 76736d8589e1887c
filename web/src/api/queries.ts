import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { CatalogueChange } from '../live/frames';
import { fetchDevicesOf, fetchInbox, fetchSensorsOf, fetchSites, fetchStatus, type Inbox } from './client';
import type { Sensor, Standing } from './types';

/** How soon a changed rule for staleness, which the server learns, is known here. */
const CATALOGUE_REFRESH = 30_000;
const LARGE_CATALOGUE_REFRESH = 300_000;
const LARGE_CATALOGUE = 1_000;
const DEMO_REFRESH = 500;
/** The status tells how many devices wait. */
const STATUS_REFRESH = 15_000;
const INBOX_REFRESH = 5_000;

export const catalogueKeys = {
  root: ['catalogue'],
  sensors: ['catalogue', 'sensors'],
  devices: ['catalogue', 'devices'],
  sites: ['catalogue', 'sites'],
} as const;

/** @param refresh milliseconds until it is asked for again */
export function useStatus(refresh = STATUS_REFRESH) {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => fetchStatus(signal),
    refetchInterval: ({ state }) => (state.data?.demo?.state === 'loading' ? DEMO_REFRESH : refresh),
  });
}

export function useSensors() {
  return useQuery({
    queryKey: catalogueKeys.sensors,
    queryFn: ({ signal }) => fetchSensorsOf('active', signal),
    refetchInterval: ({ state }) => refreshOf(state.data),
  });
}

/** The devices; what they tell of themselves is not among what the live connection tells. */
export function useDevices() {
  return useQuery({
    queryKey: catalogueKeys.devices,
    queryFn: ({ signal }) => fetchDevicesOf('active', signal),
    refetchInterval: ({ state }) => refreshOf(state.data),
  });
}

function refreshOf(list: readonly unknown[] | undefined): number {
  return (list?.length ?? 0) > LARGE_CATALOGUE ? LARGE_CATALOGUE_REFRESH : CATALOGUE_REFRESH;
}

export function useSites() {
  return useQuery({ queryKey: catalogueKeys.sites, queryFn: ({ signal }) => fetchSites(signal) });
}

export const inboxKeys = { root: ['inbox'], blocked: ['inbox', 'blocked'] } as const;

/** The waiting devices; at most so many. */
export function useInbox(limit: number) {
  return useQuery({
    queryKey: [...inboxKeys.root, 'waiting', limit],
    queryFn: ({ signal }) => fetchInbox(limit, signal),
    refetchInterval: ({ state }) => (state.status === 'error' ? STATUS_REFRESH : INBOX_REFRESH),
    placeholderData: (before) => before,
  });
}

/** Takes a device out of the inbox as it is shown, then asks anew: it may come again with its next message. */
export async function forgetWaiting(queries: QueryClient, id: string): Promise<void> {
  await queries.cancelQueries({ queryKey: inboxKeys.root });
  queries.setQueriesData<Inbox>({ queryKey: [...inboxKeys.root, 'waiting'] }, (inbox) =>
    inbox === undefined ? undefined : { ...inbox, items: inbox.items.filter((device) => device.id !== id) },
  );
  await queries.invalidateQueries({ queryKey: inboxKeys.root });
}

export function useBlocked(enabled: boolean) {
  return useQuery({
    queryKey: inboxKeys.blocked,
    queryFn: ({ signal }) => fetchDevicesOf('blocked', signal),
    enabled,
  });
}

/** The sensors and devices of a standing. */
export function useRegistry(standing: Standing) {
  return useQuery({
    queryKey: [...catalogueKeys.root, 'registry', standing],
    queryFn: async ({ signal }) => {
      const [sensors, devices] = await Promise.all([
        fetchSensorsOf(standing, signal),
        fetchDevicesOf(standing, signal),
      ]);
      return { sensors, devices };
    },
    refetchInterval: ({ state }) => refreshOf(state.data?.sensors),
    placeholderData: (before) => before,
  });
}

/** Takes in what the live connection tells of the catalogue, without asking for all of it. */
export function mergeSensors(queries: QueryClient, change: CatalogueChange): void {
  const before = queries.getQueryData<Sensor[]>(catalogueKeys.sensors);
  if (before !== undefined) {
    queries.setQueryData(catalogueKeys.sensors, withChange(before, change));
  }
  if (before === undefined || queries.isFetching({ queryKey: catalogueKeys.sensors }) > 0) {
    // An answer on its way may be older than this change, and would undo it.
    void askAnew(queries);
    return;
  }
  const known = new Set(before.map((sensor) => `${sensor.device} ${sensor.site}`));
  if (change.changed.some((sensor) => !known.has(`${sensor.device} ${sensor.site}`))) {
    void queries.invalidateQueries({ queryKey: catalogueKeys.devices });
    void queries.invalidateQueries({ queryKey: catalogueKeys.sites });
  }
}

/** Asks for the whole catalogue, and takes no answer to a question that was put before. */
export async function askAnew(queries: QueryClient): Promise<void> {
  await queries.cancelQueries({ queryKey: catalogueKeys.root });
  await queries.invalidateQueries({ queryKey: catalogueKeys.root });
}

/** The list with some sensors new or changed and some gone; those that are not in use are not in it. */
export function withChange(sensors: Sensor[], change: CatalogueChange): Sensor[] {
  const changed = change.changed.filter(isActive);
  const gone = new Set([
    ...change.removed,
    ...change.changed.filter((sensor) => !isActive(sensor)).map((sensor) => sensor.id),
  ]);
  const news = new Map(changed.map((sensor) => [sensor.id, sensor]));
  const kept = sensors
    .filter((sensor) => !gone.has(sensor.id))
    .map((sensor) => news.get(sensor.id) ?? sensor);
  const known = new Set(kept.map((sensor) => sensor.id));
  return [...kept, ...changed.filter((sensor) => !known.has(sensor.id) && !gone.has(sensor.id))];
}

function isActive(sensor: Sensor): boolean {
  return sensor.standing === 'active';
}
