import { useEffect, useState, useSyncExternalStore } from 'react';
import { fetchHistory } from '../api/client';
import type { Sensor } from '../api/types';
import type { Range } from '../lib/range';
import { useLive } from '../live/LiveContext';
import { ChartFeed, type FeedState } from './ChartFeed';

/** One bucket a pixel is as much as a screen can show. */
const POINTS = { least: 200, most: 1_000 };
/** React needs the data for the table and the figures only: this often is enough. */
const SNAPSHOT = 1_000;

/** The sensor's feed, subscribed to its every reading while the calling component is there. */
export function useChartFeed(sensor: Sensor, range: Range): ChartFeed {
  const { store, connection } = useLive();
  const { id, number, interval } = sensor;
  const [feed] = useState(
    () =>
      new ChartFeed(
        number,
        range,
        (from, to, signal) =>
          fetchHistory(id, from, to, Math.min(POINTS.most, Math.max(POINTS.least, innerWidth)), signal),
        () => store.clock.now(),
        () => (interval === null ? store.staleAfter(number) : 3 * interval),
      ),
  );
  useEffect(() => feed.setRange(range), [feed, range]);
  useEffect(() => {
    const stops = [
      store.onFrame((frame) => feed.take(frame)),
      connection.follow({ sensors: [id], mode: 'every', interval: 50 }, () => feed.subscribed()),
    ];
    return () => {
      for (const stop of stops) {
        stop();
      }
      feed.close();
    };
  }, [feed, store, connection, id]);
  return feed;
}

/** The feed's state for React: new at most once a second, but at once when a fetch begins, ends or fails. */
export function useFeedState(feed: ChartFeed): FeedState {
  const [slow] = useState(() => new SlowFeed(feed));
  return useSyncExternalStore(slow.subscribe, slow.snapshot);
}

class SlowFeed {
  private readonly feed: ChartFeed;
  private shown: FeedState;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(feed: ChartFeed) {
    this.feed = feed;
    this.shown = feed.state();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const show = () => {
      this.timer = null;
      this.shown = this.feed.state();
      listener();
    };
    const stop = this.feed.onChange(() => {
      const { loading, error } = this.feed.state();
      if (loading !== this.shown.loading || error !== this.shown.error) {
        show();
      } else {
        this.timer ??= setTimeout(show, SNAPSHOT);
      }
    });
    return () => {
      stop();
      if (this.timer !== null) {
        clearTimeout(this.timer);
        this.timer = null;
      }
    };
  };

  readonly snapshot = (): FeedState => this.shown;
}
