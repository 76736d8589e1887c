/** A sample this far off is a clock that was set, not a slow network. */
const JUMP = 5_000;
/** How long the best sample counts; clocks drift. */
const LIFE = 60_000;

/**
 * The server's time by this machine's clock. A frame is older by the network's delay when it comes in, so of the
 * samples within a minute the one that says the most is nearest to the truth.
 */
export class ServerClock {
  private offset = 0;
  private sampled = Number.NEGATIVE_INFINITY;
  private readonly clock: () => number;

  constructor(clock: () => number = Date.now) {
    this.clock = clock;
  }

  /** Takes in the server's time as it was told just now. */
  observe(serverNow: number): void {
    const here = this.clock();
    const sample = serverNow - here;
    const expired = here - this.sampled > LIFE || here < this.sampled;
    if (expired || sample > this.offset || this.offset - sample > JUMP) {
      this.offset = sample;
      this.sampled = here;
    }
  }

  /** Epoch milliseconds by the server's clock. */
  now(): number {
    return this.clock() + this.offset;
  }

  /** How far this machine's clock is behind the server's, in milliseconds; negative when it is ahead. */
  skew(): number {
    return this.offset;
  }
}
