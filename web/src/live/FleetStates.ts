import { STATES, type State } from '../lib/state';
import type { LiveStore } from './LiveStore';

export interface FleetSnapshot {
  /** By sensor number. */
  states: ReadonlyMap<number, State>;
  counts: Readonly<Record<State, number>>;
}

/**
 * The state of every sensor, for what React does with it: order and counts. Worked out once a second, and told only
 * when a sensor's state really changed; values never pass through here.
 */
export class FleetStates {
  private readonly store: LiveStore;
  private readonly listeners = new Set<() => void>();
  private sensors: readonly number[] = [];
  private current: FleetSnapshot = { states: new Map(), counts: noCounts() };

  constructor(store: LiveStore) {
    this.store = store;
  }

  setSensors(sensors: readonly number[]): void {
    this.sensors = sensors;
    this.refresh();
  }

  /** Before the first snapshot nothing is known, and nobody is told that all sensors are silent. */
  refresh(): void {
    if (this.store.connection().state === 'waiting') {
      return;
    }
    const now = this.store.clock.now();
    const states = new Map<number, State>();
    const counts = noCounts();
    let changed = this.sensors.length !== this.current.states.size;
    for (const sensor of this.sensors) {
      const state = this.store.state(sensor, now);
      states.set(sensor, state);
      counts[state]++;
      changed ||= this.current.states.get(sensor) !== state;
    }
    if (changed) {
      this.current = { states, counts };
      for (const listener of this.listeners) {
        listener();
      }
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  readonly snapshot = (): FleetSnapshot => this.current;
}

function noCounts(): Record<State, number> {
  return Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
}
