import { html, nothing } from 'lit';
import { feed } from 'ui/context.js';
import { RpcError } from 'ui/lib/errors.js';
import { failed, loading } from 'ui/parts/states.js';

const PAUSE = 400;

/**
 * What the server answers to one question of a view, asked again when the feed tells of something
 * that may change it. Event: `change`.
 *
 * @template T
 */
export class Answer extends EventTarget {
  /** @type {T | null} the last one that came; it stays while it is asked again */
  value = null;
  /** @type {RpcError | null} why the last time there was none */
  error = null;

  #ask;
  #pause;
  #timer = 0;
  #question = 0;
  /** @type {Promise<void> | null} what is under way */
  #reading = null;
  #again = false;

  /**
   * @param {() => Promise<T>} ask
   * @param {number} [pause] milliseconds in which {@link Answer#soon} asks once
   */
  constructor(ask, pause = PAUSE) {
    super();
    this.#ask = ask;
    this.#pause = pause;
  }

  /** @returns {Promise<void>} when it has been answered what was so at the call, or later */
  read() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#reading) this.#again = true;
    else this.#reading = this.#readOn(this.#question);
    return this.#reading;
  }

  /**
   * One after the other: a slow server is not asked faster than it answers, and each answer is shown.
   *
   * @param {number} question of another one nobody wants the answer any more
   */
  async #readOn(question) {
    for (;;) {
      this.#again = false;
      let value = null;
      let error = null;
      try {
        value = await this.#ask();
      } catch (failure) {
        error = RpcError.from(failure);
      }
      if (question !== this.#question) return;
      this.value = error ? this.value : value;
      this.error = error;
      const isDone = !this.#again;
      if (isDone) this.#reading = null;
      this.dispatchEvent(new Event('change'));
      if (isDone || question !== this.#question) return;
    }
  }

  /** Reads within a moment, however often it is called meanwhile. */
  soon() {
    this.#timer ||= window.setTimeout(() => void this.read(), this.#pause);
  }

  /** Forgets what was answered to another question, and asks. */
  anew() {
    this.#question++;
    this.#reading = null;
    this.value = null;
    this.error = null;
    this.dispatchEvent(new Event('change'));
    void this.read();
  }

  /**
   * Reads now and whenever the feed tells of one of these kinds, or was away.
   *
   * @param {string[]} kinds as of {@link Feed#on}
   * @param {(news: import('./feed.js').News) => boolean} [concerns] what of it; all, if it is left out
   * @returns {() => void} ends it
   */
  keep(kinds, concerns = () => true) {
    const again = () => this.soon();
    const end = feed.on(kinds, (news) => {
      if (concerns(news)) again();
    });
    feed.addEventListener('resumed', again);
    void this.read();
    return () => {
      end();
      feed.removeEventListener('resumed', again);
      clearTimeout(this.#timer);
      this.#timer = 0;
    };
  }
}

/**
 * A list that comes by pages: as many are read again as were shown. Its value is
 * `{items, more}`, where `more` says whether there are further ones.
 *
 * @extends {Answer<{items: any[], more: boolean}>}
 */
export class Pages extends Answer {
  #wanted;
  #size;

  /**
   * @param {(page: {limit: number, cursor?: string}) => Promise<any>} ask whose answer has one
   *   list and `nextCursor`
   * @param {number} [size] of a page
   */
  constructor(ask, size = 200) {
    super(async () => {
      /** @type {any[]} */
      const items = [];
      let cursor;
      do {
        const page = await ask({ limit: this.#size, ...(cursor ? { cursor } : {}) });
        items.push(...(Object.values(page).find(Array.isArray) ?? []));
        cursor = page.nextCursor;
      } while (cursor && items.length < this.#wanted);
      return { items, more: !!cursor };
    });
    this.#size = size;
    this.#wanted = size;
  }

  /** One page more. */
  more() {
    this.#wanted += this.#size;
    void this.read();
  }
}

/**
 * An answer as a view shows it: loading, failed, or what `show` makes of it.
 *
 * @template T
 * @param {Answer<T>} answer
 * @param {string} what such as `Loading mail`
 * @param {(value: T) => unknown} show
 */
export function shown(answer, what, show) {
  const { value, error } = answer;
  if (value === null) return error ? failed(error, () => answer.anew()) : loading(what);
  return html`${error ? html`<p class="alert" role="status">This may be old: ${error.message}</p>`
    : nothing}${show(value)}`;
}

/** The way to further pages. @param {Pages} pages @param {string} what */
export const moreOf = (pages, what) => pages.value?.more
  ? html`<p class="more"><button type="button" @click=${() => pages.more()}>${what}</button></p>`
  : nothing;
