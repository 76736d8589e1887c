import { TextInput } from '@mantine/core';

interface WhyProps {
  value: string;
  onChange: (reason: string) => void;
  className?: string;
}

/** Asks why something is changed, for the audit. */
export function WhyInput({ value, onChange, className = '' }: WhyProps) {
  return (
    <TextInput
      size="md"
      label="Why"
      description="For the audit; may be empty."
      maxLength={500}
      className={className}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
