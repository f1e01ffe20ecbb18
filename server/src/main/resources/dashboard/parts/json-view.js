import { html } from 'lit';
import { Part } from 'ui/lib/element.js';

const LONG = 400;

/** Any JSON value, folded: `<rv-json .value=${v} .open=${2}>`; `open` is how many levels. */
class JsonView extends Part {
  static properties = { value: { attribute: false }, open: { type: Number } };

  constructor() {
    super();
    /** @type {any} */
    this.value = undefined;
    this.open = 1;
  }

  render() {
    return html`<div class="json">${node(this.value, this.open)}</div>`;
  }
}
customElements.define('rv-json', JsonView);

/**
 * @param {any} value
 * @param {number} open
 * @returns {import('lit').TemplateResult}
 */
function node(value, open) {
  if (value === null || typeof value !== 'object') return leaf(value);
  const entries = Object.entries(value);
  const isList = Array.isArray(value);
  const size = isList ? `[${entries.length}]` : `{${entries.length}}`;
  if (entries.length === 0) return html`<span class="json-size">${isList ? '[]' : '{}'}</span>`;
  return html`<details ?open=${open > 0}>
    <summary><span class="json-size">${size}</span></summary>
    <ul>${entries.map(([key, inner]) =>
      html`<li><span class="json-key">${key}</span> ${node(inner, open - 1)}</li>`)}</ul>
  </details>`;
}

/** @param {any} value */
function leaf(value) {
  if (typeof value !== 'string') return html`<span class="json-${typeof value}">${String(value)}</span>`;
  if (value.length <= LONG) return html`<span class="json-string">${value}</span>`;
  return html`<details class="json-long"><summary>${value.slice(0, LONG)}…</summary>
    <span class="json-string">${value}</span></details>`;
}
