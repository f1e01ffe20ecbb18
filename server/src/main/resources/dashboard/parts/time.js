import { clock, countdown, exact, relative } from 'ui/lib/format.js';

const FORMS = { relative, countdown, clock: (/** @type {string} */ at) => clock(at), exact,
  age: (/** @type {string} */ at) => relative(at).replace(' ago', '').replace('now', '1 s') };

/** @type {Set<Time>} */
const shown = new Set();
setInterval(() => {
  for (const time of shown) time.show();
}, 1000);

/**
 * A time, kept true: `<rv-time at=ISO mode="relative|age|countdown|clock|exact">`. The exact time is its
 * tooltip and what a screen reader reads.
 */
class Time extends HTMLElement {
  static observedAttributes = ['at', 'mode'];
  #text = '';

  connectedCallback() {
    shown.add(this);
    this.show();
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  show() {
    const at = this.getAttribute('at');
    const mode = /** @type {keyof FORMS} */ (this.getAttribute('mode') ?? 'relative');
    const text = at ? FORMS[mode](at) : '–';
    if (text === this.#text) return;
    this.#text = text;
    this.textContent = text;
    this.title = at ? `${exact(at)} (${at})` : '';
  }
}
customElements.define('rv-time', Time);
