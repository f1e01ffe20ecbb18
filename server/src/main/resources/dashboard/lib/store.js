import { afterFrame } from 'ui/lib/frames.js';

const PAGE = 1000;
const AT_ONCE = 60;
const PAUSE = 250;
const RELOAD_BEYOND = 400;

/**
 * @typedef {{agentId: string, state: string, definition: string | null, createdAt: string,
 *   since: string, running: number, queued: number, wakeAt: string | null, errorCount: number,
 *   lastActive: string | null, seq: number}} AgentRow
 */

/** @param {string} id whether it is a person's or the server's own mailbox, and no agent */
export const isReserved = (id) =>
  id === 'user' || id === 'postmaster' || id.startsWith('user:') || id.startsWith('reveille:');

/**
 * All agents, as the page knows them: loaded by pages, kept up to date by the feed.
 *
 * A change of state is told in full and shown at once. What else changes in a row is not: the rows
 * that something happened to are read again, a bounded number at a time, and a row never goes back
 * behind its `seq`. After a long absence everything is read again, which is cheaper.
 *
 * Event `change`, at most once a frame.
 */
export class Agents extends EventTarget {
  /** @type {'loading' | 'ready' | 'error'} */
  status = 'loading';
  /** @type {import('./errors.js').RpcError | null} */
  error = null;
  /** Grows with each change, so that others need not compare. */
  version = 0;

  #rpc;
  /** @type {Map<string, AgentRow>} */
  #rows = new Map();
  /** @type {AgentRow[] | null} in order of names, made when somebody asks */
  #sorted = null;
  /** @type {Set<string>} */
  #stale = new Set();
  #timer = 0;
  #loading = 0;

  /**
   * @param {import('./rpc.js').Rpc} rpc
   * @param {import('./feed.js').Feed} feed
   */
  constructor(rpc, feed) {
    super();
    this.#rpc = rpc;
    feed.addEventListener('resumed', () => void this.load());
    feed.addEventListener('reset', () => this.#clear());
    feed.addEventListener('news', (event) =>
      this.#hear(/** @type {CustomEvent} */ (event).detail));
  }

  /** @returns {AgentRow[]} in order of names; the same array until something changes */
  get all() {
    this.#sorted ??= [...this.#rows.values()].sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
    return this.#sorted;
  }

  get size() {
    return this.#rows.size;
  }

  /** @param {string} id @returns {AgentRow | undefined} */
  get(id) {
    return this.#rows.get(id);
  }

  /** @returns {Record<string, number>} how many there are in each state */
  counts() {
    /** @type {Record<string, number>} */
    const counts = { active: 0, waiting: 0, idle: 0, sleeping: 0, stopped: 0 };
    for (const { state } of this.#rows.values()) counts[state]++;
    return counts;
  }

  /** Reads all of them, a page at a time. Each page is shown when it is there. */
  async load() {
    const turn = ++this.#loading;
    const seen = new Set();
    let cursor = null;
    try {
      do {
        const params = { limit: PAGE, ...(cursor ? { cursor } : {}) };
        const page = await this.#rpc.call('listAgents', params);
        if (turn !== this.#loading) return; // a later one has begun
        for (const row of page.agents) {
          seen.add(row.agentId);
          this.#take(row);
        }
        cursor = page.nextCursor;
        this.status = 'ready';
        this.#changed();
      } while (cursor);
      this.error = null;
      for (const id of this.#rows.keys()) if (!seen.has(id)) this.#touch(id);
    } catch (error) {
      if (turn !== this.#loading) return;
      this.error = /** @type {any} */ (error);
      if (this.#rows.size === 0) this.status = 'error';
      this.#changed();
    }
  }

  /** @param {AgentRow} row @returns {boolean} whether it is newer than what was known */
  #take(row) {
    if (isReserved(row.agentId)) return false;
    const known = this.#rows.get(row.agentId);
    if (known && known.seq >= row.seq) return false;
    if (!known) this.#sorted = null;
    this.#replace(row);
    return true;
  }

  /** @param {AgentRow} row */
  #replace(row) {
    this.#rows.set(row.agentId, row);
    // A row that is exchanged keeps its place; with ten thousand, sorting each time is felt.
    if (this.#sorted) {
      const at = indexOf(this.#sorted, row.agentId);
      this.#sorted = this.#sorted.slice();
      this.#sorted[at] = row;
    }
  }

  /** @param {import('./feed.js').News} news */
  #hear(news) {
    const { agentId, method } = news;
    if (isReserved(agentId)) return;
    const known = this.#rows.get(agentId);
    if (method === 'agent.stateChanged' && known) {
      if (known.state !== news.to) {
        this.#replace({ ...known, state: news.to, since: news.at, lastActive: news.at });
        this.#changed();
      }
    }
    this.#touch(agentId);
  }

  /** @param {string} id to be read again */
  #touch(id) {
    this.#stale.add(id);
    this.#timer ||= window.setTimeout(() => void this.#refresh(), PAUSE);
  }

  async #refresh() {
    try {
      if (this.#stale.size > RELOAD_BEYOND) {
        this.#stale.clear();
        await this.load();
      } else {
        const ids = [...this.#stale].slice(0, AT_ONCE);
        for (const id of ids) this.#stale.delete(id);
        await Promise.all(ids.map((id) => this.#read(id)));
      }
    } finally {
      this.#timer = this.#stale.size
        ? window.setTimeout(() => void this.#refresh(), PAUSE)
        : 0;
    }
  }

  /** One row: the first of those whose names begin like it is itself, or it is gone. */
  async #read(/** @type {string} */ id) {
    let rows;
    try {
      ({ agents: rows } = await this.#rpc.call('listAgents', { prefix: id, limit: 1 }));
    } catch {
      return; // Without a connection; when there is one again, all are read.
    }
    if (rows[0]?.agentId === id) {
      if (this.#take(rows[0])) this.#changed();
    } else if (this.#rows.delete(id)) {
      this.#sorted = null;
      this.#changed();
    }
  }

  #clear() {
    this.#rows.clear();
    this.#stale.clear();
    this.#sorted = null;
    this.status = 'loading';
    this.#changed();
  }

  #changed() {
    this.version++;
    afterFrame(this, () => this.dispatchEvent(new Event('change')));
  }
}

/** @param {AgentRow[]} rows in order @param {string} id */
function indexOf(rows, id) {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].agentId < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
