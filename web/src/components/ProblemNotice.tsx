import { Button } from '@mantine/core';
import { ApiError } from '../api/http';
import { Icon } from './icons';
import classes from './ProblemNotice.module.css';

/** What went wrong, in the server's words, and a way to try again. */
export function ProblemNotice({ error, onRetry }: { error: Error; onRetry?: () => unknown }) {
  const problem =
    error instanceof ApiError ? error.problem : { title: 'Something went wrong', detail: error.message };
  return (
    <div className={classes.notice} role="alert">
      <Icon name="suspect" size={20} />
      <div className={classes.text}>
        <strong>{problem.title}</strong>
        {problem.detail !== undefined && problem.detail !== problem.title && <p>{problem.detail}</p>}
      </div>
      {onRetry !== undefined && (
        <Button variant="default" size="md" onClick={() => onRetry()}>
          Try again
        </Button>
      )}
    </div>
  );
}
