import type { Sensor } from '../api/types';

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** How alike two sensors are called: how many of the words of their names and keys both have. */
function likeness(one: Sensor, other: Sensor): number {
  const words = new Set(wordsOf(one));
  return new Set(wordsOf(other).filter((word) => words.has(word))).size;
}

const wordsOf = ({ name, key }: Sensor) =>
  `${name} ${key}`
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** The sensors that can become a part of this one, the likeliest first: those that measure the same. */
export function mergeable(kept: Sensor, sensors: readonly Sensor[]): Sensor[] {
  return sensors
    .filter((other) => other.id !== kept.id && other.quantity === kept.quantity)
    .map((other) => ({ other, alike: likeness(kept, other) }))
    .sort(
      (a, b) =>
        b.alike - a.alike || collator.compare(a.other.name, b.other.name) || a.other.number - b.other.number,
    )
    .map(({ other }) => other);
}

/** What a merge does, each in a sentence. */
export function outcomeOf(kept: Sensor, other: Sensor): string[] {
  const keys = [other.key, ...other.aliases];
  const lost = [
    other.place === null && other.notes === '' && other.tags.length === 0 && other.photo === null
      ? null
      : 'what is noted of it',
    'its own rule of retention',
  ].filter((part) => part !== null);
  return [
    `All readings of ${other.name} become part of the history of ${kept.name}. Where both have a reading of the same time, one of them is kept.`,
    `What comes by ${listed(keys)} is taken for ${kept.name} from then on.`,
    ...(other.unit === kept.unit
      ? []
      : [`Values are shown in ${kept.unit}; those of ${other.name} were in ${other.unit}.`]),
    `${other.name} is gone, with ${listed(lost)}.`,
    'That cannot be taken back.',
  ];
}

/** Why the two cannot be one; null where they can. */
export function hindranceOf(other: Sensor): string | null {
  return other.calibrated
    ? `${other.name} has calibrations, which would not count any more: revoke them first, or merge the other way round.`
    : null;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
