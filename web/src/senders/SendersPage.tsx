import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fetchSenders } from '../api/client';
import { isMissing } from '../api/http';
import type { Sender } from '../api/types';
import { Age } from '../components/Age';
import { Icon } from '../components/icons';
import { Loading } from '../components/Loading';
import { Empty, Missing, PageHead } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { SendingCommands } from '../components/SendingCommands';
import { useTitle } from '../components/useTitle';
import { counted, formatBytes } from '../importing/importing';
import { leftOffLines, notWhole } from '../lib/missing';
import { useConnection } from '../live/LiveContext';
import classes from './SendersPage.module.css';
import { Tokens } from './Tokens';

const STEP = 100;
const MOST = 1_000;
const REFRESH = 5_000;

/** Who sends readings, what becomes of them, and by which token they may. */
export default function SendersPage() {
  useTitle('Senders');
  return (
    <>
      <PageHead title="Senders">
        Who sent readings since the server started, and the last message of each of which something was
        refused.
      </PageHead>
      <Senders />
      <Tokens />
    </>
  );
}

function Senders() {
  const connection = useConnection();
  const [limit, setLimit] = useState(STEP);
  const [filter, setFilter] = useState('');
  const { data, error, refetch } = useQuery({
    queryKey: ['senders', limit],
    queryFn: ({ signal }) => fetchSenders(limit, signal),
    refetchInterval: REFRESH,
    placeholderData: (before) => before,
  });
  if (isMissing(error)) {
    return <Missing what="list of senders" />;
  }
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = (data?.items ?? []).filter((sender) => {
    const text = `${sender.id}\n${sender.protocol}\n${sender.tokenName ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const unsure = notWhole(data?.missing, 'senders');
  const leftOff = leftOffLines(data?.leftOff);
  return (
    <section aria-label="Senders">
      {data === undefined && error === null && <Loading what="Loading the senders" />}
      {error !== null && connection.state === 'live' && <ProblemNotice error={error} onRetry={refetch} />}
      {data?.items.length === 0 && unsure === null && (
        <Empty title="Nobody has sent anything yet">
          <p className="muted">
            Each device, gateway or program that sends readings, or tries to, is listed here with what was
            taken and what was refused, and why.
          </p>
          <SendingCommands />
        </Empty>
      )}
      {data !== undefined && data.items.length > 5 && (
        <TextInput
          type="search"
          size="md"
          className={classes.filter ?? ''}
          placeholder="Filter"
          aria-label="Filter by sender, protocol or token"
          leftSection={<Icon name="search" />}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      )}
      {unsure !== null && <p role="status">{unsure}</p>}
      {leftOff !== null && <p role="status">{leftOff}</p>}
      <ul className={classes.list}>
        {found.map((sender) => (
          <SenderRow key={`${sender.protocol} ${sender.id} ${sender.token ?? ''}`} sender={sender} />
        ))}
      </ul>
      {found.length === 0 && filter !== '' && <p className="muted">No sender matches “{filter}”.</p>}
      {data?.next != null && limit < MOST && (
        <Button variant="default" size="md" mt="md" onClick={() => setLimit(MOST)}>
          Show more
        </Button>
      )}
    </section>
  );
}

function SenderRow({ sender }: { sender: Sender }) {
  return (
    <li className={classes.sender} data-sender={sender.id}>
      <div className={classes.head}>
        <h2>{sender.id}</h2>
        <span className={classes.protocol}>{sender.protocol}</span>
        <span className="muted">
          last seen <Age at={sender.lastSeen} />
        </span>
      </div>
      <p className="muted">
        {sender.token === null ? 'without a token' : `token: ${sender.tokenName ?? sender.token}`}
      </p>
      <dl className={classes.figures}>
        <Figure name="accepted" count={sender.accepted} />
        <Figure name="refused" count={sender.refused} bad />
        <Figure name="limited" count={sender.limited} bad />
        <Figure name="not kept in time" count={sender.failed} bad />
      </dl>
      {sender.lastRefused !== null && <Refused refused={sender.lastRefused} />}
    </li>
  );
}

function Figure({ name, count, bad = false }: { name: string; count: number; bad?: boolean }) {
  return (
    <div data-bad={(bad && count > 0) || undefined}>
      <dt>{name}</dt>
      <dd>{count.toLocaleString('en-GB')}</dd>
    </div>
  );
}

function Refused({ refused }: { refused: NonNullable<Sender['lastRefused']> }) {
  const text = refused.text ?? refused.base64 ?? '';
  return (
    <details className={classes.refused}>
      <summary>
        Last refused <Age at={refused.t} />: {refused.reasons[0] ?? 'no reason is known'}
      </summary>
      {refused.reasons.length > 1 && (
        <ul>
          {refused.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <p>
        <span className="muted">Topic or path</span> <code>{refused.place}</code>{' '}
        <span className="muted">
          {counted(refused.bytes, 'byte')}
          {refused.text === undefined && refused.base64 !== undefined ? ', no text: in base64' : ''}
        </span>
      </p>
      <pre>{text}</pre>
      {refused.bytes > SHOWN && (
        <p className="muted">The message was longer: {formatBytes(refused.bytes)}. Its beginning is shown.</p>
      )}
    </details>
  );
}

const SHOWN = 4_096;
