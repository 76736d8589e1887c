import { Button, Progress } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { fetchImport, importFile, stopImport } from '../api/client';
import { ApiError } from '../api/http';
import { askAnew } from '../api/queries';
import type { Import } from '../api/types';
import { ProblemNotice } from '../components/ProblemNotice';
import { formatSpan } from '../lib/time';
import classes from './ImportRun.module.css';
import { counted, formatBytes, outcomeOf, shareOf } from './importing';

const POLL = 500;

interface RunProps {
  file: File;
  id: string;
  query: string;
  /** Another file, please. */
  onAgain: () => void;
}

/** Sends the file, shows how far it is, and what came of it. */
export function ImportRun({ file, id, query, onAgain }: RunProps) {
  const queries = useQueryClient();
  const abort = useRef(new AbortController());
  const begun = useRef(false);
  const sending = useMutation({
    mutationFn: () => importFile(query, file, abort.current.signal),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['imports'] });
      void askAnew(queries);
    },
  });
  const stopping = useMutation({
    mutationFn: async () => {
      try {
        await stopImport(id);
      } catch (error) {
        // Another process has it, or it has not begun: the server sees the connection end.
        if (!(error instanceof ApiError && error.status === 404)) {
          throw error;
        }
        abort.current.abort();
      }
    },
  });
  const { mutate } = sending;
  useEffect(() => {
    if (!begun.current) {
      begun.current = true;
      mutate();
    }
  }, [mutate]);

  // Before the server has the head of the request it knows nothing of this import.
  const [asking, setAsking] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAsking(true), POLL);
    return () => clearTimeout(timer);
  }, []);
  const ended = sending.isSuccess || sending.isError;
  const { data: told } = useQuery({
    queryKey: ['imports', id, ended],
    queryFn: ({ signal }) => fetchImport(id, signal),
    enabled: asking,
    retry: false,
    refetchInterval: ended ? false : POLL,
    placeholderData: (before) => before,
  });

  useEffect(() => {
    if (ended) {
      return;
    }
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [ended]);

  if (sending.data !== undefined) {
    return <Summary done={sending.data} onAgain={onAgain} />;
  }
  if (sending.error !== null) {
    const aborted = abort.current.signal.aborted;
    return (
      <>
        {told !== undefined && told.state !== 'running' ? (
          <Summary done={told} onAgain={onAgain} />
        ) : (
          <>
            {aborted ? (
              <p role="status">Stopped. What was sent before is kept.</p>
            ) : (
              <ProblemNotice error={sending.error} />
            )}
            <Button size="md" onClick={onAgain}>
              Back to the file
            </Button>
          </>
        )}
      </>
    );
  }
  return (
    <section className={classes.run} aria-label={`Import of ${file.name}`}>
      <Running file={file} told={told} />
      {stopping.error !== null && <ProblemNotice error={stopping.error} />}
      <Button variant="default" size="md" loading={stopping.isPending} onClick={() => stopping.mutate()}>
        Stop
      </Button>
    </section>
  );
}

function Running({ file, told }: { file: File; told: Import | undefined }) {
  const share = shareOf(told, file.size);
  const percent = share === null ? null : Math.floor(share * 100);
  return (
    <>
      <p>
        Importing <strong>{file.name}</strong>
        {percent === null ? '…' : `: ${percent} %`}
      </p>
      <Progress
        value={percent ?? 100}
        animated={percent === null}
        size="lg"
        w="100%"
        aria-label={`Import of ${file.name}`}
      />
      {told !== undefined && (
        <p className={`muted tabular ${classes.figures ?? ''}`}>
          {formatBytes(told.bytes)} of {formatBytes(told.total ?? file.size)},{' '}
          {counted(told.readings, 'reading')}, {told.rate.toLocaleString('en-GB')} a second
          {told.eta === null ? '' : `, ${formatSpan(told.eta * 1_000)} left`}
          {told.refused === 0 ? '' : `, ${told.refused.toLocaleString('en-GB')} refused`}
        </p>
      )}
    </>
  );
}

const HEADS: Record<Import['state'], string> = {
  running: 'Running',
  done: 'Imported',
  stopped: 'Stopped',
  failed: 'Failed',
};

export function Summary({ done, onAgain }: { done: Import; onAgain: () => void }) {
  return (
    <section className={classes.run} aria-labelledby="summary">
      <h2 id="summary">
        {HEADS[done.state]}: {done.name}
      </h2>
      <p role="status" data-testid="outcome">
        {outcomeOf(done)}
      </p>
      {done.empty > 0 && <p className="muted">{counted(done.empty, 'row')} had no value.</p>}
      {done.refused > 0 && (
        <details className={classes.refused} open>
          <summary>
            {counted(done.refused, 'row or value', 'rows and values')} refused
            {done.refused > done.reasons.length ? `, the first ${done.reasons.length} of them:` : ':'}
          </summary>
          <ul>
            {done.reasons.map((reason, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change
              <li key={index}>
                Line {reason.line}: {reason.detail}
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className={classes.buttons}>
        <Button component={Link} to="/" size="md">
          Go to the overview
        </Button>
        <Button variant="default" size="md" onClick={onAgain}>
          Import another file
        </Button>
      </div>
    </section>
  );
}
