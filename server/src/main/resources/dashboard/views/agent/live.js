import { Answer, Pages } from 'ui/lib/answer.js';
import { Part } from 'ui/lib/element.js';

const ALL = ['agent', 'task', 'schedule', 'mail', 'event', 'approval', 'deadLetter', 'budget', 'note'];
const PAUSE = 200;
const PAGE = 50;

/** @typedef {(news: import('../../lib/feed.js').News) => boolean} Concerns */

/**
 * An answer that knows which news concern it.
 *
 * @template T
 * @extends {Answer<T>}
 */
export class Live extends Answer {
  #concerns;

  /** @param {() => Promise<T>} ask @param {Concerns} concerns */
  constructor(ask, concerns) {
    super(ask, PAUSE);
    this.#concerns = concerns;
  }

  /** @returns {() => void} ends it */
  start() {
    return this.keep(ALL, this.#concerns);
  }
}

/** The same of a list. */
export class LivePages extends Pages {
  #concerns;

  /** @param {(page: {limit: number, cursor?: string}) => Promise<any>} ask @param {Concerns} concerns */
  constructor(ask, concerns) {
    super(ask, PAGE);
    this.#concerns = concerns;
  }

  /** @returns {() => void} ends it */
  start() {
    return this.keep(ALL, this.#concerns);
  }
}

/** A part of the page of one agent; its `agentId` never changes. */
export class AgentPart extends Part {
  static properties = {
    agentId: { attribute: false }, agent: { attribute: false }, route: { attribute: false } };

  constructor() {
    super();
    this.agentId = '';
    /** @type {any} what `getAgent` answered last */
    this.agent = null;
    /** @type {import('../../lib/router.js').Route | null} */
    this.route = null;
  }

  /**
   * Keeps a source going while this is shown, and renders with each change; for constructors.
   *
   * @template {EventTarget & {start: () => () => void}} S
   * @param {() => S} make
   * @param {(source: S) => void} keep
   */
  shows(make, keep) {
    this.whileShown(() => {
      const source = make();
      keep(source);
      const render = () => this.requestUpdate();
      source.addEventListener('change', render);
      const end = source.start();
      return () => {
        end();
        source.removeEventListener('change', render);
      };
    });
  }
}

/** @param {string} agentId @param {string[]} kinds beginnings of names of notifications */
export const about = (agentId, ...kinds) =>
  (/** @type {import('../../lib/feed.js').News} */ news) =>
    news.agentId === agentId
    && (kinds.length === 0 || kinds.some((kind) => news.method.startsWith(kind)));
