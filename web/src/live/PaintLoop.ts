/** Puts what is known of a sensor on the screen. */
export type Painter = () => void;

/** So many tiles out of sight are brought up to date each second, for search and screen readers. */
const HIDDEN_PER_TICK = 40;
const TICK = 1_000;

/** The browser's clock as this loop needs it; tests bring their own. */
export interface Frames {
  request(callback: () => void): number;
  cancel(handle: number): void;
}

const BROWSER: Frames = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
};

/**
 * Paints what changed, once per animation frame at most, however many frames came in between, and only what is in
 * sight. Once a second all in sight are painted, as ages go on counting.
 */
export class PaintLoop {
  private readonly visible = new Map<number, Set<Painter>>();
  private readonly hidden = new Set<Painter>();
  private readonly dirty = new Set<number>();
  private readonly tickListeners = new Set<() => void>();
  private readonly frames: Frames;
  private all = false;
  private handle: number | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  /** Painters called in the last animation frame. */
  paintedLast = 0;

  constructor(frames: Frames = BROWSER) {
    this.frames = frames;
  }

  start(): void {
    this.timer ??= setInterval(() => this.tick(), TICK);
  }

  stop(): void {
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
    if (this.handle !== null) {
      this.frames.cancel(this.handle);
      this.handle = null;
    }
  }

  /** This sensor changed. Costs nothing but a note where it is not in sight. */
  mark(sensor: number): void {
    if (this.visible.has(sensor)) {
      this.dirty.add(sensor);
      this.schedule();
    }
  }

  /** Everything changed: the unit, the colours, the connection. */
  markAll(): void {
    this.all = true;
    this.schedule();
  }

  /** Paints this sensor whenever it changes, until the returned function is called. */
  show(sensor: number, painter: Painter): () => void {
    let painters = this.visible.get(sensor);
    if (painters === undefined) {
      painters = new Set();
      this.visible.set(sensor, painters);
    }
    painters.add(painter);
    this.mark(sensor);
    return () => {
      painters.delete(painter);
      if (painters.size === 0 && this.visible.get(sensor) === painters) {
        this.visible.delete(sensor);
        this.dirty.delete(sensor);
      }
    };
  }

  /** Paints now and then, for what is out of sight. */
  keep(painter: Painter): () => void {
    this.hidden.add(painter);
    return () => {
      this.hidden.delete(painter);
    };
  }

  onTick(listener: () => void): () => void {
    this.tickListeners.add(listener);
    return () => {
      this.tickListeners.delete(listener);
    };
  }

  /** Once a second; public for tests. */
  tick(): void {
    this.markAll();
    for (const listener of this.tickListeners) {
      listener();
    }
    let left = Math.min(HIDDEN_PER_TICK, this.hidden.size);
    for (const painter of this.hidden) {
      if (left-- === 0) {
        break;
      }
      // To the end of the set, so that all have their turn.
      this.hidden.delete(painter);
      this.hidden.add(painter);
      painter();
    }
  }

  private schedule(): void {
    this.handle ??= this.frames.request(() => this.paint());
  }

  private paint(): void {
    this.handle = null;
    let painted = 0;
    for (const sensor of this.all ? [...this.visible.keys()] : this.dirty) {
      for (const painter of this.visible.get(sensor) ?? []) {
        painter();
        painted++;
      }
    }
    this.all = false;
    this.dirty.clear();
    this.paintedLast = painted;
  }
}
