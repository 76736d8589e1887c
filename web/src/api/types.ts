// Generated from openapi.yaml by `npm run generate`; do not edit.

export interface ImportPreview {
  /** Whether it may be imported so. */
  ready: boolean;
  /** How the file is read; null when no times or no values were found. */
  format: null | ImportFormat;
  /** How sure each part of the format is, and why. */
  findings: ({
    field: string;
    confidence: 'given' | 'certain' | 'likely' | 'assumed';
    why: string;
  })[];
  /** What the file does not tell. */
  questions: ({
    /** The parameter that answers it. */
    option: string;
    text: string;
    choices: string[];
    /** The answer without an answer; null when there has to be one. */
    assumed: string | null;
  })[];
  /** How many sensors the sample has. */
  sensors: number;
  /** The first readings as they would be kept. */
  readings: ({
    line: number;
    /** The key of the sensor. */
    sensor: string;
    quantity: string;
    /** Epoch milliseconds. */
    t: number;
    /** The same in the zone of the format. */
    local: string;
    v: number | null;
    /** Null for the own one of the sensor. */
    unit: string | null;
  })[];
  /** The first rows that would not be kept. */
  refused: ImportReason[];
}

export interface ImportFormat {
  /** The logger or program that writes such files; empty for none that is known. */
  preset: string;
  charset: string;
  delimiter: string;
  /** The line of the first reading, from 1. */
  firstLine: number;
  /** Whether lines that begin with # are passed over. */
  comments: boolean;
  decimal: string;
  /** Between each three digits; empty for nothing. */
  grouping: string;
  dates: 'ymd' | 'dmy' | 'mdy' | 'epoch-s' | 'epoch-ms' | 'epoch-us' | 'epoch-ns' | 'excel';
  /** Of times that are written without an offset. */
  zone: string | null;
  /** What the keys of the sensors begin with; null where the rows name them. */
  sensor: string | null;
  columns: ({
    name: string;
    role: 'ignore' | 'time' | 'date' | 'clock' | 'value' | 'sensor' | 'unit' | 'name' | 'quality';
    /** What the sensor of a value column is called behind the rest of its key. */
    key?: string;
    quantity?: string;
    unit?: string;
  })[];
}

export interface ImportReason {
  /** From 1. */
  line: number;
  detail: string;
}

export interface Import {
  id: string;
  name: string;
  state: 'running' | 'done' | 'stopped' | 'failed';
  started: number;
  ended: number | null;
  /** Read so far, after decompression. */
  bytes: number;
  total: number | null;
  rows: number;
  /** Rows without a value. */
  empty: number;
  /** Readings that are durable. */
  readings: number;
  /** Rows and values that are not kept. */
  refused: number;
  sensors: number;
  /** Readings that were not there before, of those sensors and from before the import began; null until it is done. */
  added: number | null;
  /** Readings that were there already. */
  repeated: number | null;
  /** Readings a second. */
  rate: number;
  /** Seconds that are left, where that is known. */
  eta: number | null;
  failure: string | null;
  /** Why the first 100 were refused. */
  reasons: ImportReason[];
}

export interface RefusedItems {
  /** How many readings are durable. */
  kept: number;
  /** How many items are not. */
  refused: number;
  errors: {
    index: number;
    detail: string;
  }[];
}

/** Epoch milliseconds, or RFC 3339 with an offset. */
export type Time = string;

/** What people call it. */
export type Name = string;

/** The time zone in which its days are counted, by its name at the IANA. */
export type Zone = string;

/** The id of the site where it is; null for none. */
export type SiteId = string | null;

/** The `cursor` for the rest; null where there is none. */
export type Next = string | null;

/** What is measured. */
export type Quantity = 'temperature' | 'humidity' | 'pressure' | 'battery' | 'voltage' | 'signal' | 'co2' | 'other';

/** The time between two readings in milliseconds, as set by a person; null to learn it. */
export type Interval = number | null;

/** `sensor` and `value`, or the flat form: `device`, and members such as `temperature`, `humidity`, `pressure`, `battery`. */
export interface Reading {
  /** What the sender calls the sensor; 1 to 200 characters. What is before the last `/` is its device. */
  sensor?: string;
  /** What was measured. */
  value?: number | string | null;
  /** The unit of the value; the sensor's own unless given, °C for a new one. */
  unit?: string;
  /** When it was measured, as RFC 3339 or epoch milliseconds; now unless given. */
  time?: string | number;
  /** What the sender calls the device, in the flat form. */
  device?: string;
}

/** One thing that measures one quantity. */
export interface Sensor {
  /** Its id in addresses; does not change. */
  id: string;
  /** Its number in the frames of the live feed; does not change. */
  number: number;
  /** What senders call it. */
  key: string;
  name: Name;
  /** The id of its device. */
  device: string;
  site: SiteId;
  quantity: Quantity;
  /** What its values are shown in. */
  unit: string;
  interval: Interval;
  /** How old, in milliseconds, its newest reading may be before it is stale. */
  staleAfter: number;
  standing: Standing;
  /** Where it is within its site. */
  place: string | null;
  /** Short texts to find it by. */
  tags: string[];
  /** What else people note; of several lines. */
  notes: string;
  /** An http or https address. */
  photo: string | null;
  /** The least that this very sensor can measure, in its unit; null for what its quantity allows. */
  lowest: number | null;
  /** The most; likewise. */
  highest: number | null;
  /** What senders call it besides its key. */
  aliases: string[];
  /** Whether it has calibrations that are not revoked. */
  calibrated: boolean;
  /** Counts the changes. */
  version: number;
}

/** What people can change of a sensor, and what else was read of it. */
export interface SensorChange {
  name: Name;
  /** The id of its device. */
  device: string;
  site?: SiteId;
  quantity: Quantity;
  /** What its values are shown in; one of the quantity's. */
  unit: string;
  interval?: Interval;
  standing?: Standing;
  /** Where it is within its site. */
  place?: string | null;
  /** Short texts to find it by. */
  tags?: string[];
  /** What else people note; of several lines. */
  notes?: string;
  /** An http or https address. */
  photo?: string | null;
  /** The least that this very sensor can measure, in its unit; null for what its quantity allows. */
  lowest?: number | null;
  /** The most; likewise. */
  highest?: number | null;
}

/** Any of the members that can be changed. */
export interface SensorPatch {
  name?: Name;
  /** The id of its device. */
  device?: string;
  site?: SiteId;
  quantity?: Quantity;
  /** What its values are shown in; one of the quantity's. */
  unit?: string;
  interval?: Interval;
  standing?: Standing;
  /** Where it is within its site. */
  place?: string | null;
  /** Short texts to find it by. */
  tags?: string[];
  /** What else people note; of several lines. */
  notes?: string;
  /** An http or https address. */
  photo?: string | null;
  /** The least that this very sensor can measure, in its unit; null for what its quantity allows. */
  lowest?: number | null;
  /** The most; likewise. */
  highest?: number | null;
}

/** `active`: in use. `waiting`: from an unknown sender, not adopted yet. `blocked`: its readings are refused. `retired`: no longer in use; its history stays. */
export type Standing = 'active' | 'waiting' | 'blocked' | 'retired';

/** A sensor, as it is to be. */
export interface NewSensor {
  /** What senders will call it. */
  key: string;
  name: Name;
  /** The id of its device. */
  device: string;
  site?: SiteId;
  quantity: Quantity;
  /** What its values are shown in; one of the quantity's. */
  unit: string;
  interval?: Interval;
  standing?: Standing;
  /** Where it is within its site. */
  place?: string | null;
  /** Short texts to find it by. */
  tags?: string[];
  /** What else people note; of several lines. */
  notes?: string;
  /** An http or https address. */
  photo?: string | null;
  /** The least that this very sensor can measure, in its unit; null for what its quantity allows. */
  lowest?: number | null;
  /** The most; likewise. */
  highest?: number | null;
}

/** A device, as it is to be. */
export interface NewDevice {
  /** What senders will call it. */
  key: string;
  name: Name;
  site?: SiteId;
  standing?: Standing;
  /** Where it is within its site. */
  place?: string | null;
  /** Short texts to find it by. */
  tags?: string[];
  /** What else people note; of several lines. */
  notes?: string;
  /** An http or https address. */
  photo?: string | null;
  /** The maker's name of its type. */
  model?: string | null;
  /** Who makes it. */
  manufacturer?: string | null;
  /** The maker's number of this very device. */
  serial?: string | null;
  /** The version of the program in it. */
  firmware?: string | null;
}

/** What a device last told of itself. */
export interface DeviceState {
  /** Whether it is there, as far as it said; null where it never did. */
  online: boolean | null;
  /** When it last told anything, epoch milliseconds. */
  heard: number;
  /** By name: `battery`, `signal`, `firmware` and so on. */
  attributes: Record<string, string>;
}

/** Another sensor that is the same. */
export interface Merge {
  /** Its id. */
  other: string;
}

/** The device that takes the place. */
export interface Replacement {
  /** What senders call it. */
  key: string;
  /** The time from which it measures, to end the old one's calibrations; its first reading unless given, or now. */
  from?: number | string | null;
  /** Whether what the old one still sends, or had not sent yet, is taken for the same sensors. */
  keepKeys?: boolean | null;
}

/** A correction of a sensor's readings that somebody signed off; one of `offset`, `points`, `polynomial`. */
export interface Calibration {
  /** Tells it from the sensor's others. */
  number: number;
  /** Readings from this time on are corrected, epoch milliseconds. */
  from: number;
  /** The unit of its numbers. */
  unit: string;
  /** Is added to what was measured. */
  offset?: number;
  /** What was measured at two true values; a line is drawn through them. */
  points?: CalibrationPoint[];
  /** The coefficients, that of the power 0 first. */
  polynomial?: number[];
  /** Who signed it off. */
  by: string;
  /** When, epoch milliseconds. */
  signed: number;
  /** Why, or the certificate. */
  reason: string;
  /** By whom it was revoked; null where it counts. */
  revoked: null | Revoked;
}

/** What was measured, and what was true. */
export interface CalibrationPoint {
  /** What the sensor showed. */
  measured: number;
  /** What it should have shown. */
  true: number;
}

/** A calibration, with one of `offset`, `points`, `polynomial`. */
export interface NewCalibration {
  /** The time from which it counts, as epoch milliseconds or RFC 3339. */
  from: number | string;
  /** The unit of its numbers; the sensor's unless given. */
  unit?: string;
  /** Is added to what was measured. */
  offset?: number;
  /** Two, of which the one that was measured as more is more. */
  points?: [CalibrationPoint, CalibrationPoint];
  /** The coefficients, that of the power 0 first; up to that of the power 4. */
  polynomial?: number[];
  /** Who signs it off; whoever is signed in unless given. */
  by?: string;
  /** Why, or the certificate. */
  reason: string;
}

/** Why a calibration does not count. */
export interface Revocation {
  /** Who revokes it; whoever is signed in unless given. */
  by?: string;
  /** Why. */
  reason: string;
}

/** Why a calibration does not count any more. */
export interface Revoked {
  /** Who revoked it. */
  by: string;
  /** When, epoch milliseconds. */
  at: number;
  /** Why. */
  reason: string;
}

/** What a file changes, or would. */
export interface RegistryImport {
  /** How many sensors it names. */
  rows: number;
  /** How many of them it changes. */
  changed: number;
  /** Whether it was done. */
  made: boolean;
  /** The first 500, each with the line of the file. */
  changes: {
    /** The line of the file, from 1. */
    line: number;
    /** The sensor's id. */
    sensor: string;
    /** What changes, in words. */
    change: string;
  }[];
  /** Rows that cannot be; with a dry run only. */
  problems: {
    /** The line of the file, from 1. */
    line: number;
    /** What is wrong with it. */
    detail: string;
  }[];
}

/** A thing with one or more sensors. */
export interface Device {
  /** Its id in addresses; does not change. */
  id: string;
  /** What senders call it. */
  key: string;
  name: Name;
  site: SiteId;
  standing: Standing;
  /** Where it is within its site. */
  place: string | null;
  /** Short texts to find it by. */
  tags: string[];
  /** What else people note; of several lines. */
  notes: string;
  /** An http or https address. */
  photo: string | null;
  /** The maker's name of its type. */
  model: string | null;
  /** Who makes it. */
  manufacturer: string | null;
  /** The maker's number of this very device. */
  serial: string | null;
  /** The version of the program in it. */
  firmware: string | null;
  /** What it told of itself; null where it told nothing. */
  state: null | DeviceState;
  /** Counts the changes. */
  version: number;
}

/** What people can change of a device, and what else was read of it. */
export interface DeviceChange {
  name: Name;
  site?: SiteId;
  standing?: Standing;
  /** Where it is within its site. */
  place?: string | null;
  /** Short texts to find it by. */
  tags?: string[];
  /** What else people note; of several lines. */
  notes?: string;
  /** An http or https address. */
  photo?: string | null;
  /** The maker's name of its type. */
  model?: string | null;
  /** Who makes it. */
  manufacturer?: string | null;
  /** The maker's number of this very device. */
  serial?: string | null;
  /** The version of the program in it. */
  firmware?: string | null;
}

/** Any of the members that can be changed. */
export interface DevicePatch {
  name?: Name;
  site?: SiteId;
  standing?: Standing;
  /** Where it is within its site. */
  place?: string | null;
  /** Short texts to find it by. */
  tags?: string[];
  /** What else people note; of several lines. */
  notes?: string;
  /** An http or https address. */
  photo?: string | null;
  /** The maker's name of its type. */
  model?: string | null;
  /** Who makes it. */
  manufacturer?: string | null;
  /** The maker's number of this very device. */
  serial?: string | null;
  /** The version of the program in it. */
  firmware?: string | null;
}

/** A place with devices. */
export interface Site {
  /** Its id in addresses; does not change. */
  id: string;
  name: Name;
  zone: Zone;
  /** Its address, and what else people note; of several lines. */
  notes: string;
  /** Counts the changes. */
  version: number;
}

/** What people can change of a site, and what else was read of it. */
export interface SiteChange {
  name: Name;
  zone: Zone;
  /** Its address, and what else people note; of several lines. */
  notes?: string;
}

/** Any of the members that can be changed. */
export interface SitePatch {
  name?: Name;
  zone?: Zone;
  /** Its address, and what else people note; of several lines. */
  notes?: string;
}

/** A downsampled range as columns of equal length, ascending by time. */
export interface History {
  /** The sensor's id. */
  sensor: string;
  /** The unit of min, max and mean. */
  unit: string;
  /** The width of a bucket in milliseconds. */
  resolution: number;
  /** The start of each bucket, epoch milliseconds. */
  t: number[];
  /** The least value that is not suspect; null where all are. */
  min: (number | null)[];
  /** The greatest; likewise. */
  max: (number | null)[];
  /** The mean; likewise. */
  mean: (number | null)[];
  /** How many readings, suspect ones included. */
  count: number[];
  /** How many of them are suspect. */
  flagged: number[];
  /** Stretches without readings, as pairs of start and end in epoch milliseconds. */
  gaps: [number, number][];
}

/** Readings as columns of equal length, ascending by time. */
export interface RawReadings {
  /** The sensor's id. */
  sensor: string;
  /** The unit of the values. */
  unit: string;
  /** Epoch milliseconds. */
  t: number[];
  /** The values; null where there is no number, or none in this unit. */
  v: (number | null)[];
  /** Quality: 0 is good; the sum of 1 (out of range), 2 (power-on value), 4 (sensor fault), 8 (beyond the sensor's range), 16 (stuck), 32 (jump). */
  q: number[];
}

/** A time for which two different readings came. */
export interface Contradiction {
  /** Of both, epoch milliseconds. */
  t: number;
  /** The one that is kept; null where it was removed since. */
  kept: SentReading | null;
  lost: SentReading;
}

/** A reading as it was sent. */
export interface SentReading {
  /** The value; null where there is no number. */
  v: number | null;
  /** Quality: 0 is good; the sum of 1 (out of range), 2 (power-on value), 4 (sensor fault), 8 (beyond the sensor's range), 16 (stuck), 32 (jump). */
  q: number;
  /** The unit of the value; empty for none. */
  unit: string;
}

/** A device that nobody adopted yet. */
export interface Newcomer {
  /** The device's id. */
  id: string;
  /** What senders call it. */
  key: string;
  /** What people call it. */
  name: string;
  /** How its last message came; null where that is not known any more. */
  protocol: string | null;
  /** Who sent its last message; likewise. */
  sender: string | null;
  /** When something last came of it, epoch milliseconds; null where that is not known. */
  last: number | null;
  /** When it is removed with all that it sent, unless it sends again or is adopted; epoch milliseconds. */
  expires: number | null;
  /** How many readings of it wait. */
  readings: number;
  /** Its last message as it came; likewise. Of a process that tells many at a time it may be shorter. */
  message: null | {
    /** When it came, epoch milliseconds. */
    at: number;
    /** Its topic, or the path of the request. */
    topic: string;
    /** Its first 4,096 bytes as text, or in hexadecimal where they are none. */
    payload: string;
    /** Whether there was more. */
    cut: boolean;
  };
  /** How many sensors it has. */
  sensorCount: number;
  /** The first 100 of them, by key. */
  sensors: ({
    id: string;
    number: number;
    key: string;
    name: string;
    quantity: Quantity;
    /** The unit of its values; empty for none. */
    unit: string;
    /** The time of its newest reading, epoch milliseconds. */
    t: number | null;
    /** The value of its newest reading. */
    v: number | null;
    /** The quality of its newest reading. */
    q: number;
  })[];
}

/** How long things are kept. */
export interface Keep {
  readingsDays: Days;
  /** Likewise minimum, maximum and mean; not less than `readingsDays`. */
  summariesDays: number | null;
}

/** For how many days of 24 hours; null for ever. */
export type Days = number | null;

/** How long the things of a site or a sensor are kept. */
export interface RetentionRule {
  /** What the rule is for. */
  scope: 'site' | 'sensor';
  /** Of the site or the sensor. */
  id: string;
  readingsDays: Days;
  summariesDays: Days;
}

/** What a token sends readings of; one of these. */
export interface Grant {
  /** Of certain devices: their keys, or `prefix/*` for all whose key begins with `prefix/`. The device of the sensor `fridge-1/air` is `fridge-1`. */
  devices?: string[];
  /** Of the devices at the site with this id. A device that is new is put there. */
  site?: string;
  /** Of all devices. */
  all?: true;
}

export interface NewToken {
  /** Who is to send with it. */
  name: string;
  grant: Grant;
}

export interface Token {
  id: string;
  name: string;
  grant: Grant;
  /** Epoch milliseconds, as the times below. */
  created: number;
  /** Who made it. */
  by: string;
  /** To the hour; null where it was not used yet. */
  lastUsed: number | null;
  /** Since when it is of no use; null where it is. */
  revoked: number | null;
}

export interface CreatedToken {
  id: string;
  name: string;
  grant: Grant;
  created: number;
  by: string;
  lastUsed: number | null;
  revoked: number | null;
  /** The token itself. */
  token: string;
}

/** How many processes with the same store did not answer within a second, or could not be asked, as the broker is away or there is none: what only they know is not in this answer. Null where not even their number is known, as the store is away too. */
export type MissingProcesses = number | null;

export interface Sender {
  protocol: string;
  /** Its address; by MQTT its name and its address. */
  id: string;
  /** The id of its token; null where it came without, or as administrator. */
  token: string | null;
  tokenName: string | null;
  /** Epoch milliseconds, as the times below. */
  firstSeen: number;
  lastSeen: number;
  /** Readings that are durable. */
  accepted: number;
  /** Items that are of no use, or that its token does not allow. */
  refused: number;
  /** Readings that were too many at a time; it was told to send them again later. A message that was turned away unread, as those by HTTP are, counts as one. */
  limited: number;
  /** Readings that the store could not take; it was told to send them again later. */
  failed: number;
  /** The last message of which something was refused; null where there is none. */
  lastRefused: {
    t: number;
    /** The topic or the path. */
    place: string;
    /** Of the first five items that were refused. */
    reasons: string[];
    /** How long the message is. */
    bytes: number;
    /** The first 4,096 bytes of it. */
    text?: string;
    /** Likewise, where it is no text. */
    base64?: string;
  } | null;
}

/** Something that was done to what is kept. */
export interface AuditEntry {
  /** When, epoch milliseconds. */
  t: number;
  /** Who; `local` where nobody has to sign in, `administrator`, or `retention`. */
  actor: string;
  /** What. */
  action: string;
  /** How far it got. */
  outcome: 'requested' | 'done' | 'failed';
  /** To what, such as `sensor fridge-1-air`. */
  subject: string;
  /** What exactly; empty where there is no more to say. */
  detail: string;
  /** Why, as whoever asked for it gave it; empty for none. */
  reason: string;
  /** How much, such as `removed` readings, or `payloads` and `blocks` that retention dropped. */
  counts: Record<string, number>;
}

/** The newest readings. */
export interface LatestValues {
  /** The server's clock, epoch milliseconds. */
  now: number;
  /** One for each sensor. */
  items: Latest[];
}

/** The newest reading of one sensor. */
export interface Latest {
  /** The sensor's id. */
  sensor: string;
  /** The sensor's number. */
  number: number;
  /** What senders call the sensor. */
  key: string;
  /** When it was measured, epoch milliseconds; null where there is none. */
  t: number | null;
  /** The value in the sensor's unit; null where there is none. */
  v: number | null;
  /** Quality: 0 is good; the sum of 1 (out of range), 2 (power-on value), 4 (sensor fault), 8 (beyond the sensor's range), 16 (stuck), 32 (jump). */
  q: number;
  /** How far it may be relied on: `stale` is older than it may be, `suspect` carries a quality flag, `none` means that there is no reading. */
  state: 'ok' | 'stale' | 'suspect' | 'none';
}

/** The state of the server. */
export interface Status {
  /** Of the program. */
  version: string;
  /** The server's clock, epoch milliseconds. */
  now: number;
  /** When the program started, epoch milliseconds. */
  started?: number;
  state?: PartState;
  /** Whether anybody has to sign in. */
  signInRequired: boolean;
  /** Whether whoever asks may see and do everything. */
  signedIn: boolean;
  /** The port of HTTP. */
  httpPort?: number;
  /** The port of MQTT; 0 where it is off. */
  mqttPort?: number;
  /** How many devices wait in the inbox. */
  inbox?: number;
  /** How many sensors there are. */
  sensors?: number;
  demo?: Demo;
  /** The machine that the program runs on. */
  host?: {
    /** How many sensors of its own it has. */
    sensors: number;
  };
}

/** How the parts of the process that answers are, and those of the others. */
export interface StatusParts {
  /** Its machine and port. */
  process: string;
  state: PartState;
  /** Of the process. */
  roles: ('ingest' | 'live' | 'worker')[];
  items: StatusPart[];
  /** The other processes with the same store, by their names. */
  others: ProcessParts[];
  missing: MissingProcesses;
}

/** How the parts of another process are. */
export interface ProcessParts {
  /** Its machine and port. */
  process: string;
  state: PartState;
  /** Of the process. */
  roles: ('ingest' | 'live' | 'worker')[];
  items: StatusPart[];
}

/** `degraded`: it works, but something needs a look. `down`: it does not work, and the process is not ready. */
export type PartState = 'ok' | 'degraded' | 'down';

/** A part of a process. */
export interface StatusPart {
  /** Its name, such as `disk` or `broker`. */
  part: string;
  state: PartState;
  /** When it was first seen in this condition, epoch milliseconds. */
  since: number;
  /** The name of what is wrong, such as `disk-low`; absent where all is well. */
  condition?: string;
  /** A sentence for the operator. */
  detail?: string;
  /** What to do. */
  advice?: string;
}

/** The simulated site. */
export interface Demo {
  /** What it does. */
  state: 'off' | 'loading' | 'running';
  /** How much of its past is loaded, 0 to 1. */
  progress: number;
}

/** How a thing is. */
export type HealthState = 'ok' | 'degraded' | 'down';

/** How the process is. */
export interface Health {
  status: HealthState;
  /** How each part is, by its name. */
  checks?: Record<string, {
    status: HealthState;
    /** What an operator should know; empty where all is well. */
    detail: string;
  }>;
}

export interface LineError {
  /** A word for the status, also in the header `X-Platform-Error-Code`. */
  code: string;
  message: string;
}

export interface LineErrorOfVersion1 {
  error: string;
}

export interface LineQueryResult {
  results: Record<string, unknown>[];
}

/** Why a request was not answered as asked (RFC 9457). Some have members of their own. */
export interface Problem {
  /** The kind of problem; `about:blank` where title and status say it. */
  type?: string;
  /** The same for every problem of this kind. */
  title: string;
  /** The status of HTTP. */
  status: number;
  /** What is wrong this time, and what is allowed. */
  detail?: string;
  /** Names this one in the server's log. */
  instance?: string;
  /** The items that were refused. */
  errors?: {
    /** The item's position, from 0. */
    index: number;
    /** What is wrong with it. */
    detail: string;
  }[];
}
