import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRegistry, useSites } from '../api/queries';
import type { Device, Sensor, Standing } from '../api/types';
import { Icon } from '../components/icons';
import { Loading } from '../components/Loading';
import { Empty, PageHead } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { useShortcuts } from '../components/useShortcuts';
import { useTitle } from '../components/useTitle';
import { counted } from '../importing/importing';
import { formatSpan } from '../lib/time';
import { useConnection } from '../live/LiveContext';
import { OnlineMark } from './DeviceTold';
import { briefFacts } from './deviceFacts';
import { RegistryFile } from './RegistryFile';
import classes from './RegistryPage.module.css';
import { type DeviceRow, rowsOf, tagsOf } from './rows';
import { SiteList } from './SiteList';

const STEP = 100;
const STANDINGS: { value: Standing; label: string }[] = [
  { value: 'active', label: 'In use' },
  { value: 'retired', label: 'Retired' },
  { value: 'blocked', label: 'Blocked' },
];

/** The registry: which devices, sensors and sites there are, and what is noted of them. */
export function RegistryPage() {
  useTitle('Sensors');
  const [query, setQuery] = useSearchParams();
  const show = query.get('show') === 'sites' ? 'sites' : 'devices';
  return (
    <>
      <PageHead
        title="Sensors"
        tools={
          <>
            <Button
              component={Link}
              to="/manage/new/device"
              variant="default"
              size="md"
              leftSection={<Icon name="plus" />}
            >
              New device
            </Button>
            <Button
              component={Link}
              to="/manage/new/sensor"
              variant="default"
              size="md"
              leftSection={<Icon name="plus" />}
            >
              New sensor
            </Button>
            <RegistryFile />
          </>
        }
      >
        What is kept of devices, sensors and sites, and how sensors are calibrated.
      </PageHead>
      <SegmentedControl
        aria-label="What is listed"
        classNames={{ root: classes.views ?? '', label: classes.view ?? '' }}
        data={[
          { value: 'devices', label: 'Devices and sensors' },
          { value: 'sites', label: 'Sites' },
        ]}
        value={show}
        onChange={(next) => setQuery(next === 'sites' ? { show: next } : {})}
      />
      {show === 'sites' ? <SiteList /> : <DeviceList />}
    </>
  );
}

function DeviceList() {
  const connection = useConnection();
  const [standing, setStanding] = useState<Standing>('active');
  const [wanted, setWanted] = useState({ text: '', site: '', tag: '' });
  const [most, setMost] = useState(STEP);
  const field = useRef<HTMLInputElement>(null);
  useShortcuts({ '/': () => field.current?.focus() });
  const { data, error, refetch } = useRegistry(standing);
  const { data: siteList } = useSites();
  const sites = useMemo(() => new Map(siteList?.map((site) => [site.id, site])), [siteList]);
  const rows = useMemo(
    () => (data === undefined ? [] : rowsOf(data.devices, data.sensors, sites, wanted)),
    [data, sites, wanted],
  );
  const tags = useMemo(() => tagsOf(data === undefined ? [] : [...data.devices, ...data.sensors]), [data]);
  const nothing = data !== undefined && data.devices.length + data.sensors.length === 0;
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          ref={field}
          type="search"
          size="md"
          className={classes.search ?? ''}
          placeholder="Search ( / )"
          aria-label="Search names, keys, places, notes, models and serial numbers"
          leftSection={<Icon name="search" />}
          value={wanted.text}
          onChange={(event) => setWanted({ ...wanted, text: event.currentTarget.value })}
        />
        <NativeSelect
          size="md"
          aria-label="Site"
          data={[
            { value: '', label: 'All sites' },
            ...(siteList ?? []).map((site) => ({ value: site.id, label: site.name })),
            { value: '-', label: 'No site' },
          ]}
          value={wanted.site}
          onChange={(event) => setWanted({ ...wanted, site: event.currentTarget.value })}
        />
        <NativeSelect
          size="md"
          aria-label="Tag"
          data={[{ value: '', label: 'All tags' }, ...tags.map((tag) => ({ value: tag, label: tag }))]}
          value={wanted.tag}
          onChange={(event) => setWanted({ ...wanted, tag: event.currentTarget.value })}
        />
        <NativeSelect
          size="md"
          aria-label="Standing"
          data={STANDINGS}
          value={standing}
          onChange={(event) => setStanding(event.currentTarget.value as Standing)}
        />
      </div>
      {data === undefined && error === null && <Loading what="Loading the registry" />}
      {error !== null && connection.state === 'live' && <ProblemNotice error={error} onRetry={refetch} />}
      {nothing &&
        (standing === 'active' ? (
          <Empty title="No devices yet">
            <p className="muted">
              A device and its sensors come into being with their first reading. Send one, or adopt a device
              from the inbox; then name it here, say where it is, and what it may measure.
            </p>
            <p>
              <Link to="/">How to send a first reading</Link>
            </p>
          </Empty>
        ) : (
          <p className="muted">No device and no sensor is {standing}.</p>
        ))}
      {!nothing && data !== undefined && (
        <p className="muted" role="status">
          {counted(rows.length, 'device')},{' '}
          {counted(
            rows.reduce((sum, row) => sum + row.sensors.length, 0),
            'sensor',
          )}
        </p>
      )}
      <div className={classes.list}>
        {rows.slice(0, most).map((row) => (
          <DeviceCard key={row.device.id} row={row} siteName={(id) => sites.get(id)?.name ?? id} />
        ))}
      </div>
      {rows.length > most && (
        <Button variant="default" size="md" mt="md" onClick={() => setMost(most + STEP)}>
          Show more ({rows.length - most} not shown)
        </Button>
      )}
    </>
  );
}

function DeviceCard({
  row: { device, sensors },
  siteName,
}: {
  row: DeviceRow;
  siteName: (id: string) => string;
}) {
  return (
    <section className={classes.device} aria-labelledby={`d-${device.id}`} data-device={device.id}>
      <div className={classes.head}>
        <h2 id={`d-${device.id}`}>
          <Link to={`/manage/devices/${encodeURIComponent(device.id)}`}>{device.name}</Link>
        </h2>
        <DeviceLine device={device} siteName={siteName} />
      </div>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Sensor</th>
            <th scope="col">Quantity</th>
            <th scope="col">Place</th>
            <th scope="col">Sends every</th>
            <th scope="col">Tags</th>
            <th scope="col">
              <span className={classes.hidden}>Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sensors.map((sensor) => (
            <SensorRow key={sensor.id} sensor={sensor} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function DeviceLine({ device, siteName }: { device: Device; siteName: (id: string) => string }) {
  const parts = [
    device.key === device.name ? null : device.key,
    device.site == null ? null : siteName(device.site),
    device.place,
    device.model,
    briefFacts({ state: device.state ?? null }),
  ].filter((part) => part != null && part !== '');
  return (
    <>
      <OnlineMark device={device} />
      <span className="muted">{parts.join(' · ')}</span>
    </>
  );
}

function SensorRow({ sensor }: { sensor: Sensor }) {
  const id = encodeURIComponent(sensor.id);
  return (
    <tr data-sensor-row={sensor.id}>
      <td>
        <Link to={`/sensors/${id}`}>{sensor.name}</Link>
      </td>
      <td>
        {sensor.quantity}
        {sensor.unit === '' ? '' : `, ${sensor.unit}`}
        {sensor.calibrated && <span className={classes.note}>calibrated</span>}
      </td>
      <td data-empty={sensor.place ? undefined : true}>{sensor.place}</td>
      <td>
        {sensor.interval === null ? <span className="muted">learned</span> : formatSpan(sensor.interval)}
      </td>
      <td data-empty={sensor.tags?.length ? undefined : true}>
        {(sensor.tags ?? []).map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
      </td>
      <td>
        <Button
          component={Link}
          to={`/manage/sensors/${id}`}
          variant="default"
          size="md"
          leftSection={<Icon name="edit" />}
          aria-label={`Edit ${sensor.name}`}
        >
          Edit
        </Button>
      </td>
    </tr>
  );
}
