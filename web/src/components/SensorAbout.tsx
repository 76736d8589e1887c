import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { Device, Sensor } from '../api/types';
import { clockTrouble, factsOf } from '../registry/deviceFacts';
import { Age } from './Age';
import { Icon } from './icons';
import classes from './SensorAbout.module.css';

/** Says that the sensor's device is gone, or has a wrong clock: what is shown may be worth less than it looks. */
export function DeviceNotice({ device }: { device: Device | undefined }) {
  const offline = device?.state?.online === false;
  const clock = device === undefined ? null : clockTrouble(device);
  if (!device?.state || (!offline && clock === null)) {
    return null;
  }
  return (
    <div className={classes.notice} role="status" data-testid="device-notice">
      <Icon name={offline ? 'offline' : 'stale'} size={20} />
      <div>
        {offline && (
          <p>
            <strong>{device.name} is offline</strong>, as it or its gateway said. Last heard{' '}
            <Age at={device.state.heard} />.
          </p>
        )}
        {clock !== null && (
          <p>
            The clock of {device.name} is <strong>{clock}</strong>: the times of its readings are off by as
            much.
          </p>
        )}
      </div>
    </div>
  );
}

/** What is noted of a sensor, and what its device tells of itself. */
export function SensorAbout({ sensor, device }: { sensor: Sensor; device: Device | undefined }) {
  const range =
    sensor.lowest === null && sensor.highest === null
      ? null
      : `${sensor.lowest ?? 'any'} to ${sensor.highest ?? 'any'} ${sensor.unit}`.replaceAll('-', '−').trim();
  const noted: [string, string | null][] = [
    // The sensor's own place is in the page's head.
    ['Place of the device', device?.place ?? null],
    ['Can measure', range],
    ['Tags', sensor.tags.join(', ')],
    ['Values', sensor.calibrated ? 'corrected by calibration' : null],
    ['Model', device?.model ?? null],
    ['Serial number', device?.serial ?? null],
  ];
  const facts = [
    ...noted.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== ''),
    ...(device === undefined ? [] : factsOf(device)),
  ];
  const seen = new Set<string>();
  const shown = facts.filter(([name]) => !seen.has(name) && seen.add(name));
  const photo = sensor.photo ?? device?.photo ?? null;
  return (
    <section className={classes.about} aria-label="About the sensor">
      <dl className={classes.facts}>
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {sensor.notes !== '' && <p className={classes.notes}>{sensor.notes}</p>}
      <div className={classes.links}>
        <Button
          component={Link}
          to={`/manage/sensors/${encodeURIComponent(sensor.id)}`}
          variant="default"
          size="md"
          leftSection={<Icon name="edit" />}
        >
          Edit
        </Button>
        {photo !== null && (
          <Button component="a" href={photo} target="_blank" rel="noreferrer" variant="default" size="md">
            Photo
          </Button>
        )}
      </div>
    </section>
  );
}
