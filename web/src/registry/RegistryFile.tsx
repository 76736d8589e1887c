import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { importRegistry, REGISTRY_FILE } from '../api/client';
import { askAnew } from '../api/queries';
import type { RegistryImport } from '../api/types';
import { Icon } from '../components/icons';
import { ProblemNotice } from '../components/ProblemNotice';
import { WhyInput } from '../components/WhyInput';
import { counted } from '../importing/importing';
import classes from './RegistryFile.module.css';

/** The registry as a file for a spreadsheet, and back: what would change is shown first. */
export function RegistryFile() {
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [reason, setReason] = useState('');
  const trying = useMutation({ mutationFn: (chosen: File) => importRegistry(chosen, true, '') });
  const making = useMutation({
    mutationFn: (chosen: File) => importRegistry(chosen, false, reason),
    onSuccess: () => void askAnew(queries),
  });
  const close = () => {
    setFile(null);
    setReason('');
    trying.reset();
    making.reset();
  };
  return (
    <>
      <div className={classes.buttons}>
        <Button
          component="a"
          href={REGISTRY_FILE}
          download="sensors.csv"
          variant="default"
          size="md"
          leftSection={<Icon name="download" />}
        >
          Export
        </Button>
        <Button
          variant="default"
          size="md"
          leftSection={<Icon name="upload" />}
          onClick={() => input.current?.click()}
        >
          Bulk edit
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv"
          aria-label="File of the registry"
          hidden
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (chosen !== undefined) {
              close();
              setFile(chosen);
              trying.mutate(chosen);
            }
          }}
        />
      </div>
      {file !== null && (
        <section className={classes.preview} aria-labelledby="bulk">
          <h2 id="bulk">{file.name}</h2>
          {trying.isPending && <p role="status">Looking at what would change…</p>}
          {trying.error !== null && <ProblemNotice error={trying.error} />}
          {making.error !== null && <ProblemNotice error={making.error} />}
          {making.data !== undefined ? (
            <p role="status">{counted(making.data.changed, 'sensor')} changed.</p>
          ) : (
            trying.data !== undefined && <WouldChange preview={trying.data} />
          )}
          {making.data === undefined &&
            (trying.data?.changed ?? 0) > 0 &&
            trying.data?.problems.length === 0 && (
              <WhyInput value={reason} onChange={setReason} className={classes.why ?? ''} />
            )}
          <div className={classes.buttons}>
            {trying.data !== undefined &&
              making.data === undefined &&
              trying.data.problems.length === 0 &&
              trying.data.changed > 0 && (
                <Button size="md" loading={making.isPending} onClick={() => making.mutate(file)}>
                  Change {counted(trying.data.changed, 'sensor')}
                </Button>
              )}
            <Button variant="default" size="md" onClick={close}>
              {making.data === undefined ? 'Cancel' : 'Close'}
            </Button>
          </div>
        </section>
      )}
    </>
  );
}

function WouldChange({ preview }: { preview: RegistryImport }) {
  return (
    <>
      <p>
        Of {counted(preview.rows, 'row')}, {counted(preview.changed, 'sensor')} would change.
        {preview.problems.length > 0 && ' Nothing can be changed before these rows are right:'}
      </p>
      {preview.problems.length > 0 && (
        <ul className={classes.problems}>
          {preview.problems.map((problem) => (
            <li key={`${problem.line} ${problem.detail}`}>
              Line {problem.line}: {problem.detail}
            </li>
          ))}
        </ul>
      )}
      {preview.changes.length > 0 && (
        <ul className={classes.changes}>
          {preview.changes.map((change) => (
            <li key={`${change.line} ${change.change}`}>
              Line {change.line}, <strong>{change.sensor}</strong>: {change.change}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
