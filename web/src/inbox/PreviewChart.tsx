import { useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { fetchHistory } from '../api/client';
import type { Newcomer } from '../api/types';
import { summaryOf } from '../chart/series';
import { paintSpark, sparkColours } from '../components/sparkPainter';
import { convert, formatValue, shownUnit, withUnit } from '../lib/units';
import { useLive } from '../live/LiveContext';
import { usePreferences } from '../preferences';
import classes from './PreviewChart.module.css';
import { LONGEST, previewSpan } from './preview';

const POINTS = 240;
const REFRESH = 10_000;

/** What a waiting sensor sent in the last day, or since it came. */
export function PreviewChart({ sensor }: { sensor: Newcomer['sensors'][number] }) {
  const { store } = useLive();
  const { temperatureUnit } = usePreferences();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const canvas = useRef<HTMLCanvasElement>(null);
  const { data, error } = useQuery({
    queryKey: ['preview', sensor.id],
    queryFn: async ({ signal }) => {
      const to = store.clock.now();
      const day = await fetchHistory(sensor.id, to - LONGEST.span, to, POINTS, signal);
      const shown = previewSpan(day, to);
      const history =
        shown === LONGEST ? day : await fetchHistory(sensor.id, to - shown.span, to, POINTS, signal);
      return { history, shown, to };
    },
    refetchInterval: REFRESH,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new colour scheme needs a new picture
  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement;
    if (data === undefined) {
      return;
    }
    const paint = () =>
      paintSpark(element, data.history, data.to - data.shown.span, data.to, sparkColours(element));
    const resize = new ResizeObserver(paint);
    resize.observe(element);
    paint();
    return () => resize.disconnect();
  }, [data, scheme]);

  const unit = shownUnit(sensor.unit, temperatureUnit);
  const text = (value: number) =>
    formatValue(convert(value, data?.history.unit ?? sensor.unit, unit), sensor.quantity);
  const summary = data === undefined ? null : summaryOf(data.history);
  const extremes =
    summary === null || summary.min === null || summary.max === null
      ? 'no good reading'
      : summary.min === summary.max
        ? withUnit(text(summary.min), unit)
        : `${text(summary.min)} to ${withUnit(text(summary.max), unit)}`;
  const caption =
    error !== null
      ? 'The history could not be loaded.'
      : data === undefined
        ? 'Loading the history…'
        : `${data.shown.spoken}: ${extremes}`;
  return (
    <figure className={classes.figure}>
      <canvas
        ref={canvas}
        className={classes.canvas}
        role="img"
        aria-label={`Chart of ${sensor.name}, ${caption}`}
      />
      <figcaption className={classes.caption}>{caption}</figcaption>
    </figure>
  );
}
