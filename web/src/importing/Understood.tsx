import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ImportPreview } from '../api/types';
import { Icon } from '../components/icons';
import { counted } from './importing';
import classes from './Understood.module.css';

type ImportQuestion = ImportPreview['questions'][number];
type ImportSample = ImportPreview['readings'][number];

/** What the file does not tell: to be answered before it is imported, or assumed in plain sight. */
export function Questions({
  questions,
  onAnswer,
}: {
  questions: ImportQuestion[];
  onAnswer: (option: string, value: string) => void;
}) {
  if (questions.length === 0) {
    return null;
  }
  return (
    <section className={classes.questions} aria-labelledby="questions">
      <h2 id="questions">
        <Icon name="help" size={18} /> The file does not tell
      </h2>
      {questions.map((question) => (
        <Question
          key={`${question.option} ${question.text}`}
          question={question}
          onAnswer={(value) => onAnswer(question.option, value)}
        />
      ))}
    </section>
  );
}

function Question({ question, onAnswer }: { question: ImportQuestion; onAnswer: (value: string) => void }) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAnswer(text);
  };
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const choices =
    question.option === 'zone' && !question.choices.includes(own)
      ? [own, ...question.choices]
      : question.choices;
  return (
    <form className={classes.question} onSubmit={submit}>
      <p>
        {question.text}{' '}
        {question.assumed !== null && <span className="muted">Assumed: {question.assumed}.</span>}
      </p>
      <div className={classes.choices}>
        {choices.map((choice) => (
          <Button key={choice} variant="default" size="md" onClick={() => onAnswer(choice)}>
            {choice}
          </Button>
        ))}
        {(choices.length === 0 || question.option === 'zone') && (
          <>
            <TextInput
              size="md"
              aria-label={question.text}
              placeholder={question.option === 'zone' ? 'Europe/Berlin or +02:00' : ''}
              {...(question.option === 'zone' ? { list: 'zones' } : {})}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Button type="submit" size="md" variant="light" disabled={text.trim() === ''}>
              Answer
            </Button>
          </>
        )}
      </div>
    </form>
  );
}

/** The first rows as they would be kept, and those that would not. */
export function Sample({ preview }: { preview: ImportPreview }) {
  return (
    <section aria-labelledby="sample">
      <h2 id="sample" className={classes.heading}>
        The first readings, as they would be kept
      </h2>
      {preview.readings.length === 0 ? (
        <p className="muted">None could be read. Correct above how the file is read.</p>
      ) : (
        <SampleTable readings={preview.readings} />
      )}
      {preview.refused.length > 0 && (
        <>
          <h3 className={classes.heading}>Rows that would not be kept</h3>
          <ul className={classes.refused}>
            {preview.refused.map((row) => (
              <li key={`${row.line} ${row.detail}`}>
                Line {row.line}: {row.detail}
              </li>
            ))}
          </ul>
        </>
      )}
      {preview.sensors > 0 && (
        <p className="muted">{counted(preview.sensors, 'sensor')} in the beginning of the file.</p>
      )}
    </section>
  );
}

function SampleTable({ readings }: { readings: ImportSample[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={classes.frame} tabIndex={0} aria-label="The first readings">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Time</th>
            <th scope="col">Sensor</th>
            <th scope="col">Quantity</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {readings.map((reading) => (
            <tr key={`${reading.line} ${reading.sensor} ${reading.quantity}`}>
              <td>{reading.line}</td>
              <td>{reading.local.replace('T', ' ')}</td>
              <td>{reading.sensor}</td>
              <td>{reading.quantity}</td>
              <td>
                {reading.v === null ? 'no value' : reading.v}{' '}
                {reading.unit === null || reading.unit === 'none' ? '' : reading.unit}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
