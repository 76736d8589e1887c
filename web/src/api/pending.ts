// Shapes of the API that openapi.yaml does not have yet, by hand; to be replaced by the generated ones.
import type { Newcomer, Status } from './types';

export interface StatusWithInbox extends Status {
  /** How many devices wait in the inbox. */
  inbox?: number;
}

/** A page of the inbox. */
export interface Inbox {
  items: Newcomer[];
  next: string | null;
  /** How many devices are blocked. */
  blocked: number;
}

export interface Adoption {
  name?: string;
  site?: string | null;
  place?: string;
}

/** How a CSV file would be read. */
export interface ImportPreview {
  /** Whether it may be imported so. */
  ready: boolean;
  format: ImportFormat | null;
  findings: ImportFinding[];
  questions: ImportQuestion[];
  sensors: number;
  readings: ImportSample[];
  refused: ImportReason[];
}

export interface ImportFinding {
  field: string;
  confidence: 'given' | 'certain' | 'likely' | 'assumed';
  why: string;
}

/** What the file does not tell. */
export interface ImportQuestion {
  /** The parameter that answers it. */
  option: string;
  text: string;
  choices: string[];
  assumed: string | null;
}

export interface ImportSample {
  line: number;
  sensor: string;
  quantity: string;
  t: number;
  local: string;
  v: number | null;
  unit: string | null;
}

export interface ImportFormat {
  preset: string;
  charset: string;
  delimiter: string;
  firstLine: number;
  comments: boolean;
  decimal: string;
  grouping: string;
  dates: string;
  zone: string | null;
  sensor: string | null;
  columns: ImportColumn[];
}

export type ImportRole =
  | 'ignore'
  | 'time'
  | 'date'
  | 'clock'
  | 'value'
  | 'sensor'
  | 'unit'
  | 'name'
  | 'quality';

export interface ImportColumn {
  name: string;
  role: ImportRole;
  key?: string;
  quantity?: string;
  unit?: string;
}

export interface ImportReason {
  line: number;
  detail: string;
}

export interface Import {
  id: string;
  name: string;
  state: 'running' | 'done' | 'stopped' | 'failed';
  started: number;
  ended: number | null;
  bytes: number;
  total: number | null;
  rows: number;
  empty: number;
  readings: number;
  refused: number;
  sensors: number;
  added: number | null;
  repeated: number | null;
  rate: number;
  eta: number | null;
  failure: string | null;
  reasons: ImportReason[];
}
