import type { Summary } from '../chart/series';
import { formatSpan } from '../lib/time';
import classes from './RangeFigures.module.css';

interface FiguresProps {
  summary: Summary;
  gaps: [number, number][];
  text: (value: number | null) => string;
  period: string;
}

export function RangeFigures({ summary, gaps, text, period }: FiguresProps) {
  const missing = gaps.reduce((sum, [from, to]) => sum + to - from, 0);
  const figures: [string, string][] = [
    ['Lowest', text(summary.min)],
    ['Mean', text(summary.mean)],
    ['Highest', text(summary.max)],
    ['Readings', summary.count.toLocaleString('en-GB')],
    ['Suspect', summary.flagged.toLocaleString('en-GB')],
    ['Gaps', gaps.length === 0 ? 'none' : `${gaps.length}, together ${formatSpan(missing)}`],
  ];
  return (
    <dl className={classes.figures} aria-label={`Figures, ${period}`} data-testid="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
