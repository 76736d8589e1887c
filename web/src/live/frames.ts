import type { Sensor } from '../api/types';

/** Columns of equal length: sensor number, epoch milliseconds, value in the sensor's unit, quality bits. */
export interface Frame {
  s: number[];
  t: number[];
  v: (number | null)[];
  q: number[];
  /** The server's clock when it made the frame. */
  now: number;
  /** Readings of an `every` subscription were shed: fetch them by HTTP. */
  gap?: boolean;
}

export interface CatalogueChange {
  changed: Sensor[];
  removed: string[];
}

export type SubscribeRequest =
  | { all: true; mode: 'latest'; interval: number }
  | { sensors: string[]; mode: 'every'; interval: number };

export type SubscribeAnswer =
  | { subscription: number; now: number; snapshot: Frame }
  | { error: { title: string; detail?: string; status?: number } };
