import type { Shown } from '../lib/tile';
import { Icon, stateIcon } from './icons';
import classes from './StateMark.module.css';

const WORDS: Record<Shown, string> = {
  ok: 'ok',
  stale: 'stale',
  suspect: 'suspect',
  fault: 'fault',
  none: 'no reading yet',
  offline: 'not live',
  waiting: 'waiting',
};

/** A state by icon, text and colour. */
export function StateMark({ shown, text }: { shown: Shown; text?: string }) {
  return (
    <span className={classes.mark} data-shown={shown}>
      <Icon name={stateIcon(shown)} size={14} />
      {text ?? WORDS[shown]}
    </span>
  );
}

/** A state mark whose icon and text a painter writes; see facePainter. */
export function FaceMark({ size }: { size: number }) {
  return (
    <span className={classes.mark} data-face="mark">
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <path data-face="icon" d="" />
      </svg>
      <span data-face="label" />
    </span>
  );
}
