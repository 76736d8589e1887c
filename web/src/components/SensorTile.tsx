import { memo, useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Sensor } from '../api/types';
import { summaryOf } from '../chart/series';
import { faceOf } from '../lib/tile';
import { convert, formatValue, shownUnit, withUnit } from '../lib/units';
import { type Live, useLive } from '../live/LiveContext';
import { SPARK_SPAN } from '../live/Sparklines';
import { onPreferences, preferences } from '../preferences';
import { faceNodes, paintFace } from './facePainter';
import classes from './SensorTile.module.css';
import { FaceMark } from './StateMark';
import { paintSpark, sparkColours } from './sparkPainter';
import type { VisibleTiles } from './VisibleTiles';

interface TileProps {
  sensor: Sensor;
  device: string;
  tiles: VisibleTiles;
  /** Changes with the colours. */
  scheme: string;
}

/**
 * A sensor at a glance. React renders what seldom changes; value, age, state and sparkline are painted into the nodes
 * by the loop, and only while the tile is in sight.
 */
export const SensorTile = memo(function SensorTile({ sensor, device, tiles, scheme }: TileProps) {
  const live = useLive();
  const root = useRef<HTMLAnchorElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new colour scheme needs a new sparkline
  useEffect(() => {
    const element = root.current as HTMLAnchorElement;
    return attach(element, sensor, live, tiles);
  }, [sensor, live, tiles, scheme]);

  return (
    <Link
      ref={root}
      to={`/sensors/${encodeURIComponent(sensor.id)}`}
      className={classes.tile}
      data-sensor={sensor.id}
      data-key={sensor.key}
    >
      <span className={classes.name}>{sensor.name}</span>
      <span className={classes.head}>
        <span className={classes.device}>{device}</span>
        <FaceMark size={14} />
      </span>
      <span className={classes.reading}>
        <span className={classes.value}>
          <span data-face="value">–</span> <span className={classes.unit} data-face="unit" />
        </span>
        <span className={classes.age} data-face="age" />
      </span>
      <canvas className={classes.spark} />
      <span className={classes.extremes} data-face="extremes" />
    </Link>
  );
});

function attach(root: HTMLElement, sensor: Sensor, live: Live, tiles: VisibleTiles): () => void {
  const nodes = faceNodes(root);
  const canvas = root.querySelector('canvas') as HTMLCanvasElement;
  const extremes = root.querySelector('[data-face="extremes"]') as HTMLElement;
  const { store, loop, sparklines } = live;
  let leave: (() => void) | null = null;

  const paint = () =>
    paintFace(nodes, faceOf(sensor, store, preferences().temperatureUnit, store.clock.now()));
  const paintHistory = () => {
    const history = sparklines.get(sensor.id);
    if (history === null) {
      return;
    }
    const to = store.clock.now();
    paintSpark(canvas, history, to - SPARK_SPAN, to, sparkColours(root));
    const { min, max } = summaryOf(history);
    const unit = shownUnit(history.unit, preferences().temperatureUnit);
    const text = (value: number) => formatValue(convert(value, history.unit, unit), sensor.quantity);
    if (min !== null && max !== null) {
      extremes.textContent = `24 h: ${text(min)} to ${withUnit(text(max), unit)}`;
    } else {
      // One that came since is not in the history yet.
      extremes.textContent = store.state(sensor.number, to) === 'ok' ? '' : 'no good reading in 24 h';
    }
  };
  const setVisible = (visible: boolean) => {
    if (visible && leave === null) {
      const stops = [
        loop.show(sensor.number, paint),
        sparklines.want(sensor.id),
        sparklines.onLoaded((id) => id === sensor.id && paintHistory()),
        onPreferences(paintHistory),
      ];
      paintHistory();
      leave = () => {
        for (const stop of stops) {
          stop();
        }
      };
    } else if (!visible && leave !== null) {
      leave();
      leave = null;
    }
  };

  paint();
  const forget = loop.keep(paint);
  const unobserve = tiles.observe(root, setVisible);
  return () => {
    unobserve();
    forget();
    leave?.();
  };
}
