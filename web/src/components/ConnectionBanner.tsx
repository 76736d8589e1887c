import { browserZone, formatClock } from '../lib/time';
import { useConnection } from '../live/LiveContext';
import classes from './ConnectionBanner.module.css';
import { Icon } from './icons';

/** Says that nothing on the page is live, and since when. */
export function ConnectionBanner() {
  const connection = useConnection();
  return (
    <div role="status" aria-live="assertive">
      {connection.state === 'lost' && (
        <div className={classes.banner} data-testid="connection-banner">
          <Icon name="offline" size={20} />
          <span>
            <strong>Connection lost</strong> since{' '}
            <span className="tabular">{formatClock(connection.since, browserZone())}</span>. Values are as of
            then, not live. Trying to reconnect…
          </span>
        </div>
      )}
    </div>
  );
}
