import type { ApiError } from '../api/http';
import type { History } from '../api/types';
import type { Range } from '../lib/range';
import { boundsOf } from '../lib/range';
import type { Frame } from '../live/frames';
import { addToTail, emptyTail, isBefore, isBehind, Rhythm, type Tail, trimmed, withTail } from './tail';

/** After so many live readings the history is fetched anew rather than folded on every frame. */
const MOST_TAIL = 2_000;
/** Late readings come in bunches; one fetch is enough for all within this time. */
const GATHER = 1_500;
const RETRY = 3_000;
/** Behind a gateway another process may answer than the one that tells: it knows everything within a second. */
const SETTLED = 2_000;

export type Load = (from: number, to: number, signal: AbortSignal) => Promise<History>;

export interface FeedState {
  /** Null until the first answer. */
  history: History | null;
  loading: boolean;
  /** Why the last fetch failed; what is shown may lack readings until one succeeds. */
  error: ApiError | Error | null;
}

/**
 * What a chart shows: a history by HTTP, and behind it the readings that come in live. Fetches anew what it may have
 * missed: after an outage, after readings were shed, and when late ones come in.
 */
export class ChartFeed {
  private readonly sensor: number;
  private readonly load: Load;
  private readonly now: () => number;
  private readonly mostGap: () => number;
  private readonly rhythm = new Rhythm();
  private readonly listeners = new Set<() => void>();
  private range: Range;
  private history: History | null = null;
  private tail: Tail = emptyTail();
  private request: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private again = false;
  private failed: Error | null = null;
  private joined: FeedState | null = null;

  /**
   * @param now the server's time
   * @param mostGap a stretch without readings longer than this many milliseconds is a gap, a shorter one only where
   *     the live readings say so
   */
  constructor(sensor: number, range: Range, load: Load, now: () => number, mostGap: () => number) {
    this.sensor = sensor;
    this.range = range;
    this.load = load;
    this.now = now;
    this.mostGap = mostGap;
  }

  /** Shows another range: fetched at once, nothing kept of the old one. */
  setRange(range: Range): void {
    this.range = range;
    this.history = null;
    this.tail = emptyTail();
    this.refetch();
  }

  /** Subscribed, for the first time or after an outage: what came before is only in the history. */
  subscribed(): void {
    this.refetch();
    this.refetchSoon(SETTLED);
  }

  /** Takes in a frame of the live connection. */
  take(frame: Frame): void {
    const { from } = boundsOf(this.range, this.now());
    const to = this.range.kind === 'fixed' ? this.range.to : Number.POSITIVE_INFINITY;
    let changed = false;
    let late = frame.gap === true;
    for (let i = 0; i < frame.s.length; i++) {
      const t = frame.t[i] as number;
      if (frame.s[i] !== this.sensor || t < from || t >= to) {
        continue;
      }
      if (this.history !== null && isBefore(this.history, t)) {
        late = true;
        continue;
      }
      addToTail(this.tail, t, frame.v[i] ?? null, frame.q[i] ?? 0);
      this.rhythm.add(t);
      changed = true;
    }
    if (changed) {
      this.tell();
    }
    if (frame.gap === true || this.tail.t.length > MOST_TAIL) {
      this.refetch();
    } else if (late) {
      this.refetchSoon(GATHER);
    }
  }

  /** Fetches the whole range anew; what is shown stays until the answer is there. */
  refetch(): void {
    if (this.request !== null && this.history !== null) {
      // One at a time: what came in since the running request left may not be in its answer.
      this.again = true;
      return;
    }
    this.request?.abort();
    this.clearTimer();
    this.again = false;
    void this.fetch();
  }

  state(): FeedState {
    if (this.joined === null) {
      const { from } = boundsOf(this.range, this.now());
      this.joined = {
        history:
          this.history === null ? null : trimmed(withTail(this.history, this.tail, this.gapAfter()), from),
        loading: this.request !== null,
        error: this.failed,
      };
    }
    return this.joined;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  close(): void {
    this.request?.abort();
    this.request = null;
    this.clearTimer();
  }

  private async fetch(): Promise<void> {
    const request = new AbortController();
    this.request = request;
    // What was told before the request leaves is in the store, and so in the answer, unless another process gives it
    // that does not know yet; what comes later may not be.
    const tailBefore = this.tail;
    this.tail = emptyTail();
    const shown = this.history;
    if (shown !== null) {
      this.history = withTail(shown, tailBefore, this.gapAfter());
    }
    this.tell();
    const { from, to } = boundsOf(this.range, this.now());
    try {
      const history = await this.load(Math.floor(from), Math.ceil(to), request.signal);
      if (request.signal.aborted) {
        return;
      }
      this.history = history;
      this.failed = null;
      if (tailBefore.t.some((t) => isBehind(history, t))) {
        this.refetchSoon(SETTLED);
      }
      const since = this.tail;
      this.tail = emptyTail();
      for (let i = 0; i < since.t.length; i++) {
        const t = since.t[i] as number;
        if (!isBefore(history, t)) {
          addToTail(this.tail, t, since.v[i] ?? null, since.q[i] ?? 0);
        }
      }
    } catch (error) {
      if (request.signal.aborted) {
        return;
      }
      this.failed = error as Error;
      this.refetchSoon(RETRY);
    }
    this.request = null;
    this.tell();
    if (this.again && this.failed === null) {
      this.refetch();
    }
  }

  private gapAfter(): number {
    return Math.min(this.mostGap(), this.rhythm.gapAfter() ?? Number.POSITIVE_INFINITY);
  }

  private refetchSoon(delay: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.refetch();
    }, delay);
  }

  private clearTimer(): void {
    if (this.timer !== null) {
      clearTimeout(this.timer);
      this.timer = null;
    }
  }

  private tell(): void {
    this.joined = null;
    for (const listener of this.listeners) {
      listener();
    }
  }
}
