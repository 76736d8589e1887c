import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { removeAlias } from '../api/client';
import { askAnew } from '../api/queries';
import type { Sensor } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import classes from './Aliases.module.css';
import { keptKey } from './useKept';

/** What senders call the sensor besides its key, since it took another's place; each can be taken off. */
export function Aliases({ sensor }: { sensor: Sensor }) {
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState<string | null>(null);
  const removing = useMutation({
    mutationFn: ({ alias, reason }: { alias: string; reason: string }) => removeAlias(sensor, alias, reason),
    onSuccess: (changed) => {
      queries.setQueryData(keptKey('sensors', sensor.id), changed);
      setLeaving(null);
      void askAnew(queries);
    },
  });
  return (
    <>
      <p className="muted">What comes by these keys is taken for this sensor too.</p>
      <ul className={classes.list}>
        {sensor.aliases.map((alias) => (
          <li key={alias}>
            <code>{alias}</code>
            <Button
              variant="default"
              size="md"
              aria-label={`Take off ${alias}`}
              onClick={() => {
                removing.reset();
                setLeaving(alias);
              }}
            >
              Take off
            </Button>
          </li>
        ))}
      </ul>
      {leaving !== null && (
        <ConfirmDialog
          title={`Take off ${leaving}?`}
          action="Take off"
          asksWhy
          pending={removing.isPending}
          error={removing.error}
          onConfirm={(reason) => removing.mutate({ alias: leaving, reason })}
          onClose={() => setLeaving(null)}
        >
          The readings that came by it stay here. What comes by it from now on is a new sensor’s.
        </ConfirmDialog>
      )}
    </>
  );
}
