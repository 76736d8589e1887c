import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { Quantity } from '../api/types';
import { boundsOf, dragged, type Range } from '../lib/range';
import { formatMoment } from '../lib/time';
import { convert, formatValue, shownUnit, type TemperatureUnit, withUnit } from '../lib/units';
import { useLive } from '../live/LiveContext';
import type { ChartFeed } from './ChartFeed';
import { chartOptions } from './chartOptions';
import { type ChartSeries, chartSeries } from './series';
import classes from './TrendChart.module.css';

interface ChartProps {
  feed: ChartFeed;
  range: Range;
  unit: string;
  quantity: Quantity;
  temperatureUnit: TemperatureUnit;
  zone: string;
  /** Changes with the colours. */
  scheme: string;
  label: string;
  onSelect: (range: Range) => void;
}

const NOTHING: ChartSeries = { t: [], min: [], max: [], mean: [], count: [], flagged: [], gaps: [] };
const HINT = 'Point at the chart to read values; drag to look closer.';

/** The feed's series, drawn at most once an animation frame; React renders only the empty place for it. */
export function TrendChart(props: ChartProps) {
  const { feed, range, unit, quantity, temperatureUnit, zone, scheme, label } = props;
  const { store, loop } = useLive();
  const place = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const onSelect = useRef(props.onSelect);
  useEffect(() => {
    onSelect.current = props.onSelect;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new colour scheme needs a new chart
  useEffect(() => {
    const root = place.current as HTMLDivElement;
    const text = readout.current as HTMLParagraphElement;
    const shown = shownUnit(unit, temperatureUnit);
    const format = (value: number) => formatValue(value, quantity, 1);
    let series = NOTHING;
    let frame: number | null = null;

    const describe = (index: number | null): string => {
      const t = index === null ? undefined : series.t[index];
      if (index === null || t === undefined || series.count[index] === 0) {
        return HINT;
      }
      const [min, mean, max] = [series.min[index], series.mean[index], series.max[index]];
      const flagged = series.flagged[index] ?? 0;
      const values =
        min === null ||
        mean === null ||
        max === null ||
        min === undefined ||
        mean === undefined ||
        max === undefined
          ? 'no good reading'
          : min === max
            ? withUnit(format(mean), shown)
            : `mean ${format(mean)}, ${format(min)} to ${withUnit(format(max), shown)}`;
      const count = `${series.count[index]} ${series.count[index] === 1 ? 'reading' : 'readings'}`;
      return `${formatMoment(t, zone)}: ${values} (${count}${flagged > 0 ? `, ${flagged} suspect` : ''})`;
    };

    const leastSpan = convert(1, unit, shown) - convert(0, unit, shown);
    const chart = new uPlot(
      chartOptions(
        root,
        { width: Math.max(200, root.clientWidth), height: root.clientHeight },
        { zone, leastSpan, formatValue: (value) => formatValue(value, quantity) },
        {
          series: () => series,
          onHover: (index) => {
            text.textContent = describe(index);
          },
          onSelect: (from, to) => {
            const selected = dragged(from, to);
            if (selected !== null) {
              onSelect.current(selected);
            }
          },
        },
      ),
      [[], [], [], []],
      root,
    );

    const draw = () => {
      frame = null;
      const { history } = feed.state();
      series = history === null ? NOTHING : chartSeries(history, shown);
      const { from, to } = boundsOf(range, store.clock.now());
      chart.batch(() => {
        chart.setData([series.t, series.max, series.min, series.mean], false);
        chart.setScale('x', { min: from, max: to });
      });
      root.dataset.points = `${series.t.length}`;
    };
    const schedule = () => {
      frame ??= requestAnimationFrame(draw);
    };
    const resize = new ResizeObserver(() => {
      chart.setSize({ width: Math.max(200, root.clientWidth), height: root.clientHeight });
    });
    resize.observe(root);
    const stops = [feed.onChange(schedule), loop.onTick(schedule)];
    schedule();
    return () => {
      for (const stop of stops) {
        stop();
      }
      resize.disconnect();
      if (frame !== null) {
        cancelAnimationFrame(frame);
      }
      chart.destroy();
    };
  }, [feed, range, unit, quantity, temperatureUnit, zone, scheme, store, loop]);

  return (
    <div>
      <p className={classes.readout} ref={readout} data-testid="readout">
        {HINT}
      </p>
      <div className={classes.place} ref={place} role="img" aria-label={label} data-testid="chart" />
    </div>
  );
}
