import uPlot from 'uplot';
import { DAY, formatClock, formatDay, formatHour, MINUTE } from '../lib/time';
import { type ChartSeries, lonelyPoints, valueScale } from './series';

export interface ChartLook {
  /** IANA name of the zone that the time axis shows. */
  zone: string;
  /** Of the value axis: less than this would make noise look like weather. */
  leastSpan: number;
  formatValue: (value: number) => string;
}

interface Colours {
  text: string;
  line: string;
  band: string;
  gap: string;
  mean: string;
  suspect: string;
}

/** What the chart's parts tell the component. */
export interface ChartEvents {
  /** The series as it is drawn. */
  series: () => ChartSeries;
  onHover: (index: number | null) => void;
  onSelect: (from: number, to: number) => void;
}

const MARK = 5;

/** Options for a chart of three rows: max and min with the band between them, and the mean. */
export function chartOptions(
  root: HTMLElement,
  size: { width: number; height: number },
  look: ChartLook,
  events: ChartEvents,
): uPlot.Options {
  const colours = coloursOf(root);
  const font = `12px ${getComputedStyle(root).fontFamily}`;
  const edge: uPlot.Series = { stroke: 'transparent', width: 1, points: { show: false }, spanGaps: false };
  const axis = {
    stroke: colours.text,
    font,
    grid: { stroke: colours.line, width: 1 },
    ticks: { stroke: colours.line, width: 1, size: 4 },
  };
  return {
    ...size,
    ms: 1,
    legend: { show: false },
    padding: [10, 24, 0, 0],
    tzDate: (ms) => uPlot.tzDate(new Date(ms), look.zone),
    scales: {
      x: { time: true },
      y: { range: (_, min, max) => valueScale(min, max, look.leastSpan) },
    },
    axes: [
      {
        ...axis,
        space: 70,
        size: 34,
        values: (_, splits, __, ___, step) => splits.map((t) => tickText(t, step, look.zone)),
      },
      { ...axis, size: 62, values: (_, splits) => splits.map(look.formatValue) },
    ],
    series: [{}, edge, edge, { stroke: colours.mean, width: 1.75, points: { show: false }, spanGaps: false }],
    bands: [{ series: [1, 2], fill: colours.band }],
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 7, fill: colours.mean, show: true },
      y: false,
    },
    hooks: {
      drawClear: [(u) => drawGaps(u, events.series(), colours)],
      draw: [
        (u) => {
          drawLonely(u, events.series(), colours);
          drawSuspects(u, events.series(), colours);
        },
      ],
      setCursor: [(u) => events.onHover(u.cursor.idx ?? null)],
      setSelect: [
        (u) => {
          if (u.select.width > 0) {
            const from = u.posToVal(u.select.left, 'x');
            const to = u.posToVal(u.select.left + u.select.width, 'x');
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            events.onSelect(from, to);
          }
        },
      ],
    },
  };
}

/** A tick of the time axis: the day at midnight and on wide steps, the time of day otherwise. */
function tickText(t: number, step: number, zone: string): string {
  if (step >= DAY) {
    return formatDay(t, zone);
  }
  const hour = formatHour(t, zone);
  if (hour === '00:00' && step >= MINUTE) {
    return formatDay(t, zone);
  }
  return step < MINUTE ? formatClock(t, zone) : hour;
}

/** Stretches without readings are shaded: an empty place must not look like a flat one. */
function drawGaps(u: uPlot, series: ChartSeries, colours: Colours): void {
  const { min, max } = u.scales.x ?? {};
  if (min === undefined || max === undefined || min === null || max === null) {
    return;
  }
  u.ctx.save();
  u.ctx.fillStyle = colours.gap;
  for (const [from, to] of series.gaps) {
    if (to > min && from < max) {
      const left = u.valToPos(Math.max(from, min), 'x', true);
      const right = u.valToPos(Math.min(to, max), 'x', true);
      u.ctx.fillRect(left, u.bbox.top, Math.max(1, right - left), u.bbox.height);
    }
  }
  u.ctx.restore();
}

function drawLonely(u: uPlot, series: ChartSeries, colours: Colours): void {
  u.ctx.save();
  u.ctx.fillStyle = colours.mean;
  for (const i of lonelyPoints(series.mean)) {
    u.ctx.beginPath();
    u.ctx.arc(
      u.valToPos(series.t[i] as number, 'x', true),
      u.valToPos(series.mean[i] as number, 'y', true),
      2.5 * uPlot.pxRatio,
      0,
      2 * Math.PI,
    );
    u.ctx.fill();
  }
  u.ctx.restore();
}

/** A triangle at the foot of the chart wherever readings are suspect; their values would spoil the scale. */
function drawSuspects(u: uPlot, series: ChartSeries, colours: Colours): void {
  const size = MARK * uPlot.pxRatio;
  const foot = u.bbox.top + u.bbox.height - 1;
  let drawn = Number.NEGATIVE_INFINITY;
  u.ctx.save();
  u.ctx.fillStyle = colours.suspect;
  for (let i = 0; i < series.t.length; i++) {
    if (series.flagged[i] === 0) {
      continue;
    }
    const x = u.valToPos(series.t[i] as number, 'x', true);
    if (x - drawn < size || x < u.bbox.left || x > u.bbox.left + u.bbox.width) {
      continue;
    }
    drawn = x;
    u.ctx.beginPath();
    u.ctx.moveTo(x - size, foot);
    u.ctx.lineTo(x + size, foot);
    u.ctx.lineTo(x, foot - 1.8 * size);
    u.ctx.fill();
  }
  u.ctx.restore();
}

function coloursOf(root: HTMLElement): Colours {
  const style = getComputedStyle(root);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    text: of('--muted'),
    line: of('--line'),
    band: of('--band'),
    gap: of('--gap'),
    mean: of('--accent'),
    suspect: of('--suspect'),
  };
}
