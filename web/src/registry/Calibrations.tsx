import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addCalibration, fetchCalibrations, revokeCalibration } from '../api/client';
import { isMissing } from '../api/http';
import { askAnew } from '../api/queries';
import type { Calibration, Sensor } from '../api/types';
import { Icon } from '../components/icons';
import { Missing } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { browserZone, formatMoment } from '../lib/time';
import { useLive } from '../live/LiveContext';
import classes from './Calibrations.module.css';
import {
  type CalibrationForm,
  type CorrectionKind,
  calibrationOf,
  correctionText,
  EMPTY,
  fieldTime,
} from './calibration';
import { keptKey } from './useKept';

const keyOf = (sensor: Sensor) => ['calibrations', sensor.id];

/** A sensor's corrections, each signed off and never changed; a wrong one is revoked. */
export function Calibrations({ sensor }: { sensor: Sensor }) {
  const { data, error, refetch } = useQuery({
    queryKey: keyOf(sensor),
    queryFn: ({ signal }) => fetchCalibrations(sensor.id, signal),
  });
  const [adding, setAdding] = useState(false);
  if (isMissing(error)) {
    return <Missing what="calibrations" />;
  }
  return (
    <>
      <p className="muted">
        Readings stay as they were sent; what is shown is corrected, from a calibration's time to the next
        one's.
      </p>
      {error !== null && <ProblemNotice error={error} onRetry={refetch} />}
      {data?.length === 0 && <p>None yet: values are shown as they are sent.</p>}
      <ul className={classes.list}>
        {[...(data ?? [])].reverse().map((calibration) => (
          <CalibrationRow key={calibration.number} sensor={sensor} calibration={calibration} />
        ))}
      </ul>
      {data !== undefined &&
        (adding ? (
          <AddCalibration sensor={sensor} onDone={() => setAdding(false)} />
        ) : (
          <Button
            variant="default"
            size="md"
            leftSection={<Icon name="plus" />}
            onClick={() => setAdding(true)}
          >
            Add a calibration
          </Button>
        ))}
    </>
  );
}

function CalibrationRow({ sensor, calibration }: { sensor: Sensor; calibration: Calibration }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const revoking = useMutation({
    mutationFn: () => revokeCalibration(sensor.id, calibration.number, { reason: reason.trim() }),
    onSuccess: () => {
      setAsked(false);
      void queries.invalidateQueries({ queryKey: keyOf(sensor) });
      void queries.invalidateQueries({ queryKey: keptKey('sensors', sensor.id) });
      void askAnew(queries);
    },
  });
  const { revoked } = calibration;
  const moment = (ms: number) => formatMoment(ms, browserZone(), true);
  return (
    <li data-revoked={revoked !== null || undefined}>
      <div className={classes.row}>
        <div>
          <strong>{correctionText(calibration)}</strong>{' '}
          <span className="muted">from {moment(calibration.from)}</span>
          <br />
          <span className="muted">
            {calibration.reason}; signed off by {calibration.by}, {moment(calibration.signed)}
          </span>
          {revoked !== null && (
            <p className={classes.revoked}>
              Revoked by {revoked.by}, {moment(revoked.at)}: {revoked.reason}
            </p>
          )}
        </div>
        {revoked === null && !asked && (
          <Button
            variant="default"
            size="md"
            aria-label={`Revoke the calibration ${correctionText(calibration)}`}
            onClick={() => setAsked(true)}
          >
            Revoke
          </Button>
        )}
      </div>
      {asked && (
        <form
          className={classes.revoking}
          onSubmit={(event) => {
            event.preventDefault();
            revoking.mutate();
          }}
        >
          <TextInput
            size="md"
            label="Why it does not count"
            maxLength={500}
            className={classes.why ?? ''}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button
            type="submit"
            size="md"
            color="red.8"
            loading={revoking.isPending}
            disabled={reason.trim() === ''}
          >
            Revoke it
          </Button>
          <Button variant="default" size="md" onClick={() => setAsked(false)}>
            Cancel
          </Button>
          {revoking.error !== null && <ProblemNotice error={revoking.error} />}
        </form>
      )}
    </li>
  );
}

function AddCalibration({ sensor, onDone }: { sensor: Sensor; onDone: () => void }) {
  const queries = useQueryClient();
  const { store } = useLive();
  const [form, setForm] = useState<CalibrationForm>(() => ({ ...EMPTY, from: fieldTime(store.clock.now()) }));
  const [tried, setTried] = useState(false);
  const calibration = calibrationOf(form);
  const adding = useMutation({
    mutationFn: async () => {
      if (typeof calibration !== 'string') {
        await addCalibration(sensor.id, { ...calibration, unit: sensor.unit });
      }
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keyOf(sensor) });
      void queries.invalidateQueries({ queryKey: keptKey('sensors', sensor.id) });
      void askAnew(queries);
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typeof calibration !== 'string') {
      adding.mutate();
    }
  };
  const text = (member: keyof CalibrationForm, label: string, more: Record<string, unknown> = {}) => (
    <TextInput
      size="md"
      label={label}
      value={form[member]}
      onChange={(event) => setForm({ ...form, [member]: event.currentTarget.value })}
      {...more}
    />
  );
  const unit = sensor.unit === '' ? '' : ` (${sensor.unit})`;
  return (
    <form className={classes.form} onSubmit={submit} aria-label="New calibration" noValidate>
      <div className={classes.fields}>
        <NativeSelect
          size="md"
          label="Correction"
          data={[
            { value: 'offset', label: 'an offset' },
            { value: 'points', label: 'a line through two points' },
            { value: 'polynomial', label: 'a polynomial' },
          ]}
          value={form.kind}
          onChange={(event) => setForm({ ...form, kind: event.currentTarget.value as CorrectionKind })}
        />
        {form.kind === 'offset' &&
          text('offset', `Added to what is measured${unit}`, { inputMode: 'decimal' })}
        {form.kind === 'points' && (
          <>
            {text('measured1', `First point: it showed${unit}`, { inputMode: 'decimal' })}
            {text('true1', `True was${unit}`, { inputMode: 'decimal' })}
            {text('measured2', `Second point: it showed${unit}`, { inputMode: 'decimal' })}
            {text('true2', `True was, at the second${unit}`, { inputMode: 'decimal' })}
          </>
        )}
        {form.kind === 'polynomial' &&
          text('polynomial', `Coefficients${unit}`, {
            description: 'That of the power 0 first, up to the fourth power.',
            placeholder: '0.1 0.998 0.00002',
          })}
        {text('from', 'Counts from', {
          type: 'datetime-local',
          description: `By the clock of ${browserZone()}.`,
        })}
        {text('by', 'Signed off by', {
          maxLength: 100,
          description: 'Whoever is signed in where it is empty.',
        })}
        {text('reason', 'Why, or the certificate', { maxLength: 500 })}
      </div>
      {tried && typeof calibration === 'string' && (
        <p className={classes.revoked} role="alert">
          {calibration}
        </p>
      )}
      {adding.error !== null && <ProblemNotice error={adding.error} />}
      <div className={classes.buttons}>
        <Button type="submit" size="md" loading={adding.isPending}>
          Sign off
        </Button>
        <Button variant="default" size="md" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
