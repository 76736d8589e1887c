import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { type Range, RECENT, RECENT_NAMES, type RecentName, shifted, zoomed } from '../lib/range';
import { useLive } from '../live/LiveContext';
import { Icon, type IconName } from './icons';
import classes from './RangeBar.module.css';
import { useShortcuts } from './useShortcuts';

interface RangeBarProps {
  range: Range;
  onChange: (range: Range) => void;
  /** Back to the time up to now. */
  onReset: () => void;
}

const STEP = 0.5;
const ZOOM = 2;

/** Chooses what the chart shows, by buttons and keys as well: nobody has to drag. */
export function RangeBar({ range, onChange, onReset }: RangeBarProps) {
  const { store } = useLive();
  const now = () => store.clock.now();
  const earlier = () => onChange(shifted(range, -STEP, now()));
  const later = () => onChange(shifted(range, STEP, now()));
  const closer = () => onChange(zoomed(range, 1 / ZOOM, now()));
  const wider = () => onChange(zoomed(range, ZOOM, now()));
  const recent = (name: RecentName) => onChange({ kind: 'recent', name });
  useShortcuts({
    '1': () => recent('1h'),
    '2': () => recent('24h'),
    '3': () => recent('7d'),
    '4': () => recent('30d'),
    ArrowLeft: earlier,
    ArrowRight: later,
    '+': closer,
    '-': wider,
  });
  return (
    <div className={classes.bar}>
      <SegmentedControl
        aria-label="Time shown"
        classNames={{ root: classes.ranges ?? '', label: classes.label ?? '' }}
        data={RECENT_NAMES.map((name) => ({ value: name, label: RECENT[name].label }))}
        value={range.kind === 'recent' ? range.name : ''}
        onChange={(name) => recent(name as RecentName)}
      />
      <div className={classes.steps}>
        <Step label="Earlier" icon="left" onClick={earlier} />
        <Step label="Later" icon="right" onClick={later} />
        <Step label="Zoom in" icon="plus" onClick={closer} />
        <Step label="Zoom out" icon="minus" onClick={wider} />
      </div>
      {range.kind === 'fixed' && (
        <Button variant="light" h={44} className={classes.reset ?? ''} onClick={onReset}>
          Back to now
        </Button>
      )}
    </div>
  );
}

function Step({ label, icon, onClick }: { label: string; icon: IconName; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={44} aria-label={label} onClick={onClick}>
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}
