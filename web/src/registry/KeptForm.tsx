import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { change, type Kept } from '../api/client';
import { ApiError } from '../api/http';
import { askAnew } from '../api/queries';
import { ProblemNotice } from '../components/ProblemNotice';
import { WhyInput } from '../components/WhyInput';
import { FieldInput, focusFirst } from './FieldInput';
import { type Field, type Form, fieldsOf, formOf, patchOf } from './fields';
import classes from './KeptForm.module.css';
import { keptKey } from './useKept';

export type Choices = Readonly<Record<string, readonly { value: string; label: string }[]>>;

interface KeptFormProps<K extends keyof Kept> {
  kind: K;
  thing: Kept[K];
  fields: readonly Field[];
  /** What can be chosen, by member. */
  choices: Choices;
  onSaved: () => void;
}

/** What people keep of a thing, to be changed; only what was touched is sent. */
export function KeptForm<K extends keyof Kept>({ kind, thing, fields, choices, onSaved }: KeptFormProps<K>) {
  const queries = useQueryClient();
  const shown = fieldsOf(fields, thing);
  const [form, setForm] = useState<Form>(() => formOf(shown, thing));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const { patch, errors } = patchOf(shown, form, thing);
  const dirty = Object.keys(patch).length + Object.keys(errors).length > 0;
  const saving = useMutation({
    mutationFn: () => change(kind, thing, patch, reason),
    onSuccess: (changed) => {
      queries.setQueryData(keptKey(kind, thing.id), changed);
      void askAnew(queries);
      onSaved();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    if (dirty && Object.keys(errors).length === 0) {
      saving.mutate();
    } else {
      focusFirst(event.currentTarget, shown, errors);
    }
  };
  const outdated = saving.error instanceof ApiError && saving.error.status === 412;
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <div className={classes.fields}>
        {shown.map((field) => (
          <FieldInput
            key={field.member}
            field={field}
            value={form[field.member] ?? ''}
            error={tried ? errors[field.member] : undefined}
            choices={choices[field.member]}
            onChange={(value) => setForm({ ...form, [field.member]: value })}
          />
        ))}
      </div>
      {saving.error !== null && (
        <ProblemNotice
          error={saving.error}
          {...(outdated
            ? { onRetry: () => void queries.invalidateQueries({ queryKey: keptKey(kind, thing.id) }) }
            : {})}
        />
      )}
      <div className={classes.end}>
        <WhyInput className={classes.reason ?? ''} value={reason} onChange={setReason} />
        <Button type="submit" size="md" loading={saving.isPending} disabled={!dirty}>
          Save
        </Button>
      </div>
    </form>
  );
}
