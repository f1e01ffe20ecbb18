import { RpcError } from 'ui/lib/errors.js';

const SLOWEST = 15_000;
const PATIENCE = 30_000;
const HANDSHAKE = 10_000;

/**
 * @typedef {'connecting' | 'open' | 'waiting' | 'unauthenticated'} ConnectionState
 * @typedef {{method: string, params: object, resolve: (value: any) => void,
 *   reject: (error: RpcError) => void, timer: number, sent: boolean}} PendingCall
 */

/**
 * JSON-RPC 2.0 over one WebSocket that is opened again whenever it ends.
 *
 * A call that is made while there is no socket waits for one. A call that was under way when the
 * socket ended is made again if it only reads; if it writes, nobody knows whether it was done, and
 * it fails as `disconnected`.
 *
 * Events: `state` (see {@link Rpc#state}), `open` (a new socket), `notification` (detail: the message).
 */
export class Rpc extends EventTarget {
  /** @type {ConnectionState} */
  state = 'connecting';
  /** When the next try is made, in milliseconds since the epoch; 0 if none is planned. */
  retryAt = 0;
  /** When something last came from the server, by the clock that never jumps. */
  heardAt = 0;

  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Map<number, PendingCall>} */
  #calls = new Map();
  #nextId = 1;
  #failures = 0;
  #timer = 0;
  #token;
  #saveToken;

  /**
   * @param {{token: string, saveToken?: (token: string) => void}} options
   */
  constructor({ token, saveToken = () => {} }) {
    super();
    this.#token = token;
    this.#saveToken = saveToken;
    window.addEventListener('online', () => this.reconnect());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && this.state === 'waiting') this.reconnect();
    });
  }

  /** @param {string} token what the person typed */
  useToken(token) {
    this.#token = token;
    this.#saveToken(token);
    this.#failures = 0;
    this.connect();
  }

  /**
   * Something else that the server has, such as `/metrics`, asked for with this page's token.
   *
   * @param {string} path
   * @returns {Promise<Response>}
   */
  fetch(path) {
    return fetch(path, { headers: this.#token ? { Authorization: `Bearer ${this.#token}` } : {} });
  }

  connect() {
    clearTimeout(this.#timer);
    this.retryAt = 0;
    this.#setState('connecting');
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const query = this.#token ? `?token=${encodeURIComponent(this.#token)}` : '';
    const socket = new WebSocket(`${scheme}//${location.host}/ws${query}`);
    this.#socket = socket;
    let opened = false;
    const late = setTimeout(() => socket.close(), HANDSHAKE);
    socket.onopen = () => {
      clearTimeout(late);
      opened = true;
      this.#opened();
    };
    socket.onmessage = (event) => this.#receive(String(event.data));
    socket.onclose = () => {
      clearTimeout(late);
      if (this.#socket === socket) this.#closed(opened);
    };
  }

  /** Whether it could not be opened again at once: what is shown may be old. */
  get isAway() {
    return this.#failures > 1 && this.state !== 'unauthenticated';
  }

  /** Now, not when the pause is over. */
  reconnect() {
    if (this.state === 'waiting') this.connect();
  }

  /** Gives the socket up, though it may look alive, and opens another one. */
  drop() {
    const socket = this.#socket;
    if (!socket || this.state !== 'open') return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.close();
    this.#closed(true);
  }

  /**
   * @param {string} method without `async.`, such as `getAgent`
   * @param {object} [params]
   * @param {{timeout?: number}} [options] milliseconds until it fails as `timeout`
   * @returns {Promise<any>} the result
   * @throws {RpcError}
   */
  call(method, params = {}, { timeout = PATIENCE } = {}) {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const timer = setTimeout(() => this.#settle(id)?.reject(RpcError.timeout(method)), timeout);
      const call = { method: `async.${method}`, params, resolve, reject, timer, sent: false };
      this.#calls.set(id, call);
      if (this.state === 'unauthenticated') {
        this.#settle(id)?.reject(RpcError.unauthenticated());
      } else if (this.state === 'open') {
        this.#send(id, call);
      }
    });
  }

  /** @param {number} id @param {PendingCall} call */
  #send(id, call) {
    call.sent = true;
    this.#socket?.send(
      JSON.stringify({ jsonrpc: '2.0', id, method: call.method, params: call.params }));
  }

  #opened() {
    this.#failures = 0;
    this.heardAt = performance.now();
    this.#setState('open');
    // Who listens subscribes first, so that nothing happens between their answer and their feed.
    this.dispatchEvent(new Event('open'));
    for (const [id, call] of this.#calls) if (!call.sent) this.#send(id, call);
  }

  /** @param {string} text */
  #receive(text) {
    this.heardAt = performance.now();
    const frame = JSON.parse(text);
    if (frame.method) {
      this.dispatchEvent(new CustomEvent('notification', { detail: frame }));
      return;
    }
    const call = this.#settle(frame.id);
    if (!call) return;
    if (frame.error) call.reject(RpcError.of(frame.error, call.method));
    else call.resolve(frame.result);
  }

  /** @param {number} id @returns {PendingCall | undefined} the call, which is pending no more */
  #settle(id) {
    const call = this.#calls.get(id);
    if (call) clearTimeout(call.timer);
    this.#calls.delete(id);
    return call;
  }

  /** @param {boolean} opened whether the socket had been open */
  async #closed(opened) {
    this.#socket = null;
    for (const [id, call] of this.#calls) {
      if (!call.sent) continue;
      call.sent = false;
      if (!/^async\.(get|list|discover)/.test(call.method)) {
        this.#settle(id)?.reject(RpcError.disconnected(call.method));
      }
    }
    if (!opened && (await this.#isRefused())) {
      for (const id of [...this.#calls.keys()]) {
        this.#settle(id)?.reject(RpcError.unauthenticated());
      }
      this.#setState('unauthenticated');
      return;
    }
    // Full jitter: after a restart not all pages come at the same moment.
    const longest = Math.min(SLOWEST, 500 * 2 ** this.#failures++);
    const pause = 100 + Math.random() * longest;
    this.retryAt = Date.now() + pause;
    this.#setState('waiting');
    this.#timer = setTimeout(() => this.connect(), pause);
  }

  /** A browser does not say why a handshake failed; plain HTTP does. */
  async #isRefused() {
    try {
      const headers = { 'Content-Type': 'application/json' };
      if (this.#token) Object.assign(headers, { Authorization: `Bearer ${this.#token}` });
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'async.getHealth' });
      const signal = AbortSignal.timeout(HANDSHAKE);
      const answer = await fetch('/rpc', { method: 'POST', headers, body, signal });
      return answer.status === 401;
    } catch {
      return false;
    }
  }

  /** @param {ConnectionState} state */
  #setState(state) {
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}
