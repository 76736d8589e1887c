import { useQuery } from '@tanstack/react-query';
import { fetchParts } from '../api/client';
import { isMissing } from '../api/http';
import { useStatus } from '../api/queries';
import type { MissingProcesses, PartState, ProcessParts, StatusPart } from '../api/types';
import { Age } from '../components/Age';
import { Icon, type IconName } from '../components/icons';
import { Loading } from '../components/Loading';
import { Missing, PageHead } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { useTitle } from '../components/useTitle';
import { notWhole } from '../lib/missing';
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
        How the server is: the process that shows this page, and the others where there are several. Looked at
        every three seconds.
      </PageHead>
      {data === undefined && error === null && <Loading what="Asking the server" />}
      {error !== null && connection.state === 'live' && <ProblemNotice error={error} onRetry={refetch} />}
      {data !== undefined && (
        <>
          <p className={classes.summary} data-state={data.state} role="status">
            <Icon name={MARKS[data.state].icon} size={20} />
            {summaryOf(data.items)}
          </p>
          <About process={data.process} roles={data.roles} />
          <ul className={classes.list} aria-label="Parts">
            {worstFirst(data.items).map((part) => (
              <Part key={part.part} part={part} />
            ))}
          </ul>
          <Others processes={data.others ?? []} missing={data.missing} />
        </>
      )}
    </>
  );
}

/** The other processes with the same store: of each what is not well. */
function Others({
  processes,
  missing,
}: {
  processes: readonly ProcessParts[];
  missing: MissingProcesses | undefined;
}) {
  const unsure = notWhole(missing, 'their parts');
  if (processes.length === 0 && unsure === null) {
    return null;
  }
  return (
    <section aria-labelledby="others">
      <h2 id="others" className={classes.others}>
        Other processes
      </h2>
      {unsure !== null && <p role="status">{unsure}</p>}
      {processes.map((other) => (
        <section key={other.process} aria-label={other.process} data-process={other.process}>
          <h3 className={classes.process}>
            {other.process} <span className="muted">{other.roles.join(', ')}</span>
          </h3>
          <p className={classes.summary} data-state={other.state}>
            <Icon name={MARKS[other.state].icon} size={20} />
            {summaryOf(other.items)}
          </p>
          <ul className={classes.list} aria-label={`Parts of ${other.process} that are not well`}>
            {worstFirst(other.items)
              .filter((part) => part.state !== 'ok')
              .map((part) => (
                <Part key={part.part} part={part} nested />
              ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function About({ process, roles }: { process: string | undefined; roles: readonly string[] }) {
  const { data: status } = useStatus();
  return (
    <dl className={classes.about}>
      {process !== undefined && (
        <div>
          <dt>Process</dt>
          <dd>{process}</dd>
        </div>
      )}
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

function Part({ part, nested = false }: { part: StatusPart; nested?: boolean }) {
  const Heading = nested ? 'h4' : 'h2';
  const mark = MARKS[part.state];
  const purpose = purposeOf(part.part);
  return (
    <li className={classes.part} data-state={part.state} data-part={part.part}>
      <div className={classes.head}>
        <Heading>{nameOf(part.part)}</Heading>
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
