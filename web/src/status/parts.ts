import type { PartState, StatusPart } from '../api/types';

/** What parts are called, and what they are for. Those of later servers go by their own name. */
const PARTS: Record<string, { name: string; purpose: string }> = {
  disk: { name: 'Disk', purpose: 'room for the data folder' },
  clock: { name: 'Clock', purpose: 'the time of readings that have none' },
  catalogue: { name: 'Catalogue', purpose: 'sensors, devices, sites' },
  mongodb: { name: 'MongoDB', purpose: 'the database' },
  journal: { name: 'Store', purpose: 'where readings are acknowledged' },
  spool: { name: 'Spool', purpose: 'readings kept here while MongoDB is away' },
  blocks: { name: 'Blocks', purpose: 'readings packed for good, for charts and exports' },
  broker: { name: 'Broker', purpose: 'tells pages of new readings' },
  worker: { name: 'Leadership', purpose: 'who does what is done once for all' },
  retention: { name: 'Retention', purpose: 'drops what is too old' },
  live: { name: 'Live', purpose: 'frames for open pages' },
  commit: { name: 'Commits', purpose: 'readings on their way into the store' },
  mqtt: { name: 'MQTT listener', purpose: 'devices that publish here' },
  mqtts: { name: 'MQTT listener with TLS', purpose: 'devices that publish here' },
  'mqtt-broker': { name: 'MQTT bridge', purpose: 'the broker that is subscribed to' },
  traces: { name: 'Traces', purpose: 'where single messages can be followed' },
  stopping: { name: 'Stop', purpose: 'whether this process is about to end' },
};

const BAD: Record<PartState, number> = { down: 0, degraded: 1, ok: 2 };

export const nameOf = (part: string): string => PARTS[part]?.name ?? part;

export const purposeOf = (part: string): string | undefined => PARTS[part]?.purpose;

/** The worst first, otherwise as the server has them; without what is of interest only when it is not well. */
export function worstFirst(parts: readonly StatusPart[]): StatusPart[] {
  return parts
    .filter((part) => part.part !== 'stopping' || part.state !== 'ok')
    .sort((a, b) => BAD[a.state] - BAD[b.state]);
}

/** The whole in one sentence. */
export function summaryOf(parts: readonly StatusPart[]): string {
  const down = parts.filter((part) => part.state === 'down').map((part) => nameOf(part.part));
  const degraded = parts.filter((part) => part.state === 'degraded').map((part) => nameOf(part.part));
  if (down.length > 0) {
    return `Down: ${down.join(', ')}.`;
  }
  return degraded.length > 0 ? `Needs a look: ${degraded.join(', ')}.` : 'All parts are well.';
}
