import { told } from 'ui/lib/clock.js';

const EVERY = 15_000;
const PATIENCE = 8_000;

/**
 * How the server is, asked every quarter of a minute. It is also how a dead socket is found: one
 * that does not answer is given up, however alive it looks; and the server's clock is read. Event: `change`.
 */
export class Health extends EventTarget {
  /** @type {{status: string, checks: {name: string, ok: boolean, detail: string}[]} | null} */
  report = null;
  /** @type {any} what `getServerInfo` answered last */
  info = null;

  #rpc;

  /** @param {import('./rpc.js').Rpc} rpc */
  constructor(rpc) {
    super();
    this.#rpc = rpc;
    rpc.addEventListener('open', () => void this.refresh());
    setInterval(() => void this.refresh(), EVERY);
    window.addEventListener('online', () => void this.refresh());
  }

  /** What is not well. */
  get alerts() {
    return this.report?.checks.filter((check) => !check.ok) ?? [];
  }

  async refresh() {
    if (this.#rpc.state !== 'open') return;
    const asked = performance.now();
    try {
      const options = { timeout: PATIENCE };
      [this.report, this.info] = await Promise.all([
        this.#rpc.call('getHealth', {}, options), this.#askInfo(options)]);
      this.dispatchEvent(new Event('change'));
    } catch (error) {
      const silent = /** @type {any} */ (error).code === 'timeout' && this.#rpc.heardAt < asked;
      if (silent) this.#rpc.drop();
    }
  }

  /** @param {{timeout: number}} options */
  async #askInfo(options) {
    const asked = performance.now();
    const info = await this.#rpc.call('getServerInfo', {}, options);
    told(info.at, performance.now() - asked);
    return info;
  }
}
