import type { Device } from '../api/types';
import { Age } from '../components/Age';
import { Icon } from '../components/icons';
import classes from './DeviceTold.module.css';
import { factsOf } from './deviceFacts';

/** Whether a device is there, as far as it said: by icon, text and colour. */
export function OnlineMark({ device: { state } }: { device: Device }) {
  if (state?.online == null) {
    return null;
  }
  return (
    <span className={classes.mark} data-online={state.online}>
      <Icon name={state.online ? 'ok' : 'offline'} size={14} />
      {state.online ? 'online' : 'offline'}
    </span>
  );
}

/** What a device last told of itself. */
export function DeviceTold({ device }: { device: Device }) {
  if (device.state === null) {
    return (
      <p className="muted">
        Nothing yet. Battery, signal, firmware and whether it is there are shown here when its messages have
        them.
      </p>
    );
  }
  return (
    <>
      <p>
        <OnlineMark device={device} />{' '}
        <span className="muted">
          told <Age at={device.state.heard} />
        </span>
      </p>
      <dl className={classes.facts}>
        {factsOf(device).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
