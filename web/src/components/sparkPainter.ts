import type { History } from '../api/types';
import { chartSeries, valueScale } from '../chart/series';

/** In the sensor's unit: less than this is noise. */
const LEAST_SPAN = 0.5;
/** Radius of a reading that has no neighbours, in pixels. */
const DOT = 1.75;

export interface SparkColours {
  line: string;
  band: string;
  gap: string;
}

/** The colours as the current theme has them. */
export function sparkColours(element: Element): SparkColours {
  const style = getComputedStyle(element);
  return {
    line: style.getPropertyValue('--accent').trim(),
    band: style.getPropertyValue('--band').trim(),
    gap: style.getPropertyValue('--gap').trim(),
  };
}

/** Draws the min–max band and the mean of a history; no ink where there are no readings. */
export function paintSpark(
  canvas: HTMLCanvasElement,
  history: History,
  from: number,
  to: number,
  colours: SparkColours,
): void {
  const ratio = Math.min(devicePixelRatio || 1, 3);
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  const context = canvas.getContext('2d');
  if (context === null || width === 0 || height === 0) {
    return;
  }
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.clearRect(0, 0, width, height);
  // The unit does not matter to a line without an axis.
  const { t, min, max, mean } = chartSeries(history, history.unit);
  const lows = min.filter((value) => value !== null);
  const highs = max.filter((value) => value !== null);
  const x = (time: number) => ((time - from) / (to - from)) * width;
  context.fillStyle = colours.gap;
  for (const [start, end] of history.gaps) {
    context.fillRect(x(Math.max(start, from)), 0, x(Math.min(end, to)) - x(Math.max(start, from)), height);
  }
  if (lows.length === 0) {
    return;
  }
  const [least, most] = valueScale(Math.min(...lows), Math.max(...highs), LEAST_SPAN);
  const y = (value: number) => height * (1 - (value - least) / (most - least));
  const middle = history.resolution / 2;

  for (let start = 0; start < t.length; ) {
    let end = start;
    while (end < t.length && mean[end] !== null) {
      end++;
    }
    if (end > start) {
      context.beginPath();
      for (let i = start; i < end; i++) {
        context.lineTo(x((t[i] as number) + middle), y(max[i] as number));
      }
      for (let i = end - 1; i >= start; i--) {
        context.lineTo(x((t[i] as number) + middle), y(min[i] as number));
      }
      context.fillStyle = colours.band;
      context.fill();
      context.beginPath();
      for (let i = start; i < end; i++) {
        context.lineTo(x((t[i] as number) + middle), y(mean[i] as number));
      }
      context.strokeStyle = colours.line;
      context.lineWidth = 1.25 * ratio;
      context.lineJoin = 'round';
      context.lineCap = 'round';
      context.stroke();
      if (end - start === 1) {
        context.beginPath();
        context.arc(x((t[start] as number) + middle), y(mean[start] as number), DOT * ratio, 0, 2 * Math.PI);
        context.fillStyle = colours.line;
        context.fill();
      }
    }
    start = Math.max(end, start + 1);
  }
}
