import { Button } from '@mantine/core';
import { exportAddress } from '../api/client';
import { boundsOf, type Range } from '../lib/range';
import { useLive } from '../live/LiveContext';
import { Icon } from './icons';

/** Every reading of the range, as it was sent in. */
export function ExportLink({ sensor, range }: { sensor: string; range: Range }) {
  const { store } = useLive();
  const address = () => {
    const { from, to } = boundsOf(range, store.clock.now());
    return exportAddress(sensor, Math.floor(from), Math.ceil(to));
  };
  return (
    <Button
      component="a"
      variant="default"
      h={44}
      leftSection={<Icon name="download" />}
      href={address()}
      onClick={(event) => {
        // The range may end now, and now moved on since this was drawn.
        event.currentTarget.href = address();
      }}
      download
    >
      CSV
    </Button>
  );
}
