import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { change, type Kept, remove } from '../api/client';
import { askAnew } from '../api/queries';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Icon } from '../components/icons';
import { ProblemNotice } from '../components/ProblemNotice';
import classes from './EditPage.module.css';
import { keptKey } from './useKept';

const LOST: Record<keyof Kept, string> = {
  sensors: 'All its readings and calibrations go with it, for good. To keep the history, retire it instead.',
  devices: 'A device can be removed when it has no sensors any more.',
  sites: 'A site can be removed when no device and no sensor is at it any more.',
};

/** Takes a thing out of use: retired it stays with its history, removed it is gone. */
export function LeavePanel<K extends keyof Kept>({ kind, thing }: { kind: K; thing: Kept[K] }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'retire' | 'remove' | null>(null);
  const standing = 'standing' in thing ? thing.standing : null;
  const standingTo = useMutation({
    mutationFn: ({ to, reason }: { to: 'active' | 'retired'; reason: string }) =>
      change(kind, thing, { standing: to }, reason),
    onSuccess: (changed) => {
      queries.setQueryData(keptKey(kind, thing.id), changed);
      setAsked(null);
      void askAnew(queries);
    },
  });
  const removing = useMutation({
    mutationFn: (reason: string) => remove(kind, thing, reason),
    onSuccess: () => {
      void askAnew(queries);
      void navigate(kind === 'sites' ? '/manage?show=sites' : '/manage');
    },
  });
  return (
    <>
      {standing === 'retired' && <p className="muted">It is retired: not in use, with its history kept.</p>}
      {standingTo.error !== null && asked === null && <ProblemNotice error={standingTo.error} />}
      <div className={classes.links}>
        {standing === 'active' && (
          <Button variant="default" size="md" onClick={() => setAsked('retire')}>
            Retire
          </Button>
        )}
        {standing === 'retired' && (
          <Button
            variant="default"
            size="md"
            loading={standingTo.isPending}
            onClick={() => standingTo.mutate({ to: 'active', reason: '' })}
          >
            Use it again
          </Button>
        )}
        <Button
          variant="default"
          size="md"
          leftSection={<Icon name="bin" />}
          onClick={() => {
            removing.reset();
            setAsked('remove');
          }}
        >
          Remove
        </Button>
      </div>
      {asked === 'retire' && (
        <ConfirmDialog
          title={`Retire ${thing.name}?`}
          action="Retire"
          asksWhy
          pending={standingTo.isPending}
          error={standingTo.error}
          onConfirm={(reason) => standingTo.mutate({ to: 'retired', reason })}
          onClose={() => setAsked(null)}
        >
          It is not shown among what is in use any more. Its history stays, and it can be used again.
        </ConfirmDialog>
      )}
      {asked === 'remove' && (
        <ConfirmDialog
          title={`Remove ${thing.name}?`}
          action="Remove for good"
          word={thing.name}
          asksWhy
          pending={removing.isPending}
          error={removing.error}
          onConfirm={(reason) => removing.mutate(reason)}
          onClose={() => setAsked(null)}
        >
          {LOST[kind]}
        </ConfirmDialog>
      )}
    </>
  );
}
