import { rpc } from 'ui/context.js';
import { Journal } from 'ui/views/agent/journal.js';
import { spans } from 'ui/views/timeline/spans.js';

/** Entries that one row begins with. */
const ENTRIES = 400;

/** One agent's row: its newest entries, and how it was before the first of them. Event: `change`. */
export class Lane extends EventTarget {
  agentId;
  #journal;
  /** @type {any} the agent before the first entry; null at its beginning, undefined while unknown */
  #before = undefined;
  /** The entry that `#before` belongs to. */
  #first = 0;
  #reaching = false;

  /** @param {string} agentId */
  constructor(agentId) {
    super();
    this.agentId = agentId;
    this.#journal = new Journal(agentId, ENTRIES);
    this.#journal.addEventListener('change', () => void this.#changed());
  }

  get entries() {
    return this.#journal.entries;
  }

  get error() {
    return this.#journal.error;
  }

  /** @returns {() => void} ends it */
  start() {
    return this.#journal.start();
  }

  /** Reads older entries, a page at a time, until they reach back so far. @param {number} at milliseconds */
  async reach(at) {
    const [first] = this.entries;
    if (this.#reaching || !first || first.seq <= 1 || Date.parse(first.at) <= at) return;
    this.#reaching = true;
    await this.#journal.older();
    this.#reaching = false;
    if (this.entries[0]?.seq < first.seq) await this.reach(at);
  }

  async #changed() {
    const { first } = this.#journal;
    if (this.#first !== first) {
      this.#first = first;
      const seq = first - 1;
      const before = seq > 0
        ? await rpc.call('getStateAt', { agentId: this.agentId, seq }).catch(() => undefined) : null;
      if (this.#first === first) this.#before = before;
    }
    this.dispatchEvent(new Event('change'));
  }

  /** @param {number} now */
  spans(now) {
    return this.#before === undefined ? [] : spans(this.#before, this.entries, now);
  }
}
