import type { Import, ImportFormat } from '../api/types';

export type ImportColumn = ImportFormat['columns'][number];

/** What a person said of a file, by the API's names: `zone`, `unit`, `columns` … Nothing where it is to be found out. */
export type Answers = Readonly<Record<string, string>>;

/** So much of a file is looked at. */
export const SAMPLE = 200 * 1024;

/** A longer address may be refused on its way. */
const LONGEST_FORMAT = 2_500;

/** The answers with one more, or without it where it is empty. */
export function answered(answers: Answers, option: string, value: string): Answers {
  const { [option]: _, ...rest } = answers;
  return value.trim() === '' ? rest : { ...rest, [option]: value.trim() };
}

/** The query of a preview. */
export function previewQuery(name: string, answers: Answers): string {
  return new URLSearchParams({ name, ...answers }).toString();
}

/** The query of an import: as it was shown where that fits into an address, else by the same answers. */
export function importQuery(
  file: { name: string; size: number },
  id: string,
  format: ImportFormat,
  answers: Answers,
): string {
  const text = JSON.stringify(format);
  const how = encodeURIComponent(text).length <= LONGEST_FORMAT ? { format: text } : answers;
  return new URLSearchParams({ name: file.name, id, size: `${file.size}`, ...how }).toString();
}

/** All columns as the parameter `columns` has them. A name that would not come through is left to the file. */
export function columnsText(columns: ImportColumn[]): string {
  return columns
    .map(({ role, key = '', unit = '' }) => {
      if (role !== 'value') {
        return role;
      }
      const name = /[,:]/.test(key) ? '' : key;
      return name === '' && unit === '' ? role : `${role}:${name}${unit === '' ? '' : `:${unit}`}`;
    })
    .join(',');
}

/** The columns with one changed. */
export function withColumn(
  columns: ImportColumn[],
  index: number,
  change: Partial<ImportColumn>,
): ImportColumn[] {
  return columns.map((column, i) => (i === index ? { ...column, ...change } : column));
}

/** How much of the file is read, 0 to 1; null where that is not known. */
export function shareOf(progress: Pick<Import, 'bytes' | 'total'> | undefined, size: number): number | null {
  if (progress === undefined) {
    return null;
  }
  const total = progress.total ?? size;
  return total <= 0 ? null : Math.min(1, Math.max(0, progress.bytes / total));
}

const whole = (count: number) => count.toLocaleString('en-GB');

/** `1 row`, `12,345 rows` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** What came of an import, in a sentence. */
export function outcomeOf(done: Import): string {
  const kept = counted(done.readings, 'reading');
  const of = counted(done.sensors, 'sensor');
  switch (done.state) {
    case 'running':
      return `${kept} of ${of} so far.`;
    case 'stopped':
      return `Stopped after ${kept}, which are kept. Import the file again to go on: nothing is doubled.`;
    case 'failed':
      return `Failed after ${kept}, which are kept. ${done.failure ?? ''}`.trim();
    case 'done': {
      const told =
        done.added === null || done.repeated === null
          ? ''
          : `: ${whole(done.added)} new, ${whole(done.repeated)} were there already`;
      return `${kept} of ${of}${told}.`;
    }
  }
}

/** `1.2 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) {
    return `${bytes} B`;
  }
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1_000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
