import { fetchHistories } from '../api/client';
import type { History } from '../api/types';
import { DAY, MINUTE } from '../lib/time';

export const SPARK_SPAN = DAY;
const POINTS = 96;
const BATCH = 50;
const GATHER = 60;
const REFRESH = 5 * MINUTE;
/** Of what could not be fetched, and of what had nothing to draw yet: its first readings are to be seen soon. */
const RETRY = 15_000;
const PARALLEL = 2;

/** Fetches the histories of some sensors in one request. */
export type FetchBatch = (ids: string[], from: number, to: number, points: number) => Promise<History[]>;

interface Entry {
  history: History | null;
  /** When to fetch again, by this machine's clock. */
  due: number;
  users: number;
  loading: boolean;
}

/**
 * The last day of each sensor whose tile is in sight: fetched in batches, kept, and refreshed every few minutes as
 * long as it is looked at.
 */
export class Sparklines {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<(id: string) => void>();
  private readonly now: () => number;
  private readonly fetchBatch: FetchBatch;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private running = 0;

  /** @param now the server's time */
  constructor(now: () => number, fetchBatch: FetchBatch = fetchHistories) {
    this.now = now;
    this.fetchBatch = fetchBatch;
  }

  /** Wants the sensor's last day until the returned function is called. */
  want(id: string): () => void {
    let entry = this.entries.get(id);
    if (entry === undefined) {
      entry = { history: null, due: 0, users: 0, loading: false };
      this.entries.set(id, entry);
    }
    const wanted = entry;
    wanted.users++;
    this.refresh();
    return () => {
      wanted.users--;
    };
  }

  get(id: string): History | null {
    return this.entries.get(id)?.history ?? null;
  }

  onLoaded(listener: (id: string) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Everything may have changed, as after an outage. */
  expire(): void {
    for (const entry of this.entries.values()) {
      entry.due = 0;
    }
    this.refresh();
  }

  /** Fetches what is due; call it now and then. Requests that come together go together. */
  refresh(): void {
    if (this.timer !== null) {
      return;
    }
    this.timer = setTimeout(() => {
      this.timer = null;
      this.fetchDue();
    }, GATHER);
  }

  private fetchDue(): void {
    const now = Date.now();
    const due: string[] = [];
    for (const [id, entry] of this.entries) {
      if (entry.users > 0 && !entry.loading && entry.due <= now) {
        due.push(id);
      }
    }
    while (due.length > 0 && this.running < PARALLEL) {
      void this.fetch(due.splice(0, BATCH));
    }
  }

  private async fetch(ids: string[]): Promise<void> {
    this.running++;
    for (const id of ids) {
      this.update(id, { loading: true });
    }
    const to = this.now();
    try {
      const histories = await this.fetchBatch(ids, Math.round(to - SPARK_SPAN), Math.round(to), POINTS);
      for (const history of histories) {
        this.update(history.sensor, { history });
      }
      this.done(ids, REFRESH);
    } catch {
      // What is drawn stays: the tile's own state says whether it is current.
      this.done(ids, RETRY);
    }
    this.running--;
    this.refresh();
  }

  private done(ids: string[], next: number): void {
    for (const id of ids) {
      const wait = isBlank(this.get(id)) ? RETRY : next;
      this.update(id, { loading: false, due: Date.now() + wait });
      for (const listener of this.listeners) {
        listener(id);
      }
    }
  }

  private update(id: string, change: Partial<Entry>): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) {
      Object.assign(entry, change);
    }
  }
}

function isBlank(history: History | null): boolean {
  return history?.mean.every((value) => value === null) ?? true;
}
