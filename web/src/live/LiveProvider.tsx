import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { askAnew, catalogueKeys, inboxKeys, mergeSensors, useSensors, useStatus } from '../api/queries';
import { onPreferences } from '../preferences';
import { FleetStates } from './FleetStates';
import { LiveConnection } from './LiveConnection';
import { type Live, LiveContext } from './LiveContext';
import { LiveStore } from './LiveStore';
import { PaintLoop } from './PaintLoop';
import { Sparklines } from './Sparklines';

/** New sensors come in bunches: ask for the list once for all of a bunch. */
const GATHER = 1_000;
const SPARK_CHECK = 10;

/** Makes the live parts, wires them to each other, and keeps them for as long as the page is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [live] = useState<Live>(() => {
    const store = new LiveStore();
    const sparklines = new Sparklines(() => store.clock.now());
    const connection = new LiveConnection(store, {
      onSensors: (change) => {
        mergeSensors(queries, change);
        // A device may have come to the inbox, or left it.
        void queries.invalidateQueries({ queryKey: inboxKeys.root }, { cancelRefetch: false });
        void queries.invalidateQueries({ queryKey: ['status'] }, { cancelRefetch: false });
      },
      onLive: (again) => {
        // Changes before the subscription were told to nobody here.
        void askAnew(queries);
        if (again) {
          void queries.invalidateQueries({ queryKey: ['status'] });
          sparklines.expire();
        }
      },
      onRefused: () => void queries.invalidateQueries({ queryKey: ['status'] }),
    });
    return { store, sparklines, connection, loop: new PaintLoop(), fleet: new FleetStates(store) };
  });

  useEffect(() => {
    const { store, loop, fleet, sparklines, connection } = live;
    let ticks = 0;
    const stops = [
      store.onChange((sensor) => loop.mark(sensor)),
      store.onConnection(() => {
        fleet.refresh();
        loop.markAll();
      }),
      onPreferences(() => loop.markAll()),
      loop.onTick(() => {
        fleet.refresh();
        if (++ticks % SPARK_CHECK === 0 && store.isLive()) {
          sparklines.refresh();
        }
      }),
    ];
    loop.start();
    connection.open();
    return () => {
      connection.close();
      loop.stop();
      for (const stop of stops) {
        stop();
      }
    };
  }, [live]);

  return (
    <LiveContext value={live}>
      <Catalogue live={live} />
      {children}
    </LiveContext>
  );
}

/** Tells the live parts what the catalogue says, and asks for it anew when a frame has an unknown sensor. */
function Catalogue({ live }: { live: Live }) {
  const queries = useQueryClient();
  const { data: sensors } = useSensors();
  const { data: status } = useStatus();
  const demo = status?.demo?.state;

  // What was drawn while the demo's history was being made lacks the rest of it.
  useEffect(() => (demo === 'loading' ? () => live.sparklines.expire() : undefined), [live, demo]);

  useEffect(() => {
    if (sensors === undefined) {
      return;
    }
    for (const sensor of sensors) {
      live.store.setStaleAfter(sensor.number, sensor.staleAfter);
    }
    live.fleet.setSensors(sensors.map((sensor) => sensor.number));
  }, [live, sensors]);

  useEffect(() => {
    const known = new Set(sensors?.map((sensor) => sensor.number));
    let timer: ReturnType<typeof setTimeout> | null = null;
    const stop = live.store.onChange((sensor) => {
      if (sensors !== undefined && !known.has(sensor)) {
        timer ??= setTimeout(() => {
          timer = null;
          void queries.invalidateQueries({ queryKey: catalogueKeys.root });
        }, GATHER);
      }
    });
    return () => {
      stop();
      if (timer !== null) {
        clearTimeout(timer);
      }
    };
  }, [live, queries, sensors]);

  return null;
}
