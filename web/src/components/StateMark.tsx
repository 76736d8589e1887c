import type { Shown } from '../lib/tile';
import { Icon, stateIcon } from './icons';
import classes from './StateMark.module.css';

const WORDS: Record<Shown, string> = {
  ok: 'ok',
  stale: 'stale',
  suspect: 'suspect',
  fault: 'sensor fault',
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
