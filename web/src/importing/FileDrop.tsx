import { type DragEvent, useState } from 'react';
import { Icon } from '../components/icons';
import classes from './FileDrop.module.css';

/** Takes a file, dropped or chosen. */
export function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) {
      onFile(file);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the input within is for all
    <div
      className={classes.place}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label className={classes.label}>
        <Icon name="upload" size={28} />
        <span>
          <strong>Choose a CSV file</strong> or drop it here
        </span>
        <input
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          className={classes.input}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) {
              onFile(file);
            }
            // The same file may be chosen again.
            event.currentTarget.value = '';
          }}
        />
      </label>
    </div>
  );
}
