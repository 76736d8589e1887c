import { useQuery } from '@tanstack/react-query';
import { fetchParts } from '../api/client';
import { isMissing } from '../api/http';
import { useStatus } from '../api/queries';
import type { PartState, StatusPart } from '../api/types';
import { Age } from '../components/Age';
import { Icon, type IconName } from '../components/icons';
import { Loading } from '../components/Loading';
import { Missing, PageHead } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { useTitle } from '../components/useTitle';
import { useConnection } from '../live/LiveContext';
import { nameOf, purposeOf, summaryOf, worstFirst } from './parts';
import classes from './StatusPage.module.css';

const REFRESH = 3_000;

const MARKS: Record<PartState, { icon: IconName; word: string }> = {
  ok: { icon: 'ok', word: 'ok' },
  degraded: { icon: 'suspect', word: 'degraded' },
  down: { icon: 'fault', word: 'down' },
};

/** How the server is: each part with its state, since when, and what to do. */
export default function StatusPage() {
  useTitle('Status');
  const connection = useConnection();
  const { data, error, refetch } = useQuery({
    queryKey: ['parts'],
    queryFn: ({ signal }) => fetchParts(signal),
    refetchInterval: REFRESH,
  });
  if (isMissing(error)) {
    return <Missing what="status of its parts" />;
  }
  return (
    <>
      <PageHead title="Status">
        How the server that shows this page is, looked at every three seconds.
      </PageHead>
      {data === undefined && error === null && <Loading what="Asking the server" />}
      {error !== null && connection.state === 'live' && <ProblemNotice error={error} onRetry={refetch} />}
      {data !== undefined && (
        <>
          <p className={classes.summary} data-state={data.state} role="status">
            <Icon name={MARKS[data.state].icon} size={20} />
            {summaryOf(data.items)}
          </p>
          <About roles={data.roles} />
          <ul className={classes.list} aria-label="Parts">
            {worstFirst(data.items).map((part) => (
              <Part key={part.part} part={part} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function About({ roles }: { roles: readonly string[] }) {
  const { data: status } = useStatus();
  return (
    <dl className={classes.about}>
      <div>
        <dt>Version</dt>
        <dd>{status?.version}</dd>
      </div>
      <div>
        <dt>Roles</dt>
        <dd>{roles.join(', ')}</dd>
      </div>
      {status?.started !== undefined && (
        <div>
          <dt>Started</dt>
          <dd>
            <Age at={status.started} />
          </dd>
        </div>
      )}
    </dl>
  );
}

function Part({ part }: { part: StatusPart }) {
  const mark = MARKS[part.state];
  const purpose = purposeOf(part.part);
  return (
    <li className={classes.part} data-state={part.state} data-part={part.part}>
      <div className={classes.head}>
        <h2>{nameOf(part.part)}</h2>
        <span className={classes.mark} data-state={part.state}>
          <Icon name={mark.icon} size={14} />
          {mark.word}
        </span>
        <span className={classes.since}>
          <span className="muted">changed </span>
          <Age at={part.since} />
        </span>
      </div>
      {purpose !== undefined && <p className="muted">{purpose}</p>}
      {part.detail !== undefined && <p className={classes.detail}>{part.detail}</p>}
      {part.advice !== undefined && (
        <p className={classes.detail}>
          <strong>What to do: </strong>
          {part.advice}
        </p>
      )}
      {part.condition !== undefined && (
        <p className="muted">
          In docs/operations.md: <code>{part.condition}</code>
        </p>
      )}
    </li>
  );
}
