import { getJson, request, sendJson } from './http';
import type {
  Calibration,
  CreatedToken,
  Device,
  History,
  Import,
  ImportPreview,
  MissingProcesses,
  NewCalibration,
  Newcomer,
  NewToken,
  RegistryImport,
  Revocation,
  Sender,
  Sensor,
  Site,
  Standing,
  Status,
  StatusParts,
  Token,
} from './types';

const PAGE = 1_000;
/** More than this is not one screen's work; the lists stop there. */
const MOST_PAGES = 20;

interface Page<T> {
  items: T[];
  next: string | null;
}

/** At most so many sensors fit into one request for several histories. */
export const MOST_HISTORIES = 100;

export const fetchStatus = (signal?: AbortSignal) => getJson<Status>('/api/v1/status', signal);
export const fetchSensorsOf = (standing: Standing, signal?: AbortSignal) =>
  fetchAll<Sensor>(`/api/v1/sensors?standing=${standing}`, signal);
export const fetchDevicesOf = (standing: Standing, signal?: AbortSignal) =>
  fetchAll<Device>(`/api/v1/devices?standing=${standing}`, signal);
export const fetchSites = (signal?: AbortSignal) => fetchAll<Site>('/api/v1/sites', signal);

export const fetchSensor = (id: string, signal?: AbortSignal) =>
  getJson<Sensor>(`/api/v1/sensors/${encodeURIComponent(id)}`, signal);

export function fetchHistory(id: string, from: number, to: number, points: number, signal?: AbortSignal) {
  const query = new URLSearchParams({ from: `${from}`, to: `${to}`, points: `${points}` });
  return getJson<History>(`/api/v1/sensors/${encodeURIComponent(id)}/readings?${query}`, signal);
}

/** Histories of at most {@link MOST_HISTORIES} sensors in one answer. */
export async function fetchHistories(ids: string[], from: number, to: number, points: number) {
  const query = new URLSearchParams({
    sensors: ids.join(','),
    from: `${from}`,
    to: `${to}`,
    points: `${points}`,
  });
  return (await getJson<{ items: History[] }>(`/api/v1/readings?${query}`)).items;
}

export function exportAddress(id: string, from: number, to: number): string {
  const query = new URLSearchParams({ sensors: id, from: `${from}`, to: `${to}`, format: 'csv' });
  return `/api/v1/export?${query}`;
}

/** A page of the inbox. */
export interface Inbox extends Page<Newcomer> {
  /** How many devices are blocked. */
  blocked: number;
  missing?: MissingProcesses;
}

/** What a device is to be when it is adopted; what is missing stays as it is. */
export interface Adoption {
  name?: string;
  /** The id of a site. */
  site?: string;
  place?: string;
}

export const fetchInbox = (limit: number, signal?: AbortSignal) =>
  getJson<Inbox>(`/api/v1/inbox?limit=${limit}`, signal);

/** Takes a waiting device in, with all that it sent. */
export async function adopt(id: string, adoption: Adoption, reason: string): Promise<void> {
  await sendJson('POST', `/api/v1/inbox/${encodeURIComponent(id)}/adopt${because(reason)}`, adoption);
}

/** Refuses what a device sends from now on, and removes what it sent. */
export async function block(id: string, reason: string): Promise<void> {
  await request(`/api/v1/inbox/${encodeURIComponent(id)}/block${because(reason)}`, { method: 'POST' });
}

export async function unblock(id: string): Promise<void> {
  await request(`/api/v1/inbox/${encodeURIComponent(id)}/unblock`, { method: 'POST' });
}

/** Forgets a waiting device and what it sent; it may come again. */
export async function discard(id: string, reason: string): Promise<void> {
  await request(`/api/v1/inbox/${encodeURIComponent(id)}${because(reason)}`, { method: 'DELETE' });
}

/** How the file would be read of which this is the beginning. */
export async function previewImport(
  query: string,
  beginning: Blob,
  signal?: AbortSignal,
): Promise<ImportPreview> {
  const response = await request(`/api/v1/import/preview?${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv' },
    body: beginning,
    ...(signal ? { signal } : {}),
  });
  return (await response.json()) as ImportPreview;
}

/** A file of many gigabytes may take so long, in milliseconds. */
const IMPORT_WITHIN = 48 * 3_600_000;

/** Imports a file; ends when all of it is durable. */
export async function importFile(query: string, file: Blob, signal: AbortSignal): Promise<Import> {
  const response = await request(
    `/api/v1/imports?${query}`,
    { method: 'POST', headers: { 'Content-Type': 'text/csv' }, body: file, signal },
    IMPORT_WITHIN,
  );
  return (await response.json()) as Import;
}

export const fetchImport = (id: string, signal?: AbortSignal) =>
  getJson<Import>(`/api/v1/imports/${encodeURIComponent(id)}`, signal);

export const fetchImports = async (signal?: AbortSignal) =>
  (await getJson<{ items: Import[] }>('/api/v1/imports', signal)).items;

export async function stopImport(id: string): Promise<void> {
  await request(`/api/v1/imports/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

/** What people keep of sensors, devices and sites, by the words of the API's addresses. */
export interface Kept {
  sensors: Sensor;
  devices: Device;
  sites: Site;
}

const addressOf = (kind: keyof Kept, id: string) => `/api/v1/${kind}/${encodeURIComponent(id)}`;

export const fetchKept = <K extends keyof Kept>(kind: K, id: string, signal?: AbortSignal) =>
  getJson<Kept[K]>(addressOf(kind, id), signal);

/** Why it is done, for the audit. */
const because = (reason: string) =>
  reason.trim() === '' ? '' : `?${new URLSearchParams({ reason: reason.trim() })}`;

const tagOf = ({ version }: { version: number }) => `"${version}"`;

/** Changes what was seen: refused where somebody else changed it since. */
export async function change<K extends keyof Kept>(
  kind: K,
  seen: Kept[K],
  patch: object,
  reason: string,
): Promise<Kept[K]> {
  const path = `${addressOf(kind, seen.id)}${because(reason)}`;
  return (await (await sendJson('PATCH', path, patch, tagOf(seen))).json()) as Kept[K];
}

/** Makes a thing by hand; a sensor or a device before its first reading. */
export async function create<K extends keyof Kept>(kind: K, body: object, reason: string): Promise<Kept[K]> {
  return (await (await sendJson('POST', `/api/v1/${kind}${because(reason)}`, body)).json()) as Kept[K];
}

/** Removes it; a sensor with all its readings, for good. */
export async function remove<K extends keyof Kept>(kind: K, seen: Kept[K], reason: string): Promise<void> {
  const query = new URLSearchParams({
    ...(kind === 'sensors' ? { confirm: seen.id } : {}),
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  });
  await request(`${addressOf(kind, seen.id)}?${query}`, {
    method: 'DELETE',
    headers: { 'If-Match': tagOf(seen) },
  });
}

/** Puts another device in the place of one: its history goes on. */
export async function replaceDevice(device: Device, key: string, reason: string): Promise<void> {
  await sendJson(
    'POST',
    `${addressOf('devices', device.id)}/replace${because(reason)}`,
    { key },
    tagOf(device),
  );
}

/** Copying years of readings may take so long, in milliseconds. */
const MERGE_WITHIN = 30 * 60_000;

/** Makes one of two sensors: the readings of the other become this one's, and the other is gone. */
export async function mergeSensor(kept: Sensor, other: Sensor, reason: string): Promise<Sensor> {
  const response = await request(
    `${addressOf('sensors', kept.id)}/merge${because(reason)}`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ other: other.id }),
    },
    MERGE_WITHIN,
  );
  return (await response.json()) as Sensor;
}

/** Takes off what a sensor is called besides its key. */
export async function removeAlias(sensor: Sensor, alias: string, reason: string): Promise<Sensor> {
  const query = new URLSearchParams({
    alias,
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  });
  const response = await request(`${addressOf('sensors', sensor.id)}/aliases?${query}`, {
    method: 'DELETE',
    headers: { 'If-Match': tagOf(sensor) },
  });
  return (await response.json()) as Sensor;
}

export const fetchCalibrations = async (sensor: string, signal?: AbortSignal) =>
  (await getJson<{ items: Calibration[] }>(`${addressOf('sensors', sensor)}/calibrations`, signal)).items;

export async function addCalibration(sensor: string, calibration: NewCalibration): Promise<void> {
  await sendJson('POST', `${addressOf('sensors', sensor)}/calibrations`, calibration);
}

export async function revokeCalibration(
  sensor: string,
  number: number,
  revocation: Revocation,
): Promise<void> {
  await sendJson('POST', `${addressOf('sensors', sensor)}/calibrations/${number}/revoke`, revocation);
}

export const REGISTRY_FILE = '/api/v1/sensors.csv';

/** Changes sensors by the file of the registry, or tells what would change. */
export async function importRegistry(file: Blob, dryRun: boolean, reason: string): Promise<RegistryImport> {
  const query = new URLSearchParams({
    'dry-run': `${dryRun}`,
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  });
  const response = await request(`${REGISTRY_FILE}?${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv' },
    body: file,
  });
  return (await response.json()) as RegistryImport;
}

/** How the parts of the process that answers are. */
export const fetchParts = (signal?: AbortSignal) => getJson<StatusParts>('/api/v1/status/parts', signal);

/** Those that sent. What the last two say came later than the rest: an older server says nothing. */
export interface Senders {
  items: Sender[];
  next: string | null;
  missing?: MissingProcesses;
  /** Lines that other processes left off. */
  leftOff?: number;
}

/** Who sent lately, the latest first; at most so many. */
export const fetchSenders = (limit: number, signal?: AbortSignal) =>
  getJson<Senders>(`/api/v1/senders?limit=${limit}`, signal);

export const fetchTokens = (signal?: AbortSignal) => fetchAll<Token>('/api/v1/tokens', signal);

/** Makes a token; what senders need of it is told this once. */
export async function createToken(token: NewToken): Promise<CreatedToken> {
  return (await (await sendJson('POST', '/api/v1/tokens', token)).json()) as CreatedToken;
}

export async function revokeToken(id: string, reason: string): Promise<void> {
  await request(`/api/v1/tokens/${encodeURIComponent(id)}${because(reason)}`, { method: 'DELETE' });
}

export async function startDemo(): Promise<void> {
  await request('/api/v1/demo', { method: 'POST' });
}

export async function stopDemo(): Promise<void> {
  await request('/api/v1/demo', { method: 'DELETE' });
}

/** Exchanges the administrator's token for a session cookie, which scripts cannot read. */
export async function signIn(token: string): Promise<void> {
  await sendJson('POST', '/api/v1/session', { token });
}

export async function signOut(): Promise<void> {
  await request('/api/v1/session', { method: 'DELETE' });
}

async function fetchAll<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams({ limit: `${PAGE}` });
    if (cursor !== null) {
      query.set('cursor', cursor);
    }
    const answer: Page<T> = await getJson<Page<T>>(
      `${path}${path.includes('?') ? '&' : '?'}${query}`,
      signal,
    );
    items.push(...answer.items);
    cursor = answer.next;
    if (cursor === null) {
      break;
    }
  }
  return items;
}
