import type { Quantity } from '../api/types';
import { SECOND } from '../lib/time';

/** How a member is written in a form. */
export type FieldKind = 'text' | 'lines' | 'tags' | 'number' | 'seconds' | 'choice';

/** A member that people can change. */
export interface Field {
  member: string;
  label: string;
  kind: FieldKind;
  description?: string;
  placeholder?: string;
  /** Must not be empty. */
  required?: boolean;
  /** Characters at most. */
  most?: number;
}

/** What a form says, by member; all of it text. */
export type Form = Readonly<Record<string, string>>;

export interface Patched {
  /** What changes; empty where nothing does. */
  patch: Record<string, unknown>;
  /** What is wrong, by member. */
  errors: Record<string, string>;
}

const LINK = /^https?:\/\/\S+$/i;

const COMMON: Field[] = [
  { member: 'place', label: 'Place', kind: 'text', placeholder: 'Kitchen, top shelf', most: 200 },
  {
    member: 'tags',
    label: 'Tags',
    kind: 'tags',
    description: 'Short words to find it by, with commas between.',
    placeholder: 'vaccines, cold chain',
  },
  {
    member: 'photo',
    label: 'Photo',
    kind: 'text',
    description: 'The address of a picture.',
    placeholder: 'https://',
    most: 2_000,
  },
  { member: 'notes', label: 'Notes', kind: 'lines', most: 4_000 },
];

const NAME: Field = { member: 'name', label: 'Name', kind: 'text', required: true, most: 200 };
const SITE: Field = { member: 'site', label: 'Site', kind: 'choice' };

export const SENSOR_FIELDS: readonly Field[] = [
  NAME,
  { member: 'device', label: 'Device', kind: 'choice', required: true },
  SITE,
  { member: 'unit', label: 'Unit', kind: 'choice', required: true },
  {
    member: 'interval',
    label: 'Seconds between readings',
    kind: 'seconds',
    description: 'It is stale after three times that. Learned where it is empty.',
    placeholder: 'learned',
  },
  {
    member: 'lowest',
    label: 'Lowest',
    kind: 'number',
    description: 'The least that this sensor can measure; what is beyond it is flagged.',
    placeholder: '−40',
  },
  {
    member: 'highest',
    label: 'Highest',
    kind: 'number',
    description: 'The most, likewise.',
    placeholder: '85',
  },
  ...COMMON,
];

export const DEVICE_FIELDS: readonly Field[] = [
  NAME,
  SITE,
  { member: 'model', label: 'Model', kind: 'text', most: 200 },
  { member: 'manufacturer', label: 'Manufacturer', kind: 'text', most: 200 },
  { member: 'serial', label: 'Serial number', kind: 'text', most: 200 },
  { member: 'firmware', label: 'Firmware', kind: 'text', most: 200 },
  ...COMMON,
];

export const SITE_FIELDS: readonly Field[] = [
  NAME,
  {
    member: 'zone',
    label: 'Time zone',
    kind: 'text',
    required: true,
    description: 'In which its days are counted.',
    placeholder: 'Europe/Berlin',
  },
  {
    member: 'notes',
    label: 'Notes',
    kind: 'lines',
    description: 'Its address, who has the key, and so on.',
    most: 4_000,
  },
];

const KEY: Field = {
  member: 'key',
  label: 'Key',
  kind: 'text',
  required: true,
  most: 200,
};

/** What a device can be given that is made by hand. */
export const NEW_DEVICE_FIELDS: readonly Field[] = [
  { ...KEY, description: 'What it calls itself when it sends.', placeholder: 'freezer-1' },
  ...DEVICE_FIELDS,
];

/** Likewise of a sensor. */
export const NEW_SENSOR_FIELDS: readonly Field[] = [
  { ...KEY, description: 'What it is called when its readings come.', placeholder: 'freezer-1/air' },
  NAME,
  { member: 'device', label: 'Device', kind: 'choice', required: true },
  SITE,
  { member: 'quantity', label: 'Quantity', kind: 'choice', required: true },
  ...SENSOR_FIELDS.slice(3),
];

/** The units in which the values of a quantity can be shown; the first is the usual one. */
export const UNITS: Readonly<Record<Quantity, readonly string[]>> = {
  temperature: ['°C', '°F', 'K'],
  humidity: ['%'],
  pressure: ['hPa', 'Pa'],
  battery: ['%'],
  voltage: ['V', 'mV'],
  signal: ['dBm'],
  co2: ['ppm'],
  other: ['none', '%'],
};

/** The fields that the thing has: an older server does not tell all. */
export function fieldsOf<T extends object>(fields: readonly Field[], thing: T): Field[] {
  return fields.filter((field) => field.member in thing);
}

/** What the thing says, as a form has it. */
export function formOf(fields: readonly Field[], thing: object): Form {
  return Object.fromEntries(
    fields.map((field) => [field.member, textOf(field, (thing as Record<string, unknown>)[field.member])]),
  );
}

function textOf({ kind }: Field, value: unknown): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.join(', ');
  }
  return kind === 'seconds' ? `${Number(value) / SECOND}` : String(value);
}

/** What the form changes of the thing: only what a person touched is sent, so that nothing else can be lost. */
export function patchOf(fields: readonly Field[], form: Form, thing: object): Patched {
  const before = formOf(fields, thing);
  const patched: Patched = { patch: {}, errors: {} };
  for (const field of fields) {
    const { member } = field;
    const text = form[member] ?? '';
    if (text === before[member]) {
      continue;
    }
    const read = readField(field, text);
    if ('error' in read) {
      patched.errors[member] = read.error;
    } else {
      patched.patch[member] = read.value;
    }
  }
  return patched;
}

/** What is made of a form for a new thing: what is left empty is not sent. */
export function madeOf(fields: readonly Field[], form: Form): Patched {
  const made: Patched = { patch: {}, errors: {} };
  for (const field of fields) {
    const { member } = field;
    const read = readField(field, form[member] ?? '');
    if ('error' in read) {
      made.errors[member] = read.error;
    } else if (
      read.value !== null &&
      read.value !== '' &&
      !(Array.isArray(read.value) && !read.value.length)
    ) {
      made.patch[member] = read.value;
    }
  }
  return made;
}

function readField(
  { kind, required = false, most, member }: Field,
  text: string,
): { value: unknown } | { error: string } {
  const trimmed = text.trim();
  if (trimmed === '' && required) {
    return { error: 'It must not be empty.' };
  }
  if (most !== undefined && trimmed.length > most) {
    return { error: `At most ${most.toLocaleString('en-GB')} characters.` };
  }
  switch (kind) {
    case 'lines':
      return { value: trimmed };
    case 'tags':
      return {
        value: [...new Set(text.split(/[,;]/).map((tag) => tag.trim()))].filter((tag) => tag !== ''),
      };
    case 'number': {
      const value = readNumber(trimmed);
      return value === undefined ? { error: 'A number, such as −40 or 4.5.' } : { value };
    }
    case 'seconds': {
      const value = readNumber(trimmed);
      return value === undefined || (value !== null && value <= 0)
        ? { error: 'A number of seconds above 0.' }
        : { value: value === null ? null : Math.round(value * SECOND) };
    }
    case 'text':
      if (member === 'photo' && trimmed !== '' && !LINK.test(trimmed)) {
        return { error: 'An address that begins with http:// or https://.' };
      }
      return { value: trimmed === '' ? null : trimmed };
    case 'choice':
      return { value: trimmed === '' ? null : trimmed };
  }
}

/** A number as people write it, with a point or a comma; null for nothing, undefined for what is none. */
export function readNumber(text: string): number | null | undefined {
  const plain = text.trim().replace('−', '-').replace(',', '.');
  if (plain === '') {
    return null;
  }
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(plain) && Number.isFinite(Number(plain))
    ? Number(plain)
    : undefined;
}
