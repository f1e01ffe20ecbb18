import { feed, rpc } from 'ui/context.js';
import { RpcError } from 'ui/lib/errors.js';

const PAGE = 200;
const MOST = 5000;
const PAUSE = 200;

/**
 * @typedef {{type: string, seq: number, at: string, cursor: string, taskId?: string, mailId?: string,
 *   [field: string]: any}} Entry
 */

/**
 * The newest entries of one agent, kept up to date; older ones when somebody asks. It holds a run
 * without gaps, at most 5,000 long: then the oldest go. Event: `change`.
 */
export class Journal extends EventTarget {
  /** @type {Entry[]} the oldest first */
  entries = [];
  /** @type {'loading' | 'ready'} */
  status = 'loading';
  /** @type {RpcError | null} */
  error = null;

  #agentId;
  #most;
  #timer = 0;
  /** Reads go one after another. @type {Promise<void>} */
  #reads = Promise.resolve();

  /** @param {string} agentId @param {number} [most] how many it begins with */
  constructor(agentId, most = PAGE) {
    super();
    this.#agentId = agentId;
    this.#most = most;
  }

  get agentId() {
    return this.#agentId;
  }

  get first() {
    return this.entries[0]?.seq ?? 1;
  }

  get last() {
    return this.entries.at(-1)?.seq ?? 0;
  }

  /** @returns {() => void} ends it */
  start() {
    const hear = (/** @type {Event} */ event) => {
      if (/** @type {CustomEvent} */ (event).detail.agentId === this.#agentId) this.#soon();
    };
    const soon = () => this.#soon();
    feed.addEventListener('news', hear);
    feed.addEventListener('resumed', soon);
    void this.newer();
    return () => {
      feed.removeEventListener('news', hear);
      feed.removeEventListener('resumed', soon);
      clearTimeout(this.#timer);
      this.#timer = 0;
    };
  }

  #soon() {
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0;
      void this.newer();
    }, PAUSE);
  }

  /** Reads what has come; the first time, where the newest page begins. */
  async newer() {
    await this.#alone(async () => {
      let from = this.last + 1;
      if (this.status === 'loading') {
        const { seq } = await rpc.call('getAgent', { agentId: this.#agentId });
        from = Math.max(1, seq - this.#most + 1);
      }
      for (let next = /** @type {number | null} */ (from); next !== null;) {
        const page = await this.#page(next, 1000);
        this.entries = [...this.entries, ...page.entries].slice(-MOST);
        next = page.nextCursor === null ? null : Number(page.nextCursor);
      }
      this.status = 'ready';
    });
  }

  /** One page of older ones, or all back to an entry. @param {number} [seq] */
  async older(seq = this.first - PAGE) {
    await this.#alone(async () => {
      while (this.first > Math.max(1, seq) && this.entries.length < MOST) {
        const from = Math.max(1, this.first - 1000, Math.min(seq, this.first - PAGE));
        const page = await this.#page(from, this.first - from);
        if (page.entries.length === 0) return;
        this.entries = [...page.entries, ...this.entries];
      }
    });
  }

  /** @param {number} fromSeq @param {number} limit */
  #page(fromSeq, limit) {
    return rpc.call('getTimeline', { agentId: this.#agentId, fromSeq, limit });
  }

  /** @param {() => Promise<void>} read */
  #alone(read) {
    this.#reads = this.#reads.then(async () => {
      try {
        await read();
        this.error = null;
      } catch (error) {
        this.error = RpcError.from(error);
      }
      this.dispatchEvent(new Event('change'));
    });
    return this.#reads;
  }
}
