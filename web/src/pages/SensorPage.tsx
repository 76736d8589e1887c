import { SegmentedControl, useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { fetchSensor } from '../api/client';
import { ApiError } from '../api/http';
import { catalogueKeys, useDevices, useSensors, useSites } from '../api/queries';
import type { Sensor } from '../api/types';
import { summaryOf } from '../chart/series';
import { TrendChart } from '../chart/TrendChart';
import { TrendTable } from '../chart/TrendTable';
import { useChartFeed, useFeedState } from '../chart/useChartFeed';
import { ExportLink } from '../components/ExportLink';
import { Icon } from '../components/icons';
import { Loading } from '../components/Loading';
import { ProblemNotice } from '../components/ProblemNotice';
import { RangeBar } from '../components/RangeBar';
import { RangeFigures } from '../components/RangeFigures';
import { DeviceNotice, SensorAbout } from '../components/SensorAbout';
import { SensorFace } from '../components/SensorFace';
import { useShortcuts } from '../components/useShortcuts';
import { useTitle } from '../components/useTitle';
import { formatRange, parseRange, type Range, RECENT } from '../lib/range';
import { browserZone, formatMoment, usableZone } from '../lib/time';
import { convert, formatValue, shownUnit, withUnit } from '../lib/units';
import { useConnection } from '../live/LiveContext';
import { usePreferences } from '../preferences';
import { NotFoundPage } from './NotFoundPage';
import classes from './SensorPage.module.css';

export default function SensorPage() {
  const { id = '' } = useParams();
  const { data: sensors } = useSensors();
  const listed = sensors?.find((sensor) => sensor.id === id);
  const { data, error, refetch } = useQuery({
    queryKey: [...catalogueKeys.sensors, id],
    queryFn: ({ signal }) => fetchSensor(id, signal),
    enabled: listed === undefined,
  });
  const sensor = listed ?? data;
  if (sensor !== undefined) {
    return <SensorView key={sensor.id} sensor={sensor} />;
  }
  if (error instanceof ApiError && error.status === 404) {
    return <NotFoundPage what="There is no sensor of this name; it may have been removed." />;
  }
  return error === null ? (
    <Loading what="Loading the sensor" />
  ) : (
    <ProblemNotice error={error} onRetry={refetch} />
  );
}

function SensorView({ sensor }: { sensor: Sensor }) {
  useTitle(sensor.name);
  const { data: devices } = useDevices();
  const { data: sites } = useSites();
  const { temperatureUnit } = usePreferences();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const [query, setQuery] = useSearchParams();
  const range = useMemo(() => parseRange(query), [query]);
  const lastRecent = useRef<Range>(range.kind === 'recent' ? range : { kind: 'recent', name: '24h' });
  useEffect(() => {
    if (range.kind === 'recent') {
      lastRecent.current = range;
    }
  }, [range]);
  const setRange = (next: Range) => setQuery(formatRange(next));
  const [view, setView] = useState<'chart' | 'table'>('chart');
  useShortcuts({ t: () => setView(view === 'chart' ? 'table' : 'chart') });

  const connection = useConnection();
  const feed = useChartFeed(sensor, range);
  const { history, loading, error } = useFeedState(feed);
  const site = sites?.find((candidate) => candidate.id === sensor.site);
  const device = devices?.find((candidate) => candidate.id === sensor.device);
  const zone = usableZone(site?.zone);
  const unit = shownUnit(sensor.unit, temperatureUnit);
  const period =
    range.kind === 'recent'
      ? RECENT[range.name].spoken
      : `${formatMoment(range.from, zone)} to ${formatMoment(range.to, zone)}`;
  const summary = history === null ? null : summaryOf(history);
  const text = (value: number | null) =>
    value === null
      ? 'none'
      : withUnit(formatValue(convert(value, sensor.unit, unit), sensor.quantity, 1), unit);

  return (
    <>
      <nav aria-label="Breadcrumb" className={classes.crumbs}>
        <Link to="/">
          <Icon name="left" /> Overview
        </Link>
      </nav>
      <div className={classes.head}>
        <div className={classes.title}>
          <h1>{sensor.name}</h1>
          <p className="muted">
            {[site?.name, device?.name, sensor.place ?? undefined, sensor.key]
              .filter((part) => part !== undefined && part !== '')
              .join(' · ')}
          </p>
        </div>
        <SensorFace sensor={sensor} />
      </div>
      <DeviceNotice device={device} />
      <section className={classes.panel} aria-label={`History, ${period}`} aria-busy={loading}>
        <div className={classes.bar}>
          <RangeBar range={range} onChange={setRange} onReset={() => setRange(lastRecent.current)} />
          <div className={classes.views}>
            <ExportLink sensor={sensor.id} range={range} />
            <SegmentedControl
              aria-label="Show as"
              classNames={{ root: classes.view ?? '', label: classes.viewLabel ?? '' }}
              data={[
                { value: 'chart', label: 'Chart' },
                { value: 'table', label: 'Table' },
              ]}
              value={view}
              onChange={(next) => setView(next as 'chart' | 'table')}
            />
          </div>
        </div>
        {error !== null && connection.state === 'live' && (
          <ProblemNotice error={error} onRetry={() => feed.refetch()} />
        )}
        {view === 'table' && history !== null ? (
          <TrendTable
            history={history}
            unit={unit}
            quantity={sensor.quantity}
            zone={zone}
            caption={`${sensor.name}, ${period}; times in ${zone}`}
          />
        ) : (
          <TrendChart
            feed={feed}
            range={range}
            unit={sensor.unit}
            quantity={sensor.quantity}
            temperatureUnit={temperatureUnit}
            zone={zone}
            scheme={scheme}
            label={
              summary === null
                ? `Chart of ${sensor.name}`
                : `Chart of ${sensor.name}, ${period}: lowest ${text(summary.min)}, mean ${text(summary.mean)}, highest ${text(summary.max)}. The table has the same data.`
            }
            onSelect={setRange}
          />
        )}
        <div className={classes.legend}>
          {view === 'chart' && <LineKeys />}
          <span className={classes.zone}>
            Times in {zone}
            {zone === browserZone() ? '' : ' (the site’s)'}
          </span>
        </div>
        {summary !== null && history !== null && (
          <RangeFigures summary={summary} gaps={history.gaps} text={text} period={period} />
        )}
      </section>
      <SensorAbout sensor={sensor} device={device} />
    </>
  );
}

function LineKeys() {
  return (
    <>
      <span>
        <i className={classes.meanKey} /> mean
      </span>
      <span>
        <i className={classes.bandKey} /> lowest to highest
      </span>
      <span>
        <i className={classes.gapKey} /> no readings
      </span>
      <span>
        <i className={classes.suspectKey} /> suspect readings
      </span>
    </>
  );
}
