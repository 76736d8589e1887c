import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './ConfirmDialog.module.css';
import { ProblemNotice } from './ProblemNotice';
import { useFocusBack } from './useFocusBack';
import { WhyInput } from './WhyInput';

interface ConfirmProps {
  title: string;
  /** What will come of it. */
  children: ReactNode;
  /** On the button that does it. */
  action: string;
  /** Has to be typed first, for what cannot be taken back. */
  word?: string;
  /** Whether to ask why, for the audit. */
  asksWhy?: boolean;
  pending: boolean;
  error: Error | null;
  /** With what was said of why; empty where nothing was. */
  onConfirm: (reason: string) => void;
  onClose: () => void;
}

/** Asks before something is done that somebody may regret. */
export function ConfirmDialog({
  title,
  children,
  action,
  word,
  asksWhy = false,
  pending,
  error,
  onConfirm,
  onClose,
}: ConfirmProps) {
  useFocusBack();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const ready = word === undefined || typed.trim() === word;
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      classNames={{ title: classes.title ?? '' }}
      closeButtonProps={{ 'aria-label': 'Close without doing it', size: 44 }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          // React lets it rise to where the dialog was opened, which may be within another form.
          event.stopPropagation();
          if (ready) {
            onConfirm(reason);
          }
        }}
      >
        <div>{children}</div>
        {word !== undefined && (
          <TextInput
            size="md"
            label={`Type ${word} to confirm`}
            autoComplete="off"
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {asksWhy && <WhyInput value={reason} onChange={setReason} />}
        {error !== null && <ProblemNotice error={error} />}
        <div className={classes.buttons}>
          <Button variant="default" size="md" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="md" color="red.8" loading={pending} disabled={!ready}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
