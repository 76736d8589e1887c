import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Field } from './fields';
import classes from './KeptForm.module.css';

interface InputProps {
  field: Field;
  value: string;
  error: string | undefined;
  choices: readonly { value: string; label: string }[] | undefined;
  onChange: (value: string) => void;
}

/** Shows a person the first field that is not right, which may be out of sight. */
export function focusFirst(form: HTMLFormElement, fields: readonly Field[], errors: object): void {
  const first = fields.find((field) => field.member in errors);
  const input = first === undefined ? null : form.elements.namedItem(first.member);
  if (input instanceof HTMLElement) {
    input.focus();
  }
}

/** A member of a form, as its kind is written. */
export function FieldInput({ field, value, error, choices, onChange }: InputProps) {
  const common = {
    name: field.member,
    size: 'md',
    label: field.label,
    description: field.description,
    error,
    value,
    ...(field.required === true ? { required: true } : {}),
  } as const;
  if (field.kind === 'choice') {
    return choices === undefined ? null : (
      <NativeSelect
        {...common}
        data={[...choices]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  if (field.kind === 'lines') {
    return (
      <Textarea
        {...common}
        className={classes.wide ?? ''}
        autosize
        minRows={2}
        maxRows={12}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...common}
      placeholder={field.placeholder ?? ''}
      inputMode={field.kind === 'number' || field.kind === 'seconds' ? 'decimal' : 'text'}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
