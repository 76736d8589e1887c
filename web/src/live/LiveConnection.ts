import { io, type Socket } from 'socket.io-client';
import type { CatalogueChange, Frame, SubscribeAnswer, SubscribeRequest } from './frames';
import type { LiveStore } from './LiveStore';

const RETRY = 2_000;
const ANSWER_WITHIN = 10_000;

interface FromServer {
  readings: (frame: Frame) => void;
  sensors: (change: CatalogueChange) => void;
}

interface ToServer {
  subscribe: (request: SubscribeRequest, answer: (answer: SubscribeAnswer) => void) => void;
  unsubscribe: (request: { subscription: number }, answer: (answer: unknown) => void) => void;
}

export interface ConnectionListener {
  /** Sensors were created, changed or removed. */
  onSensors(change: CatalogueChange): void;
  /**
   * Subscribed on a new connection: whatever was fetched before may be out of date.
   *
   * @param again after an outage, not for the first time
   */
  onLive(again: boolean): void;
  /** The server refuses or cannot be reached: it may want a sign-in. */
  onRefused(): void;
}

/** One thing that the page wants to follow, for as long as it wants it. */
interface Wanted {
  request: SubscribeRequest;
  subscription: number | null;
  onSubscribed: (() => void) | undefined;
}

/** The page's one Socket.IO connection: follows what is wanted, through every outage, and feeds the store. */
export class LiveConnection {
  private readonly store: LiveStore;
  private readonly socket: Socket<FromServer, ToServer>;
  private readonly listener: ConnectionListener;
  private readonly wanted = new Set<Wanted>();
  private retry: ReturnType<typeof setTimeout> | null = null;
  private lostOnce = false;
  private closed = true;
  /** Whether the listener knows of this connection. */
  private told = false;

  constructor(store: LiveStore, listener: ConnectionListener) {
    this.store = store;
    this.listener = listener;
    this.socket = io({
      autoConnect: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 3_000,
      timeout: 10_000,
    });
    this.socket.on('connect', () => this.connected());
    this.socket.on('disconnect', () => this.disconnected());
    this.socket.on('connect_error', () => {
      this.disconnected();
      this.listener.onRefused();
    });
    this.socket.on('readings', (frame) => this.store.apply(frame));
    this.socket.on('sensors', (change) => this.listener.onSensors(change));
  }

  open(): void {
    addEventListener('offline', this.offline);
    addEventListener('online', this.online);
    this.closed = false;
    this.socket.connect();
  }

  close(): void {
    removeEventListener('offline', this.offline);
    removeEventListener('online', this.online);
    this.closed = true;
    this.clearRetry();
    this.socket.disconnect();
  }

  /**
   * Follows readings until the returned function is called.
   *
   * @param onSubscribed after each subscription, the first one and those after outages
   */
  follow(request: SubscribeRequest, onSubscribed?: () => void): () => void {
    const wanted: Wanted = { request, subscription: null, onSubscribed };
    this.wanted.add(wanted);
    if (this.socket.connected) {
      this.subscribe(wanted);
    }
    return () => {
      this.wanted.delete(wanted);
      this.unsubscribe(wanted);
    };
  }

  private connected(): void {
    this.clearRetry();
    this.store.beginSession();
    this.told = false;
    for (const wanted of this.wanted) {
      wanted.subscription = null;
      this.subscribe(wanted);
    }
  }

  private subscribe(wanted: Wanted): void {
    this.socket.timeout(ANSWER_WITHIN).emit('subscribe', wanted.request, (error, answer) => {
      if (error !== null || 'error' in answer) {
        this.refused(wanted, error === null && 'error' in answer ? answer.error.status : undefined);
        return;
      }
      wanted.subscription = answer.subscription;
      if (!this.wanted.has(wanted)) {
        this.unsubscribe(wanted);
        return;
      }
      this.store.applySnapshot(answer.snapshot, 'all' in wanted.request);
      if (!this.told) {
        this.told = true;
        this.listener.onLive(this.lostOnce);
      }
      wanted.onSubscribed?.();
    });
  }

  /** Without a subscription nothing is live, whatever the socket says. A sensor that is not there is no outage. */
  private refused(wanted: Wanted, status: number | undefined): void {
    if (!this.wanted.has(wanted) || status === 404) {
      return;
    }
    this.store.lose();
    this.listener.onRefused();
    setTimeout(() => {
      if (this.socket.connected && this.wanted.has(wanted)) {
        this.subscribe(wanted);
      }
    }, RETRY);
  }

  private unsubscribe(wanted: Wanted): void {
    if (wanted.subscription !== null && this.socket.connected) {
      this.socket.emit('unsubscribe', { subscription: wanted.subscription }, () => {});
      wanted.subscription = null;
    }
  }

  private disconnected(): void {
    if (this.closed) {
      return;
    }
    this.lostOnce = true;
    this.store.lose();
    // After the server's own goodbye, or a refusal, the client library does not try again by itself.
    if (!this.socket.active && this.retry === null) {
      this.retry = setTimeout(() => {
        this.retry = null;
        this.socket.connect();
      }, RETRY);
    }
  }

  private clearRetry(): void {
    if (this.retry !== null) {
      clearTimeout(this.retry);
      this.retry = null;
    }
  }

  /** The browser knows of a lost network at once, the heartbeat only after a while. */
  private readonly offline = (): void => {
    this.socket.disconnect();
  };

  private readonly online = (): void => {
    this.clearRetry();
    this.socket.connect();
  };
}
