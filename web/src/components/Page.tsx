import type { ReactNode } from 'react';
import classes from './Page.module.css';

/** The head of a page: its name, what it is for, and what can be done with all of it. */
export function PageHead({
  title,
  children,
  tools,
}: {
  title: string;
  children?: ReactNode;
  tools?: ReactNode;
}) {
  return (
    <div className={classes.head}>
      <div>
        <h1>{title}</h1>
        {children !== undefined && <p className="muted">{children}</p>}
      </div>
      {tools !== undefined && <div className={classes.tools}>{tools}</div>}
    </div>
  );
}

/** Says kindly that the server is too old, or was started without something. */
export function Missing({ what }: { what: string }) {
  return (
    <div className={classes.empty}>
      <p>
        <strong>This server has no {what}.</strong>
      </p>
      <p className="muted">It may be of an older version than this page. Everything else works as before.</p>
    </div>
  );
}

/** What stands where nothing is yet: what would be there, and how it comes. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Good news that a screen reader tells as well. */
export function Done({ children }: { children: ReactNode }) {
  return (
    <div role="status" className={children === null ? undefined : classes.done}>
      {children}
    </div>
  );
}
