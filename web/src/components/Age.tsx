import { useLayoutEffect, useRef } from 'react';
import { browserZone, formatAge, formatMoment } from '../lib/time';
import { useLive } from '../live/LiveContext';

/** How long ago something was, counting on; written by the loop, not by React. */
export function Age({ at }: { at: number }) {
  const node = useRef<HTMLTimeElement>(null);
  const { loop, store } = useLive();
  useLayoutEffect(() => {
    const element = node.current as HTMLTimeElement;
    const paint = () => {
      const text = formatAge(store.clock.now() - at);
      if (element.textContent !== text) {
        element.textContent = text;
      }
    };
    paint();
    return loop.onTick(paint);
  }, [at, loop, store]);
  return (
    <time
      ref={node}
      dateTime={new Date(at).toISOString()}
      title={formatMoment(at, browserZone(), true)}
      className="tabular"
    />
  );
}
