import { useStatus } from '../api/queries';
import { type Addresses, curlCommand, mosquittoCommand } from '../lib/firstReading';
import { CopyText } from './CopyText';
import classes from './SendingCommands.module.css';

/** Where senders reach this server, by what the page knows of it. */
export function useAddresses(): Addresses {
  const { data: status } = useStatus();
  return {
    page: location,
    httpPort: status?.httpPort ?? (Number(location.port) || 80),
    mqttPort: status?.mqttPort ?? 0,
    signInRequired: status?.signInRequired ?? false,
  };
}

/** How to send a first reading, by HTTP and where it is on by MQTT. */
export function SendingCommands() {
  const addresses = useAddresses();
  const mqtt = mosquittoCommand(addresses);
  return (
    <>
      <Command text={curlCommand(addresses)} what="HTTP command" />
      {mqtt !== null && <Command text={mqtt} what="MQTT command" />}
      {addresses.signInRequired && (
        <p className="muted">Put a token in the place of TOKEN: the page Senders makes one for a device.</p>
      )}
    </>
  );
}

/** A command in full, to be copied. */
export function Command({ text, what }: { text: string; what: string }) {
  return (
    <div className={classes.command}>
      <pre>{text}</pre>
      <CopyText text={text} what={what} />
    </div>
  );
}
