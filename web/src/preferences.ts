import { useSyncExternalStore } from 'react';
import { isTemperatureUnit, type TemperatureUnit } from './lib/units';

export type SortOrder = 'worst' | 'name';

/** What a person chose on this browser. */
export interface Preferences {
  temperatureUnit: TemperatureUnit;
  sort: SortOrder;
  /** Single-key shortcuts can be switched off: they disturb those who speak to their computer. */
  shortcuts: boolean;
}

const KEY = 'isotherm.preferences';
const DEFAULTS: Preferences = { temperatureUnit: '°C', sort: 'worst', shortcuts: true };

/** What was stored, with the default for everything that is missing or makes no sense. */
export function parsePreferences(text: string | null): Preferences {
  let stored: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    stored = typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    // Not ours, or cut off: the defaults do.
  }
  const { temperatureUnit, sort, shortcuts } = stored;
  return {
    temperatureUnit:
      typeof temperatureUnit === 'string' && isTemperatureUnit(temperatureUnit)
        ? temperatureUnit
        : DEFAULTS.temperatureUnit,
    sort: sort === 'name' ? 'name' : DEFAULTS.sort,
    shortcuts: typeof shortcuts === 'boolean' ? shortcuts : DEFAULTS.shortcuts,
  };
}

let current = parsePreferences(read());
const listeners = new Set<() => void>();

export function preferences(): Preferences {
  return current;
}

export function setPreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  current = { ...current, [key]: value };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Storage is full or forbidden: the choice lasts until the page is closed.
  }
  for (const listener of listeners) {
    listener();
  }
}

export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, preferences);
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
