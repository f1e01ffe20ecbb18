import { RpcError } from 'ui/lib/errors.js';

const KEPT = 200;
const LONG = 300;
const CURSOR = 'reveille.feed';
const RECENT = 'reveille.recent';

/**
 * @typedef {{method: string, cursor: string, agentId: string, at: string, [key: string]: any}} News
 */

/**
 * The one subscription of the page, to everything. It remembers its cursor over cut sockets,
 * restarts of the server and reloads of the page, so that nothing is missed and nothing comes twice.
 *
 * Events: `news` (detail: {@link News}, whose method has no `async.`), `resumed` (the socket is new,
 * what follows was missed), `reset` (the server's journal is another one: forget everything),
 * `state` ({@link Feed#catchingUp} changed).
 */
export class Feed extends EventTarget {
  /** @type {News[]} the last ones, the newest first; without steps, long texts cut */
  recent = [];
  /** Whether what is told now lies in the past. */
  catchingUp = false;

  #rpc;
  /** @type {string | null} */
  #cursor = null;
  #calm = 0;

  /** @param {import('./rpc.js').Rpc} rpc */
  constructor(rpc) {
    super();
    this.#rpc = rpc;
    this.#restore();
    rpc.addEventListener('open', () => void this.#subscribe());
    rpc.addEventListener('notification', (event) =>
      this.#hear(/** @type {CustomEvent} */ (event).detail));
    window.addEventListener('pagehide', () => this.#save());
  }

  /**
   * Calls back for what is told from now on.
   *
   * @param {string[]} kinds names or their beginnings, such as `task` or `agent.created`
   * @param {(news: News) => void} listener
   * @returns {() => void} ends it
   */
  on(kinds, listener) {
    const hear = (/** @type {Event} */ event) => {
      const { detail } = /** @type {CustomEvent<News>} */ (event);
      if (kinds.some((k) => detail.method === k || detail.method.startsWith(`${k}.`))) {
        listener(detail);
      }
    };
    this.addEventListener('news', hear);
    return () => this.removeEventListener('news', hear);
  }

  /**
   * Tells the tokens of one agent's model calls while they come; they are for the moment only.
   *
   * @param {string} agentId
   * @param {(token: {taskId: string, channel: string, delta: string}) => void} listener
   * @returns {() => void} ends it
   */
  onTokens(agentId, listener) {
    let id = '';
    let ended = false;
    const open = async () => {
      const params = { agents: [agentId], kinds: ['task.token'], tokens: true };
      const answer = await this.#rpc.call('subscribe', params).catch(() => null);
      id = answer?.subscriptionId ?? '';
      if (ended && id) this.#rpc.call('unsubscribe', { subscriptionId: id }).catch(() => {});
    };
    const hear = (/** @type {Event} */ event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      if (detail.agentId === agentId) listener(detail);
    };
    this.#rpc.addEventListener('open', open);
    this.addEventListener('token', hear);
    if (this.#rpc.state === 'open') void open();
    return () => {
      ended = true;
      this.#rpc.removeEventListener('open', open);
      this.removeEventListener('token', hear);
      if (id) this.#rpc.call('unsubscribe', { subscriptionId: id }).catch(() => {});
    };
  }

  async #subscribe() {
    const resumes = this.#cursor !== null;
    const params = { agents: '*', ...(resumes ? { cursor: this.#cursor } : {}) };
    this.#setCatchingUp(resumes);
    try {
      const { cursor } = await this.#rpc.call('subscribe', params);
      this.#cursor ??= cursor;
      this.dispatchEvent(new Event('resumed'));
      this.#settleDown();
    } catch (error) {
      const { field, code } = RpcError.from(error);
      if (field === 'cursor') {
        this.#cursor = null;
        this.recent = [];
        this.dispatchEvent(new Event('reset'));
        await this.#subscribe();
      } else if (code !== 'disconnected' && code !== 'unauthenticated') {
        this.#rpc.drop(); // Without a feed the page would lie; the next socket tries again.
      }
    }
  }

  /** @param {{method: string, params: any}} notification */
  #hear({ method, params }) {
    const name = method.replace(/^async\./, '');
    if (name === 'feed.lagged') {
      this.#setCatchingUp(true);
      this.#settleDown();
      return;
    }
    if (name === 'task.token') {
      this.dispatchEvent(new CustomEvent('token', { detail: params }));
      return;
    }
    this.#cursor = params.cursor;
    const news = { ...params, method: name };
    if (name !== 'task.step') {
      this.recent.unshift(cut(news));
      if (this.recent.length > KEPT) this.recent.length = KEPT;
    }
    if (this.catchingUp) this.#settleDown();
    this.dispatchEvent(new CustomEvent('news', { detail: news }));
  }

  /** When nothing has come for a moment, the past is over. */
  #settleDown() {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.#setCatchingUp(false), 400);
  }

  /** @param {boolean} catchingUp */
  #setCatchingUp(catchingUp) {
    if (this.catchingUp === catchingUp) return;
    this.catchingUp = catchingUp;
    this.dispatchEvent(new Event('state'));
  }

  /** The cursor first: what else is remembered may be too much for a tab, and can be done without. */
  #save() {
    if (this.#cursor === null) return;
    try {
      sessionStorage.removeItem(RECENT);
      sessionStorage.setItem(CURSOR, this.#cursor);
      sessionStorage.setItem(RECENT, JSON.stringify(this.recent));
    } catch {
      // The tab has no room left: without a cursor the page that comes begins with the present.
    }
  }

  #restore() {
    this.#cursor = sessionStorage.getItem(CURSOR);
    try {
      this.recent = JSON.parse(sessionStorage.getItem(RECENT) ?? '[]');
    } catch {
      sessionStorage.removeItem(RECENT);
    }
  }
}

/** The same, with the beginnings of long texts such as results. @param {News} news @returns {News} */
const cut = (news) => /** @type {News} */ (Object.fromEntries(Object.entries(news).map(([name, value]) =>
  [name, typeof value === 'string' && value.length > LONG ? `${value.slice(0, LONG)}…` : value])));
