/** Where a sender on this network reaches the server, by what the page knows of it. */
export interface Addresses {
  /** The address that the page was opened with. */
  page: { protocol: string; hostname: string; origin: string };
  httpPort: number;
  /** 0 where MQTT is off. */
  mqttPort: number;
  signInRequired: boolean;
}

/** The command that sends a first reading by HTTP. */
export function curlCommand({ page, httpPort, signInRequired }: Addresses): string {
  // Behind a proxy that speaks https, the server's own port is not the one to use.
  const base = page.protocol === 'https:' ? page.origin : `http://${page.hostname}:${httpPort}`;
  const auth = signInRequired ? ` -H 'Authorization: Bearer TOKEN'` : '';
  return `curl${auth} -H 'Content-Type: application/json' -d '{"sensor":"kitchen","value":21.4,"unit":"°C"}' ${base}/api/v1/readings`;
}

/** The command that sends a first reading by MQTT; null where MQTT is off. */
export function mosquittoCommand({ page, mqttPort, signInRequired }: Addresses): string | null {
  if (mqttPort === 0) {
    return null;
  }
  const host = page.hostname.replace(/^\[(.*)\]$/, '$1');
  const auth = signInRequired ? ' -u admin -P TOKEN' : '';
  return `mosquitto_pub -h ${host} -p ${mqttPort}${auth} -q 1 -t isotherm/kitchen -m 21.4`;
}
