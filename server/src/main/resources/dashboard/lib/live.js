import { feed } from 'ui/context.js';
import { RpcError } from 'ui/lib/errors.js';

const PAUSE = 200;
const PAGE = 50;
/** @type {number} rows that one list holds; whoever needs more asks the protocol */
export const MOST = 1000;

/**
 * What one call answers, asked again when the feed tells something that concerns it: no more
 * often than its pause, and never while the call before is still out. Event: `change`.
 *
 * @template T
 */
export class Live extends EventTarget {
  /** @type {T | undefined} */
  value = undefined;
  /** @type {RpcError | null} why there is none, or no newer one */
  error = null;

  #read;
  #concerns;
  #pause;
  #timer = 0;
  #busy = false;
  #again = false;

  /**
   * @param {() => Promise<T>} read
   * @param {(news: import('./feed.js').News) => boolean} concerns
   * @param {number} [pause] milliseconds
   */
  constructor(read, concerns, pause = PAUSE) {
    super();
    this.#read = read;
    this.#concerns = concerns;
    this.#pause = pause;
  }

  /** @returns {() => void} ends it */
  start() {
    const hear = (/** @type {Event} */ event) => {
      if (this.#concerns(/** @type {CustomEvent} */ (event).detail)) this.soon();
    };
    const now = () => void this.refresh();
    feed.addEventListener('news', hear);
    feed.addEventListener('resumed', now);
    now();
    return () => {
      feed.removeEventListener('news', hear);
      feed.removeEventListener('resumed', now);
      clearTimeout(this.#timer);
      this.#timer = 0;
    };
  }

  soon() {
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0;
      void this.refresh();
    }, this.#pause);
  }

  async refresh() {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    try {
      this.value = await this.#read();
      this.error = null;
    } catch (error) {
      this.error = RpcError.from(error);
    }
    this.#busy = false;
    this.dispatchEvent(new Event('change'));
    if (this.#again) {
      this.#again = false;
      this.soon();
    }
  }
}

/**
 * The first rows of a list, and more of them when somebody asks.
 *
 * @extends {Live<{rows: any[], more: boolean}>}
 */
export class Pages extends Live {
  #size = { limit: PAGE };

  /**
   * @param {(page: {limit: number}) => Promise<any>} call a method that answers `{<plural>: […], nextCursor}`
   * @param {(news: import('./feed.js').News) => boolean} concerns
   */
  constructor(call, concerns) {
    const size = { limit: PAGE };
    super(async () => {
      const answer = await call({ limit: size.limit });
      return {
        rows: Object.values(answer).find(Array.isArray) ?? [],
        more: answer.nextCursor !== null && size.limit < MOST,
      };
    }, concerns);
    this.#size = size;
  }

  more() {
    this.#size.limit = Math.min(MOST, this.#size.limit * 2);
    return this.refresh();
  }
}
