import { rpcError, type RpcError } from "./errors.js";
import { pause, Pauses } from "./pauses.js";

/** What a watcher wants to hear of. */
export interface Interest {
  /** agentIds; without it all. */
  agents?: string[];
  /** Names of notifications, or their beginnings, such as `task`; without it all. */
  kinds?: string[];
  /** Hear everything after it first; without it only what happens from now on. */
  cursor?: string;
  /** Also the pieces of models' replies, as they are written. */
  tokens?: boolean;
}

/** Something that happened on the server, with the fields of its kind. */
export interface Notification {
  /** Without `async.`, such as `task.completed`. */
  kind: string;
  params: { cursor: string; agentId: string | null; at: string; [field: string]: unknown };
}

/** As much of a WebSocket as a feed needs: the browser's, Node's, or that of the package `ws`. */
export interface WebSocketLike {
  send(data: string): void;
  close(): void;
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
}

export type WebSocketConstructor = new (url: string) => WebSocketLike;

/** A WebSocket cannot be told to wait: a reader that is so far behind hangs up, and goes on by cursor later. */
const MOST_WAITING = 5_000;
const SILENCE_MS = 15_000;
const SUBSCRIBE = 1;
const ALIVE = 2;

/**
 * A feed that outlives its connections. The cursor of the last durable notification is its only memory: whatever breaks,
 * the next connection subscribes after it.
 */
export class Feed implements AsyncIterableIterator<Notification> {
  readonly #connect: () => WebSocketLike;
  readonly #interest: Interest;
  readonly #waiting: Notification[] = [];
  #pauses = new Pauses();
  #received: string | undefined;
  #delivered: string | undefined;
  #socket: WebSocketLike | undefined;
  #failure: unknown;
  #ended = false;
  #connecting = false;
  #sleepers: Array<() => void> = [];
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(connect: () => WebSocketLike, interest: Interest) {
    this.#connect = connect;
    this.#interest = interest;
    this.#received = interest.cursor;
    this.#delivered = interest.cursor;
    void this.#reconnect(0);
  }

  /** After which notification another feed would go on; undefined before the first is known. */
  get cursor(): string | undefined {
    return this.#delivered;
  }

  /**
   * Waits until the first subscription is made: without a cursor, what happens from then on is told.
   *
   * @throws RpcError the server refused the subscription
   */
  async ready(): Promise<void> {
    while (this.#delivered === undefined && !this.#ended) {
      if (this.#failure !== undefined) throw this.#failure;
      await this.#somethingNew();
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * The next notification, however long it takes.
   *
   * @throws RpcError the server refused the subscription, for instance because its cursor is of another journal
   */
  async next(): Promise<IteratorResult<Notification, undefined>> {
    for (;;) {
      const notification = this.#waiting.shift();
      if (notification !== undefined) {
        if (isDurable(notification)) this.#delivered = notification.params.cursor;
        return { value: notification, done: false };
      }
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return { value: undefined, done: true };
      if (this.#socket === undefined && !this.#connecting) void this.#reconnect(0);
      await this.#somethingNew();
    }
  }

  #somethingNew(): Promise<void> {
    return new Promise((resolve) => this.#sleepers.push(resolve));
  }

  #wake(): void {
    for (const sleeper of this.#sleepers.splice(0)) sleeper();
  }

  /** Ends the feed, also for somebody who waits for the next notification. */
  close(): void {
    this.#ended = true;
    this.#hangUp();
    this.#wake();
  }

  async return(): Promise<IteratorResult<Notification, undefined>> {
    this.close();
    return { value: undefined, done: true };
  }

  async #reconnect(after: number): Promise<void> {
    this.#connecting = true;
    await pause(after);
    this.#connecting = false;
    if (this.#ended || this.#failure !== undefined) return;
    let socket: WebSocketLike;
    try {
      socket = this.#connect();
    } catch (wrongAddress) {
      this.#failure = wrongAddress;
      this.#wake();
      return;
    }
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.#subscribe()));
    socket.onmessage = (event: { data: unknown }) => this.#hear(socket, String(event.data));
    socket.onerror = () => {}; // onclose follows
    socket.onclose = () => this.#lost(socket);
    this.#listenFor(socket);
  }

  #subscribe(): object {
    const { agents, kinds, tokens } = this.#interest;
    const params: Record<string, unknown> = { agents: agents ?? "*" };
    if (kinds !== undefined) params["kinds"] = kinds;
    if (tokens !== undefined) params["tokens"] = tokens;
    if (this.#received !== undefined) params["cursor"] = this.#received;
    return { jsonrpc: "2.0", id: SUBSCRIBE, method: "async.subscribe", params };
  }

  #hear(socket: WebSocketLike, text: string): void {
    if (socket !== this.#socket) return;
    this.#listenFor(socket);
    const message = JSON.parse(text) as { id?: unknown; method?: string; params?: unknown; result?: unknown; error?: unknown };
    if (message.method !== undefined) {
      this.#take({ kind: message.method.replace(/^async\./, ""), params: message.params as Notification["params"] });
    } else if (message.id === SUBSCRIBE && message.error !== undefined) {
      this.#refused(rpcError(message.error));
    } else if (message.id === SUBSCRIBE) {
      this.#pauses = new Pauses();
      this.#received ??= (message.result as { cursor: string }).cursor;
      this.#delivered ??= this.#received;
      this.#wake();
    }
  }

  #take(notification: Notification): void {
    if (isDurable(notification)) this.#received = notification.params.cursor;
    this.#waiting.push(notification);
    this.#wake();
    if (this.#waiting.length >= MOST_WAITING) this.#hangUp(); // next() connects again when these are read
  }

  #refused(error: RpcError): void {
    this.#hangUp();
    if (error.isUnavailable) {
      void this.#reconnect(this.#pauses.next());
    } else {
      this.#failure = error;
      this.#wake();
    }
  }

  #lost(socket: WebSocketLike): void {
    if (socket !== this.#socket) return;
    this.#hangUp();
    void this.#reconnect(this.#pauses.next());
  }

  #hangUp(): void {
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  /** A peer that is silent is asked something, and one that does not answer counts as gone. */
  #listenFor(socket: WebSocketLike): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      try {
        socket.send(JSON.stringify({ jsonrpc: "2.0", id: ALIVE, method: "async.getHealth" }));
      } catch {
        // it is not open: the second round ends it
      }
      this.#silence = setTimeout(() => this.#lost(socket), SILENCE_MS);
    }, SILENCE_MS);
  }
}

/** Pieces of replies are told while they are written and never again; and that a reader lagged changes nothing. */
function isDurable(notification: Notification): boolean {
  return notification.kind !== "task.token" && notification.kind !== "feed.lagged";
}
