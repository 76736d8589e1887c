import { Button, Select } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { mergeSensor } from '../api/client';
import { askAnew, useRegistry } from '../api/queries';
import type { Sensor } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { ProblemNotice } from '../components/ProblemNotice';
import classes from './KeptForm.module.css';
import { hindranceOf, mergeable, outcomeOf } from './merging';
import { keptKey } from './useKept';

/** Of thousands only so many are listed; the others are found by typing. */
const LISTED = 50;

/** Another sensor is the same one, as when a gateway gave it another name: its history becomes a part of this one's. */
export function MergeSensor({ sensor }: { sensor: Sensor }) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const active = useRegistry('active');
  const retired = useRegistry('retired');
  const others = useMemo(
    () => mergeable(sensor, [...(active.data?.sensors ?? []), ...(retired.data?.sensors ?? [])]),
    [sensor, active.data, retired.data],
  );
  const other = others.find((candidate) => candidate.id === chosen);
  const hindrance = other === undefined ? null : hindranceOf(other);
  const error = active.error ?? retired.error;
  const merging = useMutation({
    mutationFn: ({ gone, reason }: { gone: Sensor; reason: string }) => mergeSensor(sensor, gone, reason),
    onSuccess: (merged) => {
      queries.setQueryData(keptKey('sensors', sensor.id), merged);
      setAsked(false);
      setChosen(null);
      void askAnew(queries);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (other !== undefined && hindrance === null) {
      merging.reset();
      setAsked(true);
    }
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className="muted">
        When another sensor is this very one under another key, as after a gateway was changed: its readings
        become a part of this one’s history. Both have to measure {sensor.quantity}.
      </p>
      {error !== null && <ProblemNotice error={error} />}
      {merging.data !== undefined && (
        <p role="status">
          Done. {merging.variables.gone.name} is a part of {merging.data.name} now.
        </p>
      )}
      <div className={classes.end}>
        <Select
          size="md"
          label="The other one"
          placeholder="Type a name or a key"
          searchable
          limit={LISTED}
          nothingFoundMessage="No other sensor of this quantity is called so."
          className={classes.reason ?? ''}
          data={others.map(({ id, name, key, standing }) => ({
            value: id,
            label: `${name === key ? key : `${name} (${key})`}${standing === 'retired' ? ', retired' : ''}`,
          }))}
          value={chosen}
          onChange={setChosen}
        />
        <Button
          type="submit"
          variant="default"
          size="md"
          disabled={other === undefined || hindrance !== null}
        >
          Merge
        </Button>
      </div>
      {hindrance !== null && <p role="alert">{hindrance}</p>}
      {asked && other !== undefined && (
        <ConfirmDialog
          title={`Make ${other.name} a part of ${sensor.name}?`}
          action="Merge for good"
          asksWhy
          pending={merging.isPending}
          error={merging.error}
          onConfirm={(reason) => merging.mutate({ gone: other, reason })}
          onClose={() => setAsked(false)}
        >
          <ul className={classes.outcome}>
            {outcomeOf(sensor, other).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </ConfirmDialog>
      )}
    </form>
  );
}
