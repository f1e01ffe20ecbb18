import { html, nothing } from 'lit';
import { Part } from 'ui/lib/element.js';
import 'ui/parts/virtual-list.js';

/**
 * @typedef {{id: string, label: string, width: string, cell: (row: any) => unknown, end?: boolean,
 *   phone?: boolean, sort?: (row: any) => string | number}} Column `width` as of a CSS grid;
 *   `end`: to the right; `phone: false`: left out where there is no room
 */

const PHONE = matchMedia('(max-width: 40rem)');

/**
 * Rows and columns, of any length: `<rv-table .columns .rows .rowKey label @open>`. A column with
 * `sort` has a button in its head; without a choice rows stay in the order that they are given.
 */
class Table extends Part {
  static properties = {
    columns: { attribute: false },
    rows: { attribute: false },
    rowKey: { attribute: false },
    rowHeight: { type: Number },
    label: {},
    sortBy: { state: true },
    down: { state: true },
  };

  constructor() {
    super();
    /** @type {Column[]} */
    this.columns = [];
    /** @type {any[]} */
    this.rows = [];
    /** @type {(row: any) => string} */
    this.rowKey = (row) => row.id;
    this.rowHeight = 40;
    this.label = '';
    this.sortBy = '';
    this.down = false;
    this.follow(PHONE, 'change');
  }

  render() {
    const columns = this.columns.filter((column) => !(PHONE.matches && column.phone === false));
    const grid = `grid-template-columns: ${columns.map((column) => column.width).join(' ')}`;
    const row = (/** @type {any} */ item) => html`<div class="cells" role="presentation" .style=${grid}>
      ${columns.map((column) => html`<div role="gridcell" class=${column.end ? 'cell end' : 'cell'}
        data-column=${column.id}>${column.cell(item)}</div>`)}</div>`;
    return html`<rv-list id=${`${this.id || 'table'}-list`} .items=${this.#sorted()} .row=${row}
      .itemKey=${this.rowKey} .rowHeight=${this.rowHeight} .label=${this.label}
      .header=${this.#head(columns, grid)} @open=${this.#open}></rv-list>`;
  }

  /** @param {Column[]} columns @param {string} grid */
  #head(columns, grid) {
    return html`<div class="vl-head" role="rowgroup"><div class="cells" role="row" .style=${grid}>
      ${columns.map((column) => html`<div role="columnheader" class=${column.end ? 'cell end' : 'cell'}
          aria-sort=${this.sortBy !== column.id ? nothing : this.down ? 'descending' : 'ascending'}>
        ${column.sort ? html`<button type="button" class="sort"
          @click=${() => this.#sort(column.id)}>${column.label}</button>` : column.label}
      </div>`)}</div></div>`;
  }

  /** First up, then down, then as given. @param {string} id */
  #sort(id) {
    if (this.sortBy !== id) [this.sortBy, this.down] = [id, false];
    else if (!this.down) this.down = true;
    else this.sortBy = '';
  }

  #sorted() {
    const value = this.columns.find((column) => column.id === this.sortBy)?.sort;
    if (!value) return this.rows;
    const sign = this.down ? -1 : 1;
    return this.rows
      .map((row) => ({ row, by: value(row) }))
      .sort((a, b) => (a.by < b.by ? -sign : a.by > b.by ? sign : 0))
      .map(({ row }) => row);
  }

  #open(/** @type {CustomEvent} */ event) {
    event.stopPropagation();
    this.dispatchEvent(new CustomEvent('open', { detail: event.detail }));
  }
}
customElements.define('rv-table', Table);
