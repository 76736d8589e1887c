import { Kbd, Modal, Switch } from '@mantine/core';
import { setPreference, usePreferences } from '../preferences';
import classes from './HelpDialog.module.css';
import { StateMark } from './StateMark';

const KEYS: [string, string][] = [
  ['/', 'Filter the overview, search the sensors'],
  ['o', 'Overview'],
  ['i', 'Inbox'],
  ['s', 'Sensors'],
  ['u', 'Next unit of temperature'],
  ['1 – 4', 'Chart of 1 h, 24 h, 7 d, 30 d'],
  ['← →', 'Earlier and later in the chart'],
  ['+ −', 'Zoom the chart'],
  ['t', 'Chart or table'],
  ['?', 'This help'],
];

export function HelpDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { shortcuts } = usePreferences();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Help"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close help', size: 44 }}
    >
      <h2 className={classes.heading}>What the states mean</h2>
      <dl className={classes.list}>
        <dt>
          <StateMark shown="ok" />
        </dt>
        <dd>The newest value came in when it was expected.</dd>
        <dt>
          <StateMark shown="stale" />
        </dt>
        <dd>Nothing came for longer than expected. The value is the last one, not the current one.</dd>
        <dt>
          <StateMark shown="suspect" />
        </dt>
        <dd>
          A value came that cannot be right, such as a sensor's power-on value. It is kept, but in no mean.
        </dd>
        <dt>
          <StateMark shown="fault" />
        </dt>
        <dd>The sensor says that it cannot measure.</dd>
        <dt>
          <StateMark shown="offline" />
        </dt>
        <dd>This page lost the server. The value is as of then.</dd>
      </dl>
      <h2 className={classes.heading}>Keys</h2>
      <dl className={classes.list}>
        {KEYS.map(([key, what]) => (
          <div key={key} className={classes.row}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Switch
        mt="md"
        size="md"
        label="Single-key shortcuts"
        checked={shortcuts}
        onChange={(event) => setPreference('shortcuts', event.currentTarget.checked)}
      />
    </Modal>
  );
}
