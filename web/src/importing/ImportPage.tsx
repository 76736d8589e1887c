import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fetchImports, previewImport } from '../api/client';
import { isMissing } from '../api/http';
import { Age } from '../components/Age';
import { Icon } from '../components/icons';
import { Loading } from '../components/Loading';
import { Missing, PageHead } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { useTitle } from '../components/useTitle';
import { FileDrop } from './FileDrop';
import { FormatForm } from './FormatForm';
import classes from './ImportPage.module.css';
import { ImportRun } from './ImportRun';
import {
  type Answers,
  answered,
  formatBytes,
  importQuery,
  outcomeOf,
  previewQuery,
  SAMPLE,
} from './importing';
import { Questions, Sample } from './Understood';

interface Chosen {
  file: File;
  /** Tells it from a file of the same name that was chosen before. */
  number: number;
}

export default function ImportPage() {
  useTitle('Import');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <>
      <PageHead title="Import">
        Readings out of CSV files: a logger's export, another program's history, or this one's own.
      </PageHead>
      {chosen === null ? (
        <Start onFile={(file) => setChosen({ file, number: Date.now() })} />
      ) : (
        <FileView key={chosen.number} chosen={chosen} onOther={() => setChosen(null)} />
      )}
    </>
  );
}

function Start({ onFile }: { onFile: (file: File) => void }) {
  const { data: imports, error } = useQuery({
    queryKey: ['imports'],
    queryFn: ({ signal }) => fetchImports(signal),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'running') ? 1_000 : false),
  });
  if (isMissing(error)) {
    return <Missing what="import of files" />;
  }
  return (
    <>
      <FileDrop onFile={onFile} />
      <ul className={classes.lesson}>
        <li>
          One column of times, and one or more of values. Nothing is kept before you have seen how it is read.
        </li>
        <li>
          The same file may be imported again: what is there already is not doubled. After an interruption, do
          just that.
        </li>
        <li>
          Readings of any age are welcome, and files of any size; the rest of the server goes on meanwhile.
        </li>
      </ul>
      {error !== null && <ProblemNotice error={error} />}
      {imports !== undefined && imports.length > 0 && (
        <section aria-labelledby="recent">
          <h2 id="recent" className={classes.heading}>
            Recent imports
          </h2>
          <ul className={classes.recent}>
            {imports.map((one) => (
              <li key={one.id}>
                <strong>{one.name === '' ? 'A file without a name' : one.name}</strong>{' '}
                <span className="muted">
                  {one.state}, <Age at={one.ended ?? one.started} />
                </span>
                <br />
                {outcomeOf(one)}
                {one.refused > 0 && ` ${one.refused.toLocaleString('en-GB')} refused.`}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** One file: how it would be read, then its import. */
function FileView({ chosen: { file, number }, onOther }: { chosen: Chosen; onOther: () => void }) {
  const [answers, setAnswers] = useState<Answers>({});
  const [run, setRun] = useState<{ id: string; query: string } | null>(null);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['import-preview', number, answers],
    queryFn: ({ signal }) => previewImport(previewQuery(file.name, answers), file.slice(0, SAMPLE), signal),
    placeholderData: (before) => before,
    enabled: run === null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (run !== null) {
    return <ImportRun file={file} {...run} onAgain={onOther} />;
  }
  const format = data?.format ?? null;
  const ready = data?.ready === true && format !== null && !isFetching && error === null;
  return (
    <div className={classes.file}>
      <div className={classes.bar}>
        <p>
          <strong>{file.name}</strong> <span className="muted">{formatBytes(file.size)}</span>
        </p>
        <Button variant="default" size="md" onClick={onOther}>
          Another file
        </Button>
      </div>
      {data === undefined && error === null && <Loading what="Looking at the file" />}
      {isMissing(error) ? (
        <Missing what="import of files" />
      ) : (
        error !== null && <ProblemNotice error={error} onRetry={refetch} />
      )}
      {data !== undefined && (
        <div aria-busy={isFetching} className={classes.understood}>
          <Questions
            questions={data.questions}
            onAnswer={(option, value) => setAnswers(answered(answers, option, value))}
          />
          <section className={classes.panel} aria-labelledby="understood">
            <h2 id="understood" className={classes.heading}>
              How it is read
            </h2>
            {format !== null && format.preset !== '' && (
              <p className="muted">Known as a file of: {format.preset}.</p>
            )}
            <FormatForm preview={data} answers={answers} onChange={setAnswers} />
            <Sample preview={data} />
          </section>
          <div className={classes.bar}>
            <Button
              size="md"
              leftSection={<Icon name="upload" />}
              disabled={!ready}
              onClick={() => {
                if (format !== null) {
                  // Not crypto.randomUUID: browsers have it over HTTPS only.
                  const id = `page-${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
                  setRun({ id, query: importQuery(file, id, format, answers) });
                }
              }}
            >
              Import
            </Button>
            {!ready && !isFetching && (
              <span className="muted">
                {data.questions.some((question) => question.assumed === null)
                  ? 'Answer the open questions first.'
                  : format === null
                    ? 'No times or no values were found.'
                    : ''}
              </span>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
