import { NavLink } from 'react-router';
import { useStatus } from '../api/queries';
import { Icon } from './icons';
import classes from './MainMenu.module.css';

const PAGES = [
  { to: '/', name: 'Overview' },
  { to: '/inbox', name: 'Inbox' },
  { to: '/manage', name: 'Sensors' },
  { to: '/import', name: 'Import' },
  { to: '/senders', name: 'Senders' },
  { to: '/status', name: 'Status' },
] as const;

/** The pages; on a phone a row of its own below the header. */
export function MainMenu() {
  const { data: status } = useStatus();
  const waiting = status?.inbox ?? 0;
  const state = status?.state ?? 'ok';
  return (
    <nav aria-label="Pages" className={classes.menu}>
      {PAGES.map(({ to, name }) => (
        <NavLink key={to} to={to} end={to === '/'} className={classes.page ?? ''}>
          {name}
          {to === '/inbox' && waiting > 0 && (
            <span className={classes.badge} data-testid="inbox-badge">
              {waiting > 999 ? '999+' : waiting}
              <span className={classes.spoken}>{waiting === 1 ? ' device waits' : ' devices wait'}</span>
            </span>
          )}
          {to === '/status' && state !== 'ok' && (
            <span className={classes.mark} data-state={state} data-testid="status-mark">
              <Icon name="suspect" size={14} />
              <span className={classes.spoken}>, {state}</span>
            </span>
          )}
        </NavLink>
      ))}
    </nav>
  );
}
