import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { adopt, block, discard } from '../api/client';
import { askAnew, forgetWaiting, useSites } from '../api/queries';
import type { Newcomer } from '../api/types';
import { Age } from '../components/Age';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { Icon } from '../components/icons';
import { ProblemNotice } from '../components/ProblemNotice';
import { flagWords } from '../lib/state';
import { convert, formatValue, shownUnit, withUnit } from '../lib/units';
import { usePreferences } from '../preferences';
import { type AdoptionForm, adoptionOf, nameWithin } from './adoption';
import { PreviewChart } from './PreviewChart';
import classes from './WaitingCard.module.css';

export type Outcome = 'adopted' | 'blocked' | 'discarded';

interface CardProps {
  device: Newcomer;
  onDone: (outcome: Outcome, device: Newcomer, name: string) => void;
}

/** A device that waits: what it sent, and what to do with it. */
export function WaitingCard({ device, onDone }: CardProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const sensor =
    device.sensors.find((candidate) => candidate.id === chosen) ??
    device.sensors.find((candidate) => candidate.quantity === 'temperature') ??
    device.sensors[0];
  return (
    <article className={classes.card} aria-labelledby={`device-${device.id}`} data-device={device.key}>
      <div className={classes.head}>
        <h2 id={`device-${device.id}`}>{device.name}</h2>
        {device.last !== null && (
          <span className="muted">
            heard <Age at={device.last} />
          </span>
        )}
      </div>
      <div className={classes.body}>
        <div className={classes.side}>
          <Facts device={device} />
          <fieldset className={classes.sensors}>
            <legend className={classes.legend}>
              {device.sensorCount === 1 ? '1 sensor' : `${device.sensorCount} sensors`}
            </legend>
            {device.sensors.map((one) => (
              <SensorChoice
                key={one.id}
                sensor={one}
                device={device}
                chosen={one === sensor}
                onChoose={() => setChosen(one.id)}
              />
            ))}
            {device.sensorCount > device.sensors.length && (
              <p className="muted">and {device.sensorCount - device.sensors.length} more</p>
            )}
          </fieldset>
        </div>
        <div className={classes.side}>
          {sensor !== undefined && <PreviewChart key={sensor.id} sensor={sensor} />}
          <AdoptForm device={device} onDone={onDone} />
        </div>
      </div>
      {device.message !== null && <Message message={device.message} />}
    </article>
  );
}

function Facts({ device }: { device: Newcomer }) {
  return (
    <dl className={classes.facts}>
      <dt>Key</dt>
      <dd>{device.key}</dd>
      <dt>Protocol</dt>
      <dd>{device.protocol ?? 'not known'}</dd>
      <dt>Sender</dt>
      <dd>{device.sender ?? 'not known'}</dd>
      <dt>Readings</dt>
      <dd className="tabular">{device.readings.toLocaleString('en-GB')}</dd>
    </dl>
  );
}

/** A sensor with its newest value; choosing it shows its chart. */
function SensorChoice({
  sensor,
  device,
  chosen,
  onChoose,
}: {
  sensor: Newcomer['sensors'][number];
  device: Newcomer;
  chosen: boolean;
  onChoose: () => void;
}) {
  const { temperatureUnit } = usePreferences();
  const unit = shownUnit(sensor.unit, temperatureUnit);
  const flags = flagWords(sensor.q);
  const name = nameWithin(device.key, sensor.name);
  return (
    <label className={classes.sensor} data-chosen={chosen || undefined}>
      <input
        type="radio"
        name={`chart-${device.id}`}
        checked={chosen}
        onChange={onChoose}
        aria-label={`Chart of ${name}`}
      />
      <span className={classes.name}>
        {name}{' '}
        {sensor.quantity !== 'other' && sensor.quantity !== name && (
          <span className="muted">{sensor.quantity}</span>
        )}
      </span>
      <span className={classes.value}>
        {sensor.v === null
          ? 'no value'
          : withUnit(formatValue(convert(sensor.v, sensor.unit, unit), sensor.quantity), unit)}
        {flags.length > 0 && <span className={classes.flags}>{flags.join(', ')}</span>}
      </span>
    </label>
  );
}

function AdoptForm({ device, onDone }: CardProps) {
  const queries = useQueryClient();
  const { data: sites } = useSites();
  const [form, setForm] = useState<AdoptionForm>({ name: device.name, site: '', place: '' });
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState<'block' | 'discard' | null>(null);
  const settled = (outcome: Outcome) => {
    setAsked(null);
    onDone(outcome, device, form.name.trim() || device.name);
    void forgetWaiting(queries, device.id);
    void queries.invalidateQueries({ queryKey: ['status'] });
    void askAnew(queries);
  };
  const adopting = useMutation({
    mutationFn: () => adopt(device.id, adoptionOf(form, device), reason),
    onSuccess: () => settled('adopted'),
  });
  const refusing = useMutation({
    mutationFn: ({ how, reason }: { how: 'block' | 'discard'; reason: string }) =>
      how === 'block' ? block(device.id, reason) : discard(device.id, reason),
    onSuccess: (_, { how }) => settled(how === 'block' ? 'blocked' : 'discarded'),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    adopting.mutate();
  };
  const ask = (how: 'block' | 'discard') => {
    refusing.reset();
    setAsked(how);
  };
  return (
    <>
      <form className={classes.form} onSubmit={submit} aria-label={`Adopt ${device.name}`}>
        <div className={classes.fields}>
          <TextInput
            size="md"
            label="Name"
            maxLength={200}
            value={form.name}
            onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
          />
          <NativeSelect
            size="md"
            label="Site"
            data={[
              { value: '', label: 'No site' },
              ...(sites ?? []).map((site) => ({ value: site.id, label: site.name })),
            ]}
            value={form.site}
            onChange={(event) => setForm({ ...form, site: event.currentTarget.value })}
          />
          <TextInput
            size="md"
            label="Place"
            placeholder="Top shelf"
            maxLength={200}
            value={form.place}
            onChange={(event) => setForm({ ...form, place: event.currentTarget.value })}
          />
          <TextInput
            size="md"
            label="Why"
            placeholder="for the audit"
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </div>
        {adopting.error !== null && <ProblemNotice error={adopting.error} />}
        <div className={classes.buttons}>
          <Button type="submit" size="md" leftSection={<Icon name="check" />} loading={adopting.isPending}>
            Adopt
          </Button>
          <Button
            variant="default"
            size="md"
            leftSection={<Icon name="block" />}
            onClick={() => ask('block')}
          >
            Block
          </Button>
          <Button
            variant="default"
            size="md"
            leftSection={<Icon name="bin" />}
            onClick={() => ask('discard')}
          >
            Discard
          </Button>
        </div>
      </form>
      {asked !== null && (
        <ConfirmDialog
          title={asked === 'block' ? `Block ${device.name}?` : `Discard ${device.name}?`}
          action={asked === 'block' ? 'Block' : 'Discard'}
          asksWhy
          pending={refusing.isPending}
          error={refusing.error}
          onConfirm={(reason) => refusing.mutate({ how: asked, reason })}
          onClose={() => setAsked(null)}
        >
          {asked === 'block'
            ? 'What it sent is removed, and its readings are refused from now on. It can be unblocked on this page.'
            : 'What it sent is removed. It comes to the inbox again with its next message.'}
        </ConfirmDialog>
      )}
    </>
  );
}

function Message({ message }: { message: NonNullable<Newcomer['message']> }) {
  return (
    <details className={classes.message}>
      <summary>
        Last message as it came, <Age at={message.at} />
      </summary>
      <p className={classes.topic}>
        <span className="muted">Topic or path</span> <code>{message.topic}</code>
      </p>
      <pre>{message.payload}</pre>
      {message.cut && <p className="muted">There was more of it; only its beginning is kept.</p>}
    </details>
  );
}
