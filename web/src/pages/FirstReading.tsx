import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { startDemo } from '../api/client';
import { useStatus } from '../api/queries';
import { DemoProgress } from '../components/DemoNotice';
import { ProblemNotice } from '../components/ProblemNotice';
import { Command, useAddresses } from '../components/SendingCommands';
import { curlCommand, mosquittoCommand } from '../lib/firstReading';
import classes from './FirstReading.module.css';

/** Whoever tries for the first time looks at the page while sending. */
const REFRESH = 2_000;

/** What a newcomer sees: how to send a reading, and the demo. Gives way to tiles when the first reading is there. */
export function FirstReading() {
  const { data: status } = useStatus(REFRESH);
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: startDemo,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['status'] }),
  });
  const addresses = useAddresses();
  const mqtt = mosquittoCommand(addresses);
  const demo = status?.demo;
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>No readings yet</h1>
      <p className="muted">
        This page shows the first reading as soon as it comes in, or that its device waits in the inbox.
      </p>
      {(status?.inbox ?? 0) > 0 && (
        <p className={classes.waiting} role="status">
          <Link to="/inbox">
            {status?.inbox === 1
              ? 'A device waits in the inbox'
              : `${status?.inbox} devices wait in the inbox`}
          </Link>
        </p>
      )}
      <ol className={classes.steps}>
        <li>
          <h2>Send one by HTTP</h2>
          <Command text={curlCommand(addresses)} what="HTTP command" />
        </li>
        <li>
          <h2>Or by MQTT</h2>
          {mqtt === null ? (
            <p className="muted">MQTT is switched off on this server (--mqtt-port).</p>
          ) : (
            <Command text={mqtt} what="MQTT command" />
          )}
        </li>
        <li>
          <h2>Or look around first</h2>
          {demo?.state === 'loading' ? (
            <DemoProgress demo={demo} />
          ) : (
            <div className={classes.demo}>
              <Button size="md" loading={start.isPending} onClick={() => start.mutate()}>
                Start the demo site
              </Button>
              <span className="muted">Simulated fridges, freezers and a truck, with a week of history.</span>
            </div>
          )}
          {start.error !== null && <ProblemNotice error={start.error} />}
        </li>
      </ol>
      {addresses.signInRequired && (
        <p className="muted">Put the administrator's token in the place of TOKEN.</p>
      )}
    </div>
  );
}
