import { RpcError } from 'ui/lib/errors.js';

/**
 * @typedef {{id: number, kind: 'error' | 'done', text: string, hint: string}} Toast
 */

/** Short messages at the edge of the page. Event: `change`. */
class Toasts extends EventTarget {
  /** @type {Toast[]} at most five */
  shown = [];
  #next = 1;

  /** @param {unknown} error with its hint, until somebody closes it */
  error(error) {
    const { message, hint, field } = RpcError.from(error);
    this.#show('error', message, hint || (field && `look at ${field}`));
  }

  /** @param {string} text that something was done, for some seconds */
  done(text) {
    const toast = this.#show('done', text, '');
    setTimeout(() => this.close(toast.id), 5000);
  }

  /** @param {number} id */
  close(id) {
    this.shown = this.shown.filter((toast) => toast.id !== id);
    this.dispatchEvent(new Event('change'));
  }

  /** @param {Toast['kind']} kind @param {string} text @param {string} hint */
  #show(kind, text, hint) {
    const toast = { id: this.#next++, kind, text, hint };
    this.shown = [...this.shown.filter((t) => t.text !== text), toast].slice(-5);
    this.dispatchEvent(new Event('change'));
    return toast;
  }
}

export const toasts = new Toasts();

/**
 * Does something that the person asked for, and says how it went.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {string} [done] what to say when it is done
 * @returns {Promise<T | undefined>} undefined if it failed, which the person was told
 */
export async function attempt(promise, done) {
  try {
    const result = await promise;
    if (done) toasts.done(done);
    return result;
  } catch (error) {
    toasts.error(error);
    return undefined;
  }
}
