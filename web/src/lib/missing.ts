import type { MissingProcesses } from '../api/types';

/**
 * What to say of an answer that may not be whole; null where it is.
 *
 * @param what is not in it, of the processes that did not answer: "the senders that only they know"
 */
export function notWhole(missing: MissingProcesses | undefined, what: string): string | null {
  if (missing === 0 || missing === undefined) {
    return null;
  }
  if (missing === null) {
    return `Other processes of this server could not be asked: ${what} may be missing here.`;
  }
  const who = missing === 1 ? 'One other process' : `${missing} other processes`;
  return `${who} of this server did not answer or could not be asked: ${what} may be missing here.`;
}

/** What to say of lines that other processes left off; null where there are none. */
export function leftOffLines(count: number | undefined): string | null {
  if (count === undefined || count === 0) {
    return null;
  }
  return count === 1
    ? 'One more sender, of long ago, is not listed, or not with all its counts.'
    : `${count.toLocaleString('en-GB')} more senders, of long ago, are not listed, or not with all their counts.`;
}
