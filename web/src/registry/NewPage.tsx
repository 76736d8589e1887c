import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { create } from '../api/client';
import { askAnew, useRegistry } from '../api/queries';
import type { Quantity } from '../api/types';
import { Icon } from '../components/icons';
import { Loading } from '../components/Loading';
import { Empty, PageHead } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { useTitle } from '../components/useTitle';
import { WhyInput } from '../components/WhyInput';
import { useSiteChoices } from './EditPage';
import edit from './EditPage.module.css';
import { FieldInput, focusFirst } from './FieldInput';
import { type Field, type Form, madeOf, NEW_DEVICE_FIELDS, NEW_SENSOR_FIELDS, UNITS } from './fields';
import type { Choices } from './KeptForm';
import classes from './KeptForm.module.css';

const QUANTITIES = (Object.keys(UNITS) as Quantity[]).map((quantity) => ({
  value: quantity,
  label: quantity,
}));

/** A device that is made by hand, before it sends. */
export function NewDevice() {
  const sites = useSiteChoices();
  return (
    <New title="New device">
      <NewForm
        about="A device comes into being with its first reading; make one here to note what is known of it before."
        kind="devices"
        fields={NEW_DEVICE_FIELDS}
        choices={{ site: sites }}
        start={{}}
      />
    </New>
  );
}

/** A sensor that is made by hand, of a device that is there. */
export function NewSensor() {
  const sites = useSiteChoices();
  const { data: registry, error, refetch } = useRegistry('active');
  if (registry === undefined) {
    return (
      <New title="New sensor">
        {error === null ? (
          <Loading what="Loading the devices" />
        ) : (
          <ProblemNotice error={error} onRetry={refetch} />
        )}
      </New>
    );
  }
  const devices = registry.devices.map(({ id, name }) => ({ value: id, label: name }));
  if (devices.length === 0) {
    return (
      <New title="New sensor">
        <Empty title="No device yet">
          <p className="muted">A sensor is a part of a device, so there has to be one first.</p>
          <p>
            <Link to="/manage/new/device">Make a device</Link>
          </p>
        </Empty>
      </New>
    );
  }
  return (
    <New title="New sensor">
      <NewForm
        about="A sensor comes into being with its first reading; make one here to note what is known of it before. Its readings are those that come by its key."
        kind="sensors"
        fields={NEW_SENSOR_FIELDS}
        choices={{ site: sites, device: devices, quantity: QUANTITIES }}
        start={{ device: devices[0]?.value ?? '', quantity: 'temperature', unit: '°C' }}
      />
    </New>
  );
}

function New({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <>
      <nav aria-label="Breadcrumb" className={edit.links}>
        <Link to="/manage">
          <Icon name="left" /> Sensors
        </Link>
      </nav>
      <PageHead title={title} />
      <section className={edit.panel} aria-label={title}>
        {children}
      </section>
    </>
  );
}

interface NewFormProps {
  about: string;
  kind: 'sensors' | 'devices';
  fields: readonly Field[];
  choices: Choices;
  start: Form;
}

function NewForm({ about, kind, fields, choices, start }: NewFormProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [form, setForm] = useState<Form>(start);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { patch, errors } = madeOf(fields, form);
  const units = UNITS[form.quantity as Quantity]?.map((unit) => ({ value: unit, label: unit }));
  const making = useMutation({
    mutationFn: () => create(kind, patch, reason),
    onSuccess: (made) => {
      void askAnew(queries);
      void navigate(`/manage/${kind}/${encodeURIComponent(made.id)}`);
    },
  });
  const change = (member: string, value: string) =>
    setForm({
      ...form,
      [member]: value,
      ...(member === 'quantity' ? { unit: UNITS[value as Quantity]?.[0] ?? '' } : {}),
    });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(errors).length === 0) {
      making.mutate();
    } else {
      focusFirst(event.currentTarget, fields, errors);
    }
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <p className="muted">{about}</p>
      <div className={classes.fields}>
        {fields.map((field) => (
          <FieldInput
            key={field.member}
            field={field}
            value={form[field.member] ?? ''}
            error={tried ? errors[field.member] : undefined}
            choices={field.member === 'unit' ? units : choices[field.member]}
            onChange={(value) => change(field.member, value)}
          />
        ))}
      </div>
      {making.error !== null && <ProblemNotice error={making.error} />}
      <div className={classes.end}>
        <WhyInput className={classes.reason ?? ''} value={reason} onChange={setReason} />
        <Button type="submit" size="md" loading={making.isPending}>
          Make it
        </Button>
      </div>
    </form>
  );
}
