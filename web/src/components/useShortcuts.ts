import { useEffect, useRef } from 'react';
import { usePreferences } from '../preferences';

/** Calls back for single keys, except while someone types, holds a modifier or switched shortcuts off. */
export function useShortcuts(shortcuts: Record<string, () => void>): void {
  const { shortcuts: enabled } = usePreferences();
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    if (!enabled) {
      return;
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
        return;
      }
      const action = Object.hasOwn(current.current, event.key) ? current.current[event.key] : undefined;
      if (action !== undefined && document.querySelector('[role="dialog"]') === null) {
        event.preventDefault();
        action();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [enabled]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=radio]), textarea, select'))
  );
}
