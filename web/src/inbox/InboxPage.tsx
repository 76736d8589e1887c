import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { unblock } from '../api/client';
import { isMissing } from '../api/http';
import { inboxKeys, useBlocked, useInbox } from '../api/queries';
import type { Newcomer } from '../api/types';
import { Loading } from '../components/Loading';
import { Done, Empty, Missing, PageHead } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { SendingCommands } from '../components/SendingCommands';
import { useTitle } from '../components/useTitle';
import { notWhole } from '../lib/missing';
import { useConnection } from '../live/LiveContext';
import classes from './InboxPage.module.css';
import { inOrder } from './order';
import { type Outcome, WaitingCard } from './WaitingCard';

const STEP = 25;
/** The server tells no more at a time. */
const MOST = 200;

/** Devices that sent readings and that nobody knows yet. */
export default function InboxPage() {
  useTitle('Inbox');
  const connection = useConnection();
  const [limit, setLimit] = useState(STEP);
  const [done, setDone] = useState<{ outcome: Outcome; device: Newcomer; name: string } | null>(null);
  const { data, error, refetch } = useInbox(limit);
  const items = data?.items ?? [];
  const [order, setOrder] = useState<string[]>([]);
  const now = inOrder(order, items);
  if (now.length !== order.length || now.some((id, index) => id !== order[index])) {
    setOrder(now);
  }
  const devices = now.flatMap((id) => items.find((device) => device.id === id) ?? []);
  const unsure = notWhole(data?.missing, 'the last messages of devices');
  return (
    <>
      <PageHead title="Inbox">
        Devices that this server does not know. Their readings wait here for 7 days; adopt a device to keep
        them.
      </PageHead>
      <Done>{done === null ? null : <Told {...done} />}</Done>
      {data === undefined && error === null && <Loading what="Loading the inbox" />}
      {isMissing(error) ? (
        <Missing what="inbox" />
      ) : (
        error !== null && connection.state === 'live' && <ProblemNotice error={error} onRetry={refetch} />
      )}
      {data !== undefined && devices.length === 0 && <EmptyInbox />}
      {devices.length > 0 && unsure !== null && <p role="status">{unsure}</p>}
      <div className={classes.cards}>
        {devices.map((device) => (
          <WaitingCard
            key={device.id}
            device={device}
            onDone={(outcome, of, name) => {
              setDone({ outcome, device: of, name });
              document.getElementById('main')?.focus();
            }}
          />
        ))}
      </div>
      {data?.next != null &&
        (limit < MOST ? (
          <Button variant="default" size="md" mt="md" onClick={() => setLimit(Math.min(MOST, limit + STEP))}>
            Show more
          </Button>
        ) : (
          <p className="muted">More devices wait; they are shown when some of these are gone.</p>
        ))}
      {data !== undefined && data.blocked > 0 && <Blocked />}
    </>
  );
}

function Told({ outcome, device, name }: { outcome: Outcome; device: Newcomer; name: string }) {
  const first = device.sensors[0];
  if (outcome === 'adopted') {
    return (
      <>
        {name} is adopted with its {device.readings.toLocaleString('en-GB')}{' '}
        {device.readings === 1 ? 'reading' : 'readings'}.{' '}
        {first !== undefined && <Link to={`/sensors/${encodeURIComponent(first.id)}`}>Open its chart</Link>}
      </>
    );
  }
  return outcome === 'blocked' ? (
    <>{name} is blocked. It can be unblocked below.</>
  ) : (
    <>{name} is discarded. It comes again with its next message.</>
  );
}

function EmptyInbox() {
  return (
    <Empty title="Nobody waits">
      <p className="muted">
        A device that sends for the first time appears here within seconds, with its values as they were
        understood, a chart and its message as it came. Where the server takes in everybody at once
        (--ingest-unknown auto, as on a loopback address), devices go to the overview instead.
      </p>
      <p>Send a first reading:</p>
      <SendingCommands />
    </Empty>
  );
}

function Blocked() {
  const queries = useQueryClient();
  const { data, error, refetch } = useBlocked(true);
  const unblocking = useMutation({
    mutationFn: (id: string) => unblock(id),
    onSuccess: () => queries.invalidateQueries({ queryKey: inboxKeys.root }),
  });
  return (
    <section className={classes.blocked} aria-labelledby="blocked">
      <h2 id="blocked">Blocked</h2>
      <p className="muted">Readings of these devices are refused. Unblocked, they come to the inbox again.</p>
      {error !== null && <ProblemNotice error={error} onRetry={refetch} />}
      {unblocking.error !== null && <ProblemNotice error={unblocking.error} />}
      <ul>
        {(data ?? []).map((device) => (
          <li key={device.id}>
            <span>
              {device.name} {device.key !== device.name && <span className="muted">{device.key}</span>}
            </span>
            <Button
              variant="default"
              size="md"
              aria-label={`Unblock ${device.name}`}
              loading={unblocking.isPending && unblocking.variables === device.id}
              onClick={() => unblocking.mutate(device.id)}
            >
              Unblock
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
