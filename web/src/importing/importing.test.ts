import { expect, it } from 'vitest';
import type { Import, ImportFormat } from '../api/types';
import {
  answered,
  columnsText,
  counted,
  formatBytes,
  importQuery,
  outcomeOf,
  previewQuery,
  shareOf,
  withColumn,
} from './importing';

const format: ImportFormat = {
  preset: '',
  charset: 'UTF-8',
  delimiter: ';',
  firstLine: 2,
  comments: false,
  decimal: ',',
  grouping: '',
  dates: 'dmy',
  zone: 'Europe/Berlin',
  sensor: 'kitchen',
  columns: [
    { name: 'Zeit', role: 'time' },
    { name: 'Temp', role: 'value', key: 'air', unit: '°C' },
  ],
};

it('keeps an answer, and forgets it where it is taken back', () => {
  const answers = answered({}, 'zone', ' UTC ');
  expect(answers).toEqual({ zone: 'UTC' });
  expect(answered(answers, 'unit', '°F')).toEqual({ zone: 'UTC', unit: '°F' });
  expect(answered(answers, 'zone', '')).toEqual({});
});

it('asks for a preview with the answers, each character as it is', () => {
  const query = new URLSearchParams(previewQuery('a & b.csv', { zone: '+02:00' }));
  expect([...query]).toEqual([
    ['name', 'a & b.csv'],
    ['zone', '+02:00'],
  ]);
});

it('imports by the format that was shown', () => {
  const query = new URLSearchParams(importQuery({ name: 'a.csv', size: 12 }, 'id-12345', format, {}));
  expect(JSON.parse(query.get('format') ?? '')).toEqual(format);
  expect(query.get('size')).toBe('12');
  expect(query.get('id')).toBe('id-12345');
});

it('imports by the answers where the format is too long for an address', () => {
  const columns = Array.from({ length: 200 }, (_, i) => ({ name: `Column ${i}`, role: 'value' as const }));
  const query = new URLSearchParams(
    importQuery({ name: 'a.csv', size: 12 }, 'id-12345', { ...format, columns }, { zone: 'UTC' }),
  );
  expect(query.has('format')).toBe(false);
  expect(query.get('zone')).toBe('UTC');
});

it('writes columns as the API reads them', () => {
  expect(columnsText(format.columns)).toBe('time,value:air:°C');
  expect(columnsText([{ name: '', role: 'value' }])).toBe('value');
  expect(columnsText([{ name: '', role: 'value', unit: '%' }])).toBe('value::%');
  // Neither commas nor colons come through.
  expect(columnsText([{ name: '', role: 'value', key: 'a,b', unit: 'K' }])).toBe('value::K');
});

it('changes one column and no other', () => {
  const changed = withColumn(format.columns, 1, { role: 'ignore' });
  expect(changed.map((column) => column.role)).toEqual(['time', 'ignore']);
  expect(format.columns[1]?.role).toBe('value');
});

it('tells how far an import is, as far as that is known', () => {
  expect(shareOf(undefined, 100)).toBeNull();
  expect(shareOf({ bytes: 25, total: 50 }, 100)).toBe(0.5);
  expect(shareOf({ bytes: 25, total: null }, 100)).toBe(0.25);
  expect(shareOf({ bytes: 25, total: null }, 0)).toBeNull();
  expect(shareOf({ bytes: 60, total: 50 }, 100)).toBe(1);
});

it('says what came of an import', () => {
  const done = { state: 'done', readings: 1_234, sensors: 1, added: 1_000, repeated: 234 } as Import;
  expect(outcomeOf(done)).toBe('1,234 readings of 1 sensor: 1,000 new, 234 were there already.');
  expect(outcomeOf({ ...done, added: null, repeated: null })).toBe('1,234 readings of 1 sensor.');
  expect(outcomeOf({ ...done, state: 'stopped' })).toMatch(/^Stopped after 1,234 readings/);
  expect(outcomeOf({ ...done, state: 'failed', failure: 'The store is full.' })).toMatch(
    /The store is full\.$/,
  );
});

it('writes counts and sizes for people', () => {
  expect(counted(1, 'row')).toBe('1 row');
  expect(counted(12_345, 'row')).toBe('12,345 rows');
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(1_234)).toBe('1.2 kB');
  expect(formatBytes(999_600)).toBe('1.0 MB');
  expect(formatBytes(1_073_741_824)).toBe('1.1 GB');
});
