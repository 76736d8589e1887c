import { Button } from '@mantine/core';
import { useState } from 'react';
import { Icon } from './icons';

const SHOWN = 2_000;

/** A button that copies a text, also where the page came by plain HTTP and browsers keep their clipboard closed. */
export function CopyText({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Button
      variant="default"
      size="md"
      leftSection={<Icon name={copied ? 'check' : 'copy'} />}
      aria-label={copied ? `Copied the ${what}` : `Copy the ${what}`}
      onClick={async () => {
        if (await copy(text)) {
          setCopied(true);
          setTimeout(() => setCopied(false), SHOWN);
        }
      }}
    >
      {copied ? 'Copied' : 'Copy'}
    </Button>
  );
}

async function copy(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused: the old way may still be allowed.
    }
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
  }
}
