import { expect, it } from 'vitest';
import { curlCommand, mosquittoCommand } from './firstReading';

const page = { protocol: 'http:', hostname: '127.0.0.1', origin: 'http://127.0.0.1:5173' };

it('sends to the ports that the server listens on', () => {
  const addresses = { page, httpPort: 8080, mqttPort: 1884, signInRequired: false };
  expect(curlCommand(addresses)).toBe(
    `curl -H 'Content-Type: application/json' -d '{"sensor":"kitchen","value":21.4,"unit":"°C"}' http://127.0.0.1:8080/api/v1/readings`,
  );
  expect(mosquittoCommand(addresses)).toBe(
    'mosquitto_pub -h 127.0.0.1 -p 1884 -q 1 -t isotherm/kitchen -m 21.4',
  );
});

it('sends through the proxy that the page came by', () => {
  const proxied = { protocol: 'https:', hostname: 'cold.example.org', origin: 'https://cold.example.org' };
  expect(curlCommand({ page: proxied, httpPort: 8080, mqttPort: 1883, signInRequired: false })).toContain(
    ' https://cold.example.org/api/v1/readings',
  );
});

it('carries the token where the server asks for it', () => {
  const addresses = { page, httpPort: 8080, mqttPort: 1883, signInRequired: true };
  expect(curlCommand(addresses)).toContain("-H 'Authorization: Bearer TOKEN'");
  expect(mosquittoCommand(addresses)).toContain('-P TOKEN');
});

it('says nothing of MQTT where it is off, and writes an IPv6 host as MQTT clients want it', () => {
  const addresses = { page, httpPort: 8080, mqttPort: 0, signInRequired: false };
  expect(mosquittoCommand(addresses)).toBeNull();
  expect(mosquittoCommand({ ...addresses, page: { ...page, hostname: '[::1]' }, mqttPort: 1883 })).toContain(
    '-h ::1 ',
  );
});
