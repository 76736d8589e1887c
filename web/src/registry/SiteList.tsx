import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { create } from '../api/client';
import { askAnew, useRegistry, useSites } from '../api/queries';
import { Loading } from '../components/Loading';
import { Empty } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { counted } from '../importing/importing';
import { browserZone } from '../lib/time';
import classes from './SiteList.module.css';

/** The sites, and a new one. */
export function SiteList() {
  const { data: sites, error, refetch } = useSites();
  const { data: registry } = useRegistry('active');
  return (
    <>
      {sites === undefined && error === null && <Loading what="Loading the sites" />}
      {error !== null && <ProblemNotice error={error} onRetry={refetch} />}
      {sites?.length === 0 && (
        <Empty title="No sites yet">
          <p className="muted">
            A site is a place with devices and its own time zone: a shop, a clinic, a truck. The overview
            groups sensors by it, and charts have its time.
          </p>
        </Empty>
      )}
      <ul className={classes.list}>
        {(sites ?? []).map((site) => (
          <li key={site.id}>
            <Link to={`/manage/sites/${encodeURIComponent(site.id)}`}>{site.name}</Link>
            <span className="muted">
              {site.zone}
              {registry !== undefined &&
                `, ${counted(registry.sensors.filter((sensor) => sensor.site === site.id).length, 'sensor')}`}
            </span>
          </li>
        ))}
      </ul>
      <NewSite />
    </>
  );
}

function NewSite() {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [zone, setZone] = useState(browserZone());
  const [reason, setReason] = useState('');
  const adding = useMutation({
    mutationFn: () => create('sites', { name: name.trim(), zone: zone.trim() }, reason),
    onSuccess: () => {
      setName('');
      setReason('');
      void askAnew(queries);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit} aria-label="Make a site">
      <TextInput
        size="md"
        label="New site"
        placeholder="Pharmacy"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        size="md"
        label="Time zone"
        value={zone}
        onChange={(event) => setZone(event.currentTarget.value)}
      />
      <TextInput
        size="md"
        label="Why"
        placeholder="may be empty"
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button
        type="submit"
        size="md"
        loading={adding.isPending}
        disabled={name.trim() === '' || zone.trim() === ''}
      >
        Make it
      </Button>
      {adding.error !== null && <ProblemNotice error={adding.error} />}
    </form>
  );
}
