import type { LatestReading, State } from '../lib/state';
import { stateOf } from '../lib/state';
import type { Frame } from './frames';
import { ServerClock } from './ServerClock';

interface Kept extends LatestReading {
  session: number;
}

/** Whether what is kept is live: `waiting` until the first snapshot, `lost` from the first sign of a broken connection. */
export type Connection = { state: 'waiting' | 'live' } | { state: 'lost'; since: number };

/**
 * The newest reading of every sensor, outside React: frames go in, painters read. Nothing here is an object per
 * reading that was shown, and nothing renders.
 */
export class LiveStore {
  readonly clock: ServerClock;
  private readonly readings = new Map<number, Kept>();
  private readonly rules = new Map<number, number>();
  private readonly changeListeners = new Set<(sensor: number) => void>();
  private readonly frameListeners = new Set<(frame: Frame) => void>();
  private readonly connectionListeners = new Set<() => void>();
  private session = 0;
  private current: Connection = { state: 'waiting' };

  constructor(clock: ServerClock = new ServerClock()) {
    this.clock = clock;
  }

  /** Takes in a frame. Late data never replaces a newer reading; for one time the last word counts. */
  apply(frame: Frame): void {
    this.take(frame);
    for (const listener of this.frameListeners) {
      listener(frame);
    }
  }

  /**
   * Takes in what the server has as newest, at the start of a subscription. It is right even where it is older than
   * what an earlier connection told, except for what this connection told already.
   *
   * @param whole whether it has every sensor: what is not in it exists no more
   */
  applySnapshot(frame: Frame, whole: boolean): void {
    this.take(frame);
    if (whole) {
      const named = new Set(frame.s);
      for (const [sensor, kept] of this.readings) {
        if (kept.session !== this.session && !named.has(sensor)) {
          this.readings.delete(sensor);
          this.changed(sensor);
        }
      }
    }
    this.setConnection({ state: 'live' });
  }

  private take(frame: Frame): void {
    this.clock.observe(frame.now);
    for (let i = 0; i < frame.s.length; i++) {
      const sensor = frame.s[i] as number;
      const t = frame.t[i] as number;
      const kept = this.readings.get(sensor);
      if (kept === undefined) {
        this.readings.set(sensor, {
          t,
          v: frame.v[i] ?? null,
          q: frame.q[i] ?? 0,
          told: frame.now,
          session: this.session,
        });
      } else if (t >= kept.t || kept.session !== this.session) {
        // Told anew after a reconnect, a reading is not younger for it.
        if (t !== kept.t) {
          kept.told = frame.now;
        }
        kept.t = t;
        kept.v = frame.v[i] ?? null;
        kept.q = frame.q[i] ?? 0;
        kept.session = this.session;
      } else {
        continue;
      }
      this.changed(sensor);
    }
  }

  /** A connection begins: from now on its word counts more than what was known. */
  beginSession(): void {
    this.session++;
  }

  /** The connection broke, or cannot be made. Only the first call of an outage sets its beginning. */
  lose(): void {
    if (this.current.state !== 'lost') {
      this.setConnection({ state: 'lost', since: this.clock.now() });
    }
  }

  /** A value of this sensor is stale when it is older than this many milliseconds. */
  setStaleAfter(sensor: number, staleAfter: number): void {
    if (this.rules.get(sensor) !== staleAfter) {
      this.rules.set(sensor, staleAfter);
      this.changed(sensor);
    }
  }

  reading(sensor: number): LatestReading | undefined {
    return this.readings.get(sensor);
  }

  /** In milliseconds; 0 while the rule is not known yet: nothing old is trusted then. */
  staleAfter(sensor: number): number {
    return this.rules.get(sensor) ?? 0;
  }

  /** What the newest reading is worth now. */
  state(sensor: number, now: number = this.clock.now()): State {
    return stateOf(this.readings.get(sensor), this.staleAfter(sensor), now);
  }

  connection(): Connection {
    return this.current;
  }

  isLive(): boolean {
    return this.current.state === 'live';
  }

  /** Calls back for each sensor whose reading or rule changed. */
  onChange(listener: (sensor: number) => void): () => void {
    return listen(this.changeListeners, listener);
  }

  /** Calls back with each frame, whole. */
  onFrame(listener: (frame: Frame) => void): () => void {
    return listen(this.frameListeners, listener);
  }

  onConnection(listener: () => void): () => void {
    return listen(this.connectionListeners, listener);
  }

  private setConnection(next: Connection): void {
    if (next.state !== this.current.state) {
      this.current = next;
      for (const listener of this.connectionListeners) {
        listener();
      }
    }
  }

  private changed(sensor: number): void {
    for (const listener of this.changeListeners) {
      listener(sensor);
    }
  }
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
