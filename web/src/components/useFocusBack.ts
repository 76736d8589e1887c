import { useEffect, useState } from 'react';

/** Gives the focus back to what had it when the calling dialog opened; to the page where that is gone. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // The dialog is taken out of the page first, and takes the focus with it.
      setTimeout(() => {
        const target =
          before instanceof HTMLElement && before.isConnected ? before : document.getElementById('main');
        if (document.activeElement === document.body) {
          target?.focus();
        }
      });
    },
    [before],
  );
}
