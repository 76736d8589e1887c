import type { History, Quantity } from '../api/types';
import { DAY, formatBrief, formatMoment, formatSpan, MINUTE, offsetChanges, SECOND } from '../lib/time';
import { convert, formatValue } from '../lib/units';
import classes from './TrendTable.module.css';

interface TableProps {
  history: History;
  unit: string;
  quantity: Quantity;
  zone: string;
  caption: string;
}

/** The chart's data for those who cannot see it, or want the figures: newest first, gaps said in words. */
export function TrendTable({ history, unit, quantity, zone, caption }: TableProps) {
  const text = (value: number | null | undefined) =>
    value === null || value === undefined
      ? '–'
      : formatValue(convert(value, history.unit, unit), quantity, 1);
  const first = history.gaps[0]?.[0] ?? history.t[0] ?? 0;
  const last = Math.max(history.gaps.at(-1)?.[1] ?? 0, history.t.at(-1) ?? 0);
  const long = last - first > 300 * DAY;
  const offset = !long && offsetChanges(first, last, zone);
  const time = (ms: number) => (long ? formatMoment(ms, zone, true) : formatBrief(ms, zone, offset));
  const rows = [
    ...history.t.map((t, index) => ({ t, index })),
    ...history.gaps.map(([from, to]) => ({ t: from, from, to })),
  ].sort((a, b) => b.t - a.t || ('from' in a ? -1 : 1));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={classes.frame} tabIndex={0} aria-label={caption}>
      <table className={classes.table}>
        <caption className={classes.caption}>
          {caption}; a row is {widthText(history.resolution)}
        </caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Mean {unit}</th>
            <th scope="col">Min {unit}</th>
            <th scope="col">Max {unit}</th>
            <th scope="col">Readings</th>
            <th scope="col">Suspect</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) =>
            'index' in row ? (
              <tr key={`r${row.t}`} data-suspect={(history.flagged[row.index] ?? 0) > 0 || undefined}>
                <th scope="row">{time(row.t)}</th>
                <td>{text(history.mean[row.index])}</td>
                <td>{text(history.min[row.index])}</td>
                <td>{text(history.max[row.index])}</td>
                <td>{history.count[row.index]}</td>
                <td>{history.flagged[row.index]}</td>
              </tr>
            ) : (
              <tr key={`g${row.t}`} data-gap>
                <th scope="row">{time(row.from)}</th>
                <td colSpan={5}>
                  No readings for {formatSpan(row.to - row.from)}, until {time(row.to)}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function widthText(ms: number): string {
  return ms % MINUTE === 0 ? formatSpan(ms) : `${ms / SECOND} s`;
}
