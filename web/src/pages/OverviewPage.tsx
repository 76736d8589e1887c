import { Button, SegmentedControl, TextInput, useComputedColorScheme } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { useDevices, useSensors, useSites, useStatus } from '../api/queries';
import { DemoNotice } from '../components/DemoNotice';
import { Icon } from '../components/icons';
import { Loading } from '../components/Loading';
import { ProblemNotice } from '../components/ProblemNotice';
import { SensorTile } from '../components/SensorTile';
import { StateMark } from '../components/StateMark';
import { useShortcuts } from '../components/useShortcuts';
import { useTitle } from '../components/useTitle';
import { VisibleTiles } from '../components/VisibleTiles';
import { firstOf, groupsOf, matches } from '../lib/fleet';
import { STATES } from '../lib/state';
import { useConnection, useFleet, useFollowAll } from '../live/LiveContext';
import { type SortOrder, setPreference, usePreferences } from '../preferences';
import { FirstReading } from './FirstReading';
import classes from './OverviewPage.module.css';

/** The browser lays out so many tiles at once without effort; the worst are among them. */
const MOST_TILES = 600;

export function OverviewPage() {
  useFollowAll();
  useTitle('Overview');
  const { data: status } = useStatus();
  const { data: sensors, error, refetch } = useSensors();
  const connection = useConnection();
  if (sensors === undefined) {
    return error === null ? (
      <Loading what="Loading the sensors" />
    ) : (
      <ProblemNotice error={error} onRetry={refetch} />
    );
  }
  if (sensors.length === 0) {
    return <FirstReading />;
  }
  return (
    <>
      <h1 className={classes.hidden}>Overview</h1>
      {status?.demo !== undefined && <DemoNotice demo={status.demo} />}
      {/* While the connection is lost the banner says all there is to say. */}
      {error !== null && connection.state === 'live' && <ProblemNotice error={error} onRetry={refetch} />}
      <Fleet />
    </>
  );
}

function Fleet() {
  const { data: sensors = [] } = useSensors();
  const { data: deviceList } = useDevices();
  const { data: siteList } = useSites();
  const { sort } = usePreferences();
  const [filter, setFilter] = useState('');
  const [most, setMost] = useState(MOST_TILES);
  const field = useRef<HTMLInputElement>(null);
  const fleet = useFleet();
  const [tiles] = useState(() => new VisibleTiles());
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  useShortcuts({ '/': () => field.current?.focus() });

  const devices = useMemo(() => new Map(deviceList?.map((device) => [device.id, device])), [deviceList]);
  const sites = useMemo(() => new Map(siteList?.map((site) => [site.id, site])), [siteList]);
  const found = useMemo(
    () =>
      sensors.filter((sensor) =>
        matches(sensor, filter, devices.get(sensor.device), sites.get(sensor.site ?? '')),
      ),
    [sensors, filter, devices, sites],
  );
  const { groups, left } = useMemo(
    () => firstOf(groupsOf(found, sites, fleet.states, sort), most),
    [found, sites, fleet.states, sort, most],
  );

  return (
    <>
      <div className={classes.bar}>
        <Counts />
        <div className={classes.controls}>
          <TextInput
            ref={field}
            className={classes.filter ?? ''}
            type="search"
            size="md"
            placeholder="Filter ( / )"
            aria-label="Filter by name, key, device or site"
            leftSection={<Icon name="search" />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') {
                setFilter('');
                event.currentTarget.blur();
              }
            }}
          />
          <SegmentedControl
            aria-label="Order of the sensors"
            classNames={{ root: classes.order ?? '', label: classes.orderLabel ?? '' }}
            data={[
              { value: 'worst', label: 'Worst first' },
              { value: 'name', label: 'By name' },
            ]}
            value={sort}
            onChange={(order) => setPreference('sort', order as SortOrder)}
          />
        </div>
      </div>
      {found.length === 0 && (
        <p className={classes.nothing} role="status">
          No sensor matches “{filter}”.
        </p>
      )}
      {groups.map((group) => (
        <section key={group.id} aria-labelledby={`site-${group.id}`}>
          <h2 className={classes.site} id={`site-${group.id}`}>
            {group.name} <span className={classes.size}>{group.sensors.length}</span>
          </h2>
          <div className={classes.grid}>
            {group.sensors.map((sensor) => (
              <SensorTile
                key={sensor.id}
                sensor={sensor}
                device={devices.get(sensor.device)?.name ?? sensor.device}
                tiles={tiles}
                scheme={scheme}
              />
            ))}
          </div>
        </section>
      ))}
      {left > 0 && (
        <Button variant="default" size="md" mt="lg" onClick={() => setMost(most + MOST_TILES)}>
          Show more ({left} not shown)
        </Button>
      )}
    </>
  );
}

/** How many sensors are in which state, told to screen readers when it changes. */
function Counts() {
  const { counts, states } = useFleet();
  const connection = useConnection();
  if (connection.state === 'lost') {
    return (
      <p className={classes.counts}>
        <StateMark shown="offline" text={`${states.size} sensors, not live`} />
      </p>
    );
  }
  return (
    <p className={classes.counts} role="status" aria-live="polite" data-testid="counts">
      {STATES.filter((state) => counts[state] > 0).map((state) => (
        <StateMark
          key={state}
          shown={state}
          text={`${counts[state]} ${state === 'fault' ? (counts[state] === 1 ? 'fault' : 'faults') : state === 'none' ? 'without readings' : state}`}
        />
      ))}
    </p>
  );
}
