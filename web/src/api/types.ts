export type Quantity =
  | 'temperature'
  | 'humidity'
  | 'pressure'
  | 'battery'
  | 'voltage'
  | 'signal'
  | 'co2'
  | 'other';

export interface Sensor {
  id: string;
  /** Stands for the sensor in frames. */
  number: number;
  /** What senders call it. */
  key: string;
  name: string;
  device: string;
  site: string | null;
  quantity: Quantity;
  unit: string;
  /** Milliseconds between readings, where a person set them. */
  interval: number | null;
  /** A value older than this many milliseconds is stale. */
  staleAfter: number;
  version: number;
}

export interface Device {
  id: string;
  key: string;
  name: string;
  site: string | null;
  version: number;
}

export interface Site {
  id: string;
  name: string;
  zone: string;
  version: number;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

/** A downsampled range: columns of equal length, no entry for an empty bucket. */
export interface History {
  sensor: string;
  unit: string;
  /** Milliseconds that one bucket covers. */
  resolution: number;
  t: number[];
  min: (number | null)[];
  max: (number | null)[];
  mean: (number | null)[];
  count: number[];
  flagged: number[];
  gaps: [number, number][];
}

export interface Demo {
  state: 'off' | 'loading' | 'running';
  progress: number;
}

/** What comes after `signedIn` is told only to those who are signed in, or where nobody need sign in. */
export interface Status {
  version: string;
  now: number;
  signInRequired: boolean;
  signedIn: boolean;
  started?: number;
  httpPort?: number;
  mqttPort?: number;
  sensors?: number;
  demo?: Demo;
  host?: { sensors: number };
}

/** RFC 9457. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
}
