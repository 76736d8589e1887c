import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Kept } from '../api/client';
import { isMissing } from '../api/http';
import { useRegistry, useSites } from '../api/queries';
import type { Device, Sensor, Site } from '../api/types';
import { Icon } from '../components/icons';
import { Loading } from '../components/Loading';
import { Done, PageHead } from '../components/Page';
import { ProblemNotice } from '../components/ProblemNotice';
import { useTitle } from '../components/useTitle';
import { NotFoundPage } from '../pages/NotFoundPage';
import { Aliases } from './Aliases';
import { Calibrations } from './Calibrations';
import { DeviceTold } from './DeviceTold';
import classes from './EditPage.module.css';
import { DEVICE_FIELDS, SENSOR_FIELDS, SITE_FIELDS, UNITS } from './fields';
import { KeptForm } from './KeptForm';
import { LeavePanel } from './LeavePanel';
import { MergeSensor } from './MergeSensor';
import { ReplaceDevice } from './ReplaceDevice';
import { useKept } from './useKept';

const NO_SITE = { value: '', label: 'No site' };

/** The sites that can be chosen, and none of them. */
export function useSiteChoices() {
  const { data: sites } = useSites();
  return [NO_SITE, ...(sites ?? []).map((site) => ({ value: site.id, label: site.name }))];
}

export function EditSensor() {
  const sites = useSiteChoices();
  const { data: registry } = useRegistry('active');
  return (
    <Edit kind="sensors" what="sensor">
      {(sensor: Sensor, saved) => {
        const devices = (registry?.devices ?? []).map(({ id, name }) => ({ value: id, label: name }));
        const known = devices.some((device) => device.value === sensor.device);
        const units = UNITS[sensor.quantity] ?? [];
        return (
          <>
            <p className={classes.links}>
              <Link to={`/sensors/${encodeURIComponent(sensor.id)}`}>Its chart</Link>
              <Link to={`/manage/devices/${encodeURIComponent(sensor.device)}`}>Its device</Link>
            </p>
            <Panel title="What is noted">
              <KeptForm
                key={sensor.version}
                kind="sensors"
                thing={sensor}
                fields={SENSOR_FIELDS}
                choices={{
                  site: sites,
                  device: known ? devices : [{ value: sensor.device, label: sensor.device }, ...devices],
                  // A single one is no choice.
                  ...(units.length > 1 && units.includes(sensor.unit)
                    ? { unit: units.map((unit) => ({ value: unit, label: unit })) }
                    : {}),
                }}
                onSaved={saved}
              />
            </Panel>
            <Panel title="Calibrations">
              <Calibrations sensor={sensor} />
            </Panel>
            <Panel title="Two that are one">
              <MergeSensor sensor={sensor} />
            </Panel>
            {sensor.aliases.length > 0 && (
              <Panel title="Also called">
                <Aliases sensor={sensor} />
              </Panel>
            )}
            <Panel title="Out of use">
              <LeavePanel kind="sensors" thing={sensor} />
            </Panel>
          </>
        );
      }}
    </Edit>
  );
}

export function EditDevice() {
  const sites = useSiteChoices();
  return (
    <Edit kind="devices" what="device">
      {(device: Device, saved) => (
        <>
          <Panel title="What it tells of itself">
            <DeviceTold device={device} />
          </Panel>
          <Panel title="What is noted">
            <KeptForm
              key={device.version}
              kind="devices"
              thing={device}
              fields={DEVICE_FIELDS}
              choices={{ site: sites }}
              onSaved={saved}
            />
          </Panel>
          <Panel title="Another in its place">
            <ReplaceDevice device={device} />
          </Panel>
          <Panel title="Out of use">
            <LeavePanel kind="devices" thing={device} />
          </Panel>
        </>
      )}
    </Edit>
  );
}

export function EditSite() {
  return (
    <Edit kind="sites" what="site">
      {(site: Site, saved) => (
        <>
          <Panel title="What is noted">
            <KeptForm
              key={site.version}
              kind="sites"
              thing={site}
              fields={SITE_FIELDS}
              choices={{}}
              onSaved={saved}
            />
          </Panel>
          <Panel title="Out of use">
            <LeavePanel kind="sites" thing={site} />
          </Panel>
        </>
      )}
    </Edit>
  );
}

interface EditProps<K extends keyof Kept> {
  kind: K;
  what: string;
  children: (thing: Kept[K], saved: () => void) => ReactNode;
}

function Edit<K extends keyof Kept>({ kind, what, children }: EditProps<K>) {
  const { id = '' } = useParams();
  const { data, error, refetch } = useKept(kind, id);
  const [saved, setSaved] = useState(false);
  useTitle(data?.name ?? what);
  if (data === undefined) {
    if (isMissing(error)) {
      return <NotFoundPage what={`There is no such ${what}; it may have been removed.`} />;
    }
    return error === null ? (
      <Loading what={`Loading the ${what}`} />
    ) : (
      <ProblemNotice error={error} onRetry={refetch} />
    );
  }
  return (
    <>
      <nav aria-label="Breadcrumb" className={classes.links}>
        <Link to={kind === 'sites' ? '/manage?show=sites' : '/manage'}>
          <Icon name="left" /> Sensors
        </Link>
      </nav>
      <PageHead title={data.name}>{'key' in data ? data.key : data.id}</PageHead>
      <Done>{saved ? 'Saved.' : null}</Done>
      {children(data, () => setSaved(true))}
    </>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.panel} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
