import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { replaceDevice } from '../api/client';
import { askAnew } from '../api/queries';
import type { Device } from '../api/types';
import { ConfirmDialog } from '../components/ConfirmDialog';
import classes from './KeptForm.module.css';
import { keptKey } from './useKept';

/** A device broke, and another took its place: the history goes on. */
export function ReplaceDevice({ device }: { device: Device }) {
  const queries = useQueryClient();
  const [key, setKey] = useState('');
  const [asked, setAsked] = useState(false);
  const replacing = useMutation({
    mutationFn: (reason: string) => replaceDevice(device, key.trim(), reason),
    onSuccess: () => {
      setAsked(false);
      setKey('');
      void queries.invalidateQueries({ queryKey: keptKey('devices', device.id) });
      void askAnew(queries);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    replacing.reset();
    setAsked(true);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className="muted">
        When this device broke: what the new one sends goes on with the history of the old one's sensors, by
        what is behind the device in the key. Calibrations end, as they were of the old probes.
      </p>
      {replacing.isSuccess && <p role="status">Done. The history goes on with the new device.</p>}
      <div className={classes.end}>
        <TextInput
          size="md"
          label="Key of the new device"
          placeholder={`${device.key}-b`}
          maxLength={200}
          className={classes.reason ?? ''}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" size="md" disabled={key.trim() === ''}>
          Put it in place
        </Button>
      </div>
      {asked && (
        <ConfirmDialog
          title={`Put ${key.trim()} in the place of ${device.name}?`}
          action="Put it in place"
          asksWhy
          pending={replacing.isPending}
          error={replacing.error}
          onConfirm={(reason) => replacing.mutate(reason)}
          onClose={() => setAsked(false)}
        >
          If the new device has sent already, its readings move to this one, and the two are one from then on.
          That cannot be taken back.
        </ConfirmDialog>
      )}
    </form>
  );
}
