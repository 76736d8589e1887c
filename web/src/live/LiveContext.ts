import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import type { FleetStates } from './FleetStates';
import type { LiveConnection } from './LiveConnection';
import type { Connection, LiveStore } from './LiveStore';
import type { PaintLoop } from './PaintLoop';
import type { Sparklines } from './Sparklines';

/** The parts of the page that live outside React, made once. */
export interface Live {
  store: LiveStore;
  loop: PaintLoop;
  fleet: FleetStates;
  sparklines: Sparklines;
  connection: LiveConnection;
}

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (live === null) {
    throw new Error('Not inside a LiveProvider');
  }
  return live;
}

export function useConnection(): Connection {
  const { store } = useLive();
  return useSyncExternalStore(
    (listener) => store.onConnection(listener),
    () => store.connection(),
  );
}

export function useFleet() {
  const { fleet } = useLive();
  return useSyncExternalStore(fleet.subscribe, fleet.snapshot);
}

/** Milliseconds between two frames: a reading is to be seen within a tenth of a second. */
const INTERVAL = 50;

/** Follows the newest reading of every sensor while the calling component is there. */
export function useFollowAll(): void {
  const { connection } = useLive();
  useEffect(() => connection.follow({ all: true, mode: 'latest', interval: INTERVAL }), [connection]);
}
