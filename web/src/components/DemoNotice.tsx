import { Button, Progress } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { stopDemo } from '../api/client';
import type { Demo } from '../api/types';
import classes from './DemoNotice.module.css';
import { ProblemNotice } from './ProblemNotice';

/** Says that values are simulated: nobody must take them for those of a real fridge. */
export function DemoNotice({ demo }: { demo: Demo }) {
  const queries = useQueryClient();
  const stop = useMutation({
    mutationFn: stopDemo,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['status'] }),
  });
  if (demo.state === 'off') {
    return null;
  }
  return (
    <div className={classes.notice}>
      {demo.state === 'loading' ? (
        <DemoProgress demo={demo} />
      ) : (
        <>
          <span>Demo site: all its values are simulated.</span>
          <Button
            variant="subtle"
            className={classes.stop ?? ''}
            loading={stop.isPending}
            onClick={() => stop.mutate()}
          >
            Stop the demo
          </Button>
        </>
      )}
      {stop.error !== null && <ProblemNotice error={stop.error} />}
    </div>
  );
}

export function DemoProgress({ demo }: { demo: Demo }) {
  const percent = Math.round(Math.min(1, Math.max(0, demo.progress)) * 100);
  return (
    <div className={classes.progress}>
      <span>Simulating a week of history: {percent} %</span>
      <Progress value={percent} aria-label="History of the demo site" />
    </div>
  );
}
