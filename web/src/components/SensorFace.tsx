import { useEffect, useRef } from 'react';
import type { Sensor } from '../api/types';
import { reasonOf } from '../lib/state';
import { faceOf } from '../lib/tile';
import { useLive } from '../live/LiveContext';
import { onPreferences, preferences } from '../preferences';
import { faceNodes, paintFace } from './facePainter';
import classes from './SensorFace.module.css';
import { FaceMark } from './StateMark';

/** The sensor's newest value, large, with what it is worth. Painted like a tile. */
export function SensorFace({ sensor }: { sensor: Sensor }) {
  const root = useRef<HTMLDivElement>(null);
  const { store, loop } = useLive();
  useEffect(() => {
    const element = root.current as HTMLDivElement;
    const nodes = faceNodes(element);
    const reason = element.querySelector('[data-face="reason"]') as HTMLElement;
    const paint = () => {
      const face = faceOf(sensor, store, preferences().temperatureUnit, store.clock.now(), 1);
      paintFace(nodes, face);
      const reading = store.reading(sensor.number);
      const text = reading === undefined || face.shown === 'ok' ? '' : reasonOf(reading);
      if (reason.textContent !== text) {
        reason.textContent = text;
      }
    };
    const stops = [loop.show(sensor.number, paint), onPreferences(paint)];
    paint();
    return () => {
      for (const stop of stops) {
        stop();
      }
    };
  }, [sensor, store, loop]);
  return (
    <div ref={root} className={classes.face} data-testid="face">
      <span className={classes.value}>
        <span data-face="value">–</span> <span className={classes.unit} data-face="unit" />
      </span>
      <span className={classes.side}>
        <FaceMark size={16} />
        <span className={classes.age} data-face="age" />
      </span>
      <span className={classes.reason} data-face="reason" />
    </div>
  );
}
