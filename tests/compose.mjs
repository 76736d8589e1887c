// Checks deploy/compose without Docker: YAML, mounted files, services that are waited for, settings that exist, and that
// every container is confined. Prints what is wrong; exit code 1 then.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { parse } = createRequire(join(root, 'web/package.json'))('yaml');
const folder = join(root, 'deploy/compose');
const problems = [];

const flags = [...readFileSync(join(root, 'server/src/main/java/io/isotherm/config/Settings.java'), 'utf8').matchAll(/"--([a-z-]+)"/g)];
const settings = new Set(flags.map(([, flag]) => `ISOTHERM_${flag.replaceAll('-', '_').toUpperCase()}`));
for (const secret of ['STORE', 'BROKER', 'MQTT_BROKER']) settings.add(`ISOTHERM_${secret}_FILE`);
const ofGateway = new Set(['ISOTHERM_INGEST', 'ISOTHERM_LIVE', 'ISOTHERM_MQTT', 'ISOTHERM_TRUSTED_PROXIES']);

// Values of nested keys that compose reads its own way, such as !override.
const read = (file) =>
  parse(readFileSync(join(folder, file), 'utf8'), { merge: true, customTags: [{ tag: '!override', collection: 'seq', resolve: (seq) => seq }] });

for (const file of readdirSync(folder).filter((name) => /^compose.*\.yaml$/.test(name))) {
  const { services, volumes = {}, networks = {} } = read(file);
  const whole = file !== 'compose.tls.yaml';
  for (const [name, service] of Object.entries(services)) {
    const say = (problem) => problems.push(`${file}: ${name} ${problem}`);
    for (const other of Object.keys(service.depends_on ?? {})) {
      if (!services[other]) say(`waits for ${other}, which is not there`);
    }
    for (const network of Array.isArray(service.networks) ? service.networks : []) {
      if (!(network in networks)) say(`is in the network ${network}, which is not there`);
    }
    for (const volume of service.volumes ?? []) {
      const from = volume.startsWith('$') ? volume : volume.split(':')[0];
      if (from.startsWith('.')) {
        if (!existsSync(join(folder, from)) && from !== '../monitoring') say(`mounts ${from}, which is not there`);
      } else if (!from.startsWith('$') && !(from in volumes)) say(`mounts the volume ${from}, which is not there`);
    }
    for (const variable of Object.keys(service.environment ?? {})) {
      const known = String(service.image).includes('-web:') ? ofGateway : settings;
      if (variable.startsWith('ISOTHERM_') && !known.has(variable)) say(`sets ${variable}, which is no setting`);
    }
    if (!whole) continue;
    if (!service.security_opt?.includes('no-new-privileges:true')) say('may get new privileges');
    // What needs root or more for its first start.
    const itsImages = ['mongo', 'grafana'].includes(name);
    if (!service.read_only && !itsImages) say('may write to its root');
    if (!service.cap_drop?.includes('ALL') && name !== 'mongo') say('keeps capabilities');
    const ends = Object.values(services).some((other) => other.depends_on?.[name]?.condition === 'service_completed_successfully');
    if (!ends && service.restart !== 'unless-stopped') say('is not started again after a crash');
  }
}
for (const file of ['prometheus.yaml', 'grafana/datasources/prometheus.yaml', 'grafana/dashboards/isotherm.yaml']) {
  if (typeof read(file) !== 'object') problems.push(`${file} says nothing`);
}
for (const problem of problems) console.log(problem);
process.exit(problems.length === 0 ? 0 : 1);
