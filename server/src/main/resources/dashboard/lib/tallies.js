const PAUSE = 500;
const MOST = 1000;

/**
 * How much waits for a person: dead letters, approvals, unread mail. Read anew when the feed tells
 * of one, at most twice a second. Each counts to 1,000. Event: `change`.
 */
export class Tallies extends EventTarget {
  /** @type {Record<'deadLetters' | 'approvals' | 'mail', number>} */
  counts = { deadLetters: 0, approvals: 0, mail: 0 };

  #rpc;
  #timer = 0;

  /**
   * @param {import('./rpc.js').Rpc} rpc
   * @param {import('./feed.js').Feed} feed
   */
  constructor(rpc, feed) {
    super();
    this.#rpc = rpc;
    feed.addEventListener('resumed', () => this.refresh());
    feed.on(['deadLetter', 'approval', 'mail'], () => this.refresh());
  }

  /** Soon; also for views that have changed something of which the feed does not tell. */
  refresh() {
    this.#timer ||= window.setTimeout(() => void this.#read(), PAUSE);
  }

  async #read() {
    this.#timer = 0;
    const count = async (/** @type {string} */ method, /** @type {object} */ params) => {
      const page = await this.#rpc.call(method, { ...params, limit: MOST });
      return Object.values(page).find(Array.isArray)?.length ?? 0;
    };
    try {
      const [deadLetters, approvals, mail] = await Promise.all([
        count('listDeadLetters', {}),
        count('listApprovals', {}),
        count('listMail', { mailbox: 'user', status: 'unread' })]);
      this.counts = { deadLetters, approvals, mail };
      this.dispatchEvent(new Event('change'));
    } catch {
      // Without a connection the old figures stand; the next one brings new ones.
    }
  }
}
