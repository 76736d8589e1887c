export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A stretch of time in its one or two largest units, rounded down: `3 s`, `42 min`, `2 h 5 min`, `3 d 4 h`. */
export function formatSpan(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) {
    return `${Math.floor(span / SECOND)} s`;
  }
  if (span < HOUR) {
    return `${Math.floor(span / MINUTE)} min`;
  }
  if (span < DAY) {
    return two(span, HOUR, 'h', MINUTE, 'min');
  }
  return span < 10 * DAY ? two(span, DAY, 'd', HOUR, 'h') : `${Math.floor(span / DAY)} d`;
}

function two(span: number, unit: number, name: string, part: number, partName: string): string {
  const rest = Math.floor((span % unit) / part);
  const whole = `${Math.floor(span / unit)} ${name}`;
  return rest === 0 ? whole : `${whole} ${rest} ${partName}`;
}

/** How long ago something was: `now`, `3 s ago`. */
export function formatAge(ms: number): string {
  return ms < SECOND ? 'now' : `${formatSpan(ms)} ago`;
}

/** The browser's time zone, an IANA name. */
export function browserZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The zone if this browser knows it, else the browser's own. */
export function usableZone(zone: string | undefined): string {
  if (zone !== undefined) {
    try {
      return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone && zone;
    } catch {
      // Falls through: a zone newer than the browser's list.
    }
  }
  return browserZone();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${Object.values(options).join()} ${Object.keys(options).join()}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' });
    formats.set(key, found);
  }
  return found;
}

/** `12:03:10` */
export function formatClock(ms: number, zone: string): string {
  return format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(ms);
}

/** `12:03` */
export function formatHour(ms: number, zone: string): string {
  return format(zone, { hour: '2-digit', minute: '2-digit' }).format(ms);
}

/** `24 Nov` */
export function formatDay(ms: number, zone: string): string {
  return format(zone, { day: 'numeric', month: 'short' }).format(ms);
}

/** Whether the zone's offset changes in a stretch: then two hours of one name may be in it. */
export function offsetChanges(from: number, to: number, zone: string): boolean {
  const offset = (ms: number) =>
    format(zone, { timeZoneName: 'longOffset' })
      .formatToParts(ms)
      .find((part) => part.type === 'timeZoneName')?.value;
  const first = offset(from);
  for (let day = from + DAY; day < to; day += DAY) {
    if (offset(day) !== first) {
      return true;
    }
  }
  return offset(to) !== first;
}

/** `24 Nov, 12:03:10`, with the zone's offset where asked. */
export function formatBrief(ms: number, zone: string, offset: boolean): string {
  return format(zone, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(offset ? { timeZoneName: 'shortOffset' } : {}),
  }).format(ms);
}

/** `24 Nov 2026, 12:03:10`, with the zone's offset where asked: two hours of one name differ by it. */
export function formatMoment(ms: number, zone: string, offset = false): string {
  return format(zone, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(offset ? { timeZoneName: 'shortOffset' } : {}),
  }).format(ms);
}
