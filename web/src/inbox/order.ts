import type { Newcomer } from '../api/types';

/**
 * The ids of waiting devices as they are shown: those that were shown before stay where they are, as cards that move
 * about cannot be clicked; new ones come first, the latest heard before the others.
 */
export function inOrder(before: readonly string[], items: readonly Newcomer[]): string[] {
  const there = new Set(items.map((device) => device.id));
  const shown = new Set(before);
  const fresh = items
    .filter((device) => !shown.has(device.id))
    .sort((a, b) => (b.last ?? 0) - (a.last ?? 0))
    .map((device) => device.id);
  return [...fresh, ...before.filter((id) => there.has(id))];
}
