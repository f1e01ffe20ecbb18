import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Part } from 'ui/lib/element.js';

const BEYOND = 6;

/**
 * A list of any length of which only what is seen is in the page: `<rv-list .items .row .itemKey>`.
 * All rows are equally high. It has the focus as a whole; arrows, Page, Home and End move the
 * current row, Enter opens it.
 *
 * Event: `open` (detail: the item), by Enter or a click beside links and buttons.
 */
export class VirtualList extends Part {
  static properties = {
    items: { attribute: false },
    row: { attribute: false },
    itemKey: { attribute: false },
    header: { attribute: false },
    rowHeight: { type: Number },
    label: {},
    current: { state: true },
  };

  #top = 0;
  #height = 600;

  constructor() {
    super();
    /** @type {any[]} */
    this.items = [];
    /** @type {(item: any, index: number) => unknown} cells with role gridcell */
    this.row = () => nothing;
    /** @type {(item: any) => string} */
    this.itemKey = (item) => item.id;
    /** @type {unknown} a row with columnheaders */
    this.header = nothing;
    this.rowHeight = 40;
    this.label = '';
    this.current = -1;
    this.whileShown(() => {
      const seen = new ResizeObserver(([entry]) => {
        this.#height = entry.contentRect.height;
        this.requestUpdate();
      });
      seen.observe(this);
      return () => seen.disconnect();
    });
  }

  /** @returns {HTMLElement | null} what scrolls, and has the focus */
  get grid() {
    return this.querySelector('.vl');
  }

  render() {
    const { items, rowHeight: high } = this;
    const first = Math.max(0, Math.floor(this.#top / high) - BEYOND);
    const last = Math.min(items.length, Math.ceil((this.#top + this.#height) / high) + BEYOND);
    const shown = items.slice(first, last);
    const active = this.current >= first && this.current < last;
    return html`<div class="vl" role="grid" tabindex="0" aria-label=${this.label}
        aria-rowcount=${items.length} aria-activedescendant=${active ? this.#id(this.current) : nothing}
        @scroll=${this.#scrolled} @keydown=${this.#key}>
      ${this.header}
      <div class="vl-space" role="rowgroup" .style=${`height: ${items.length * high}px`}>
        ${repeat(shown, this.itemKey, (item, i) => this.#row(item, first + i))}
      </div>
    </div>`;
  }

  /** @param {any} item @param {number} index */
  #row(item, index) {
    return html`<div class="vl-row" role="row" id=${this.#id(index)} aria-rowindex=${index + 1}
        aria-selected=${index === this.current} data-key=${this.itemKey(item)}
        .style=${`top: ${index * this.rowHeight}px; height: ${this.rowHeight}px`}
        @click=${(/** @type {MouseEvent} */ event) => this.#clicked(event, item, index)}
      >${this.row(item, index)}</div>`;
  }

  /** @param {number} index */
  #id(index) {
    return `${this.id || 'list'}-row-${index}`;
  }

  #scrolled(/** @type {Event} */ event) {
    this.#top = /** @type {HTMLElement} */ (event.target).scrollTop;
    this.requestUpdate();
  }

  /** @param {MouseEvent} event @param {any} item @param {number} index */
  #clicked(event, item, index) {
    this.current = index;
    const target = /** @type {HTMLElement} */ (event.target);
    if (!target.closest('a, button, input')) this.#open(item);
  }

  #key(/** @type {KeyboardEvent} */ event) {
    if (event.target !== this.grid) return;
    const page = Math.max(1, Math.floor(this.#height / this.rowHeight) - 1);
    const end = this.items.length - 1;
    const next = {
      ArrowDown: this.current + 1, ArrowUp: this.current - 1, PageDown: this.current + page,
      PageUp: this.current - page, Home: 0, End: end }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      this.show(Math.min(end, Math.max(0, next)));
    } else if (event.key === 'Enter' && this.items[this.current]) {
      event.preventDefault();
      this.#open(this.items[this.current]);
    }
  }

  /** @param {number} index becomes the current row and is scrolled to */
  show(index) {
    this.current = index;
    const { grid } = this;
    if (!grid) return;
    const head = grid.querySelector('.vl-head')?.clientHeight ?? 0;
    const top = index * this.rowHeight;
    const bottom = top + this.rowHeight + head;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (bottom > grid.scrollTop + grid.clientHeight) grid.scrollTop = bottom - grid.clientHeight;
  }

  /** @param {any} item */
  #open(item) {
    this.dispatchEvent(new CustomEvent('open', { detail: item }));
  }
}
customElements.define('rv-list', VirtualList);
