import { NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ImportFormat, ImportPreview } from '../api/types';
import classes from './FormatForm.module.css';
import { type Answers, answered, columnsText, type ImportColumn, withColumn } from './importing';

type ImportRole = ImportColumn['role'];

const DELIMITERS = [
  { value: 'comma', label: 'comma ,', character: ',' },
  { value: 'semicolon', label: 'semicolon ;', character: ';' },
  { value: 'tab', label: 'tab', character: '\t' },
  { value: 'pipe', label: 'bar |', character: '|' },
];
const DECIMALS = [
  { value: '.', label: 'point: 4.5' },
  { value: ',', label: 'comma: 4,5' },
];
const DATES = [
  { value: 'ymd', label: 'year, month, day' },
  { value: 'dmy', label: 'day, month, year' },
  { value: 'mdy', label: 'month, day, year' },
  { value: 'epoch-s', label: 'seconds since 1970' },
  { value: 'epoch-ms', label: 'milliseconds since 1970' },
  { value: 'epoch-us', label: 'microseconds since 1970' },
  { value: 'epoch-ns', label: 'nanoseconds since 1970' },
  { value: 'excel', label: 'days of a spreadsheet' },
];
const UNITS = ['°C', '°F', 'K', '%', 'hPa', 'Pa', 'V', 'mV', 'dBm', 'ppm', 'none'];
const ROLES: { value: ImportRole; label: string }[] = [
  { value: 'ignore', label: 'not read' },
  { value: 'time', label: 'date and time' },
  { value: 'date', label: 'date' },
  { value: 'clock', label: 'time of day' },
  { value: 'value', label: 'value' },
  { value: 'sensor', label: 'sensor' },
  { value: 'unit', label: 'unit' },
  { value: 'name', label: 'name' },
  { value: 'quality', label: 'quality' },
];
/** A file may have a thousand columns; nobody corrects so many by hand. */
const MOST_COLUMNS = 60;

interface FormProps {
  preview: ImportPreview;
  answers: Answers;
  onChange: (answers: Answers) => void;
}

/** How the file is read, every part with why, and open to be corrected. */
export function FormatForm({ preview, answers, onChange }: FormProps) {
  const { format } = preview;
  const set = (option: string) => (value: string) => onChange(answered(answers, option, value));
  const why = (field: string) => whyOf(preview, field);
  const labelOf = (list: { value: string; label: string }[], value: string | undefined) =>
    list.find((one) => one.value === value)?.label ?? value ?? 'not found';
  const delimiter = DELIMITERS.find((one) => one.character === format?.delimiter);
  const choice = (option: string, list: { value: string; label: string }[], found: string) => (
    <NativeSelect
      size="md"
      label={NAMES[option] ?? option}
      description={why(option)}
      data={[{ value: '', label: answers[option] === undefined ? found : 'find out' }, ...list]}
      value={answers[option] ?? ''}
      onChange={(event) => set(option)(event.currentTarget.value)}
    />
  );
  const open = new Set(preview.questions.map((question) => question.option));
  return (
    <>
      <div className={classes.fields}>
        {choice('delimiter', DELIMITERS, delimiter?.label ?? format?.delimiter ?? 'not found')}
        {choice('decimal', DECIMALS, labelOf(DECIMALS, format?.decimal))}
        {choice('dates', DATES, labelOf(DATES, format?.dates))}
        <TextAnswer
          label="Time zone"
          description={why('zone')}
          list="zones"
          placeholder={open.has('zone') ? 'not known' : (format?.zone ?? 'in the times themselves')}
          asked={open.has('zone')}
          value={answers.zone ?? ''}
          onSet={set('zone')}
        />
        {choice(
          'unit',
          UNITS.map((unit) => ({ value: unit, label: unit })),
          'as found for each column',
        )}
        <TextAnswer
          label="Sensor"
          description={why('sensor')}
          placeholder={format?.sensor ?? 'named by the rows'}
          asked={open.has('sensor')}
          value={answers.sensor ?? ''}
          onSet={set('sensor')}
        />
        <TextAnswer
          label="First line with readings"
          description={why('first-line')}
          placeholder={`${format?.firstLine ?? ''}`}
          asked={false}
          value={answers['first-line'] ?? ''}
          onSet={set('first-line')}
        />
        <TextAnswer
          label="Encoding"
          description={why('charset')}
          placeholder={format?.charset ?? ''}
          asked={false}
          value={answers.charset ?? ''}
          onSet={set('charset')}
        />
      </div>
      <datalist id="zones">
        {ZONES.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {format !== null && (
        <Columns format={format} onChange={(columns) => set('columns')(columnsText(columns))} />
      )}
    </>
  );
}

const NAMES: Record<string, string> = {
  delimiter: 'Between columns',
  decimal: 'Decimals',
  dates: 'Dates',
  unit: 'Unit',
};

const ZONES = ['UTC', '+01:00', '+02:00', ...Intl.supportedValuesOf('timeZone')];

function whyOf({ findings }: ImportPreview, field: string): string {
  const finding = findings.find((one) => one.field === field);
  if (finding === undefined) {
    return '';
  }
  return finding.confidence === 'given'
    ? 'as you say'
    : [finding.confidence, finding.why].filter((part) => part !== '').join(': ');
}

interface AnswerProps {
  label: string;
  description: string;
  placeholder: string;
  asked: boolean;
  value: string;
  list?: string;
  onSet: (value: string) => void;
}

/** A text that counts when it is complete: on Enter, or when the field is left. */
function TextAnswer({ label, description, placeholder, asked, value, list, onSet }: AnswerProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    if (text.trim() !== value) {
      onSet(text);
    }
  };
  return (
    <TextInput
      size="md"
      label={label}
      description={description}
      placeholder={placeholder}
      {...(list === undefined ? {} : { list })}
      data-asked={asked || undefined}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}

function Columns({
  format,
  onChange,
}: {
  format: ImportFormat;
  onChange: (columns: ImportColumn[]) => void;
}) {
  const { columns } = format;
  return (
    <section aria-labelledby="columns">
      <h3 id="columns" className={classes.heading}>
        {columns.length === 1 ? '1 column' : `${columns.length} columns`}
      </h3>
      <ol className={classes.columns}>
        {columns.slice(0, MOST_COLUMNS).map((column, index) => {
          const name = column.name === '' ? `Column ${index + 1}` : column.name;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is known by its position
            <li key={index} data-role={column.role}>
              <span className={classes.name}>{name}</span>
              <NativeSelect
                size="md"
                aria-label={`What ${name} is`}
                data={ROLES}
                value={column.role}
                onChange={(event) =>
                  onChange(withColumn(columns, index, { role: event.currentTarget.value as ImportRole }))
                }
              />
              {column.role === 'value' && (
                <NativeSelect
                  size="md"
                  aria-label={`Unit of ${name}`}
                  data={[
                    { value: '', label: 'own unit' },
                    ...[...new Set([...UNITS, column.unit ?? '°C'])].map((unit) => ({
                      value: unit,
                      label: unit,
                    })),
                  ]}
                  value={column.unit ?? ''}
                  onChange={(event) =>
                    onChange(withColumn(columns, index, { unit: event.currentTarget.value }))
                  }
                />
              )}
            </li>
          );
        })}
      </ol>
      {columns.length > MOST_COLUMNS && (
        <p className="muted">
          {columns.length - MOST_COLUMNS} more columns are read as they were understood.
        </p>
      )}
    </section>
  );
}
