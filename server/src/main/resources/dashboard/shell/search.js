import { html, nothing } from 'lit';
import { agents } from 'ui/context.js';
import { Part } from 'ui/lib/element.js';
import { go, to } from 'ui/lib/router.js';
import { badge } from 'ui/parts/badge.js';
import { icon } from 'ui/parts/icons.js';
import { agentHref } from 'ui/parts/links.js';
import { VIEWS } from 'ui/views.js';

const MOST = 8;

/** Finds agents and views by a part of their names; Enter goes there. */
class Search extends Part {
  static properties = { text: { state: true }, at: { state: true }, open: { state: true } };

  constructor() {
    super();
    this.text = '';
    this.at = 0;
    this.open = false;
  }

  /** @returns {{title: string, href: string, note: unknown}[]} */
  #found() {
    const text = this.text.trim().toLowerCase();
    if (!text) return [];
    const views = VIEWS.filter((v) => !v.hidden && v.title.toLowerCase().startsWith(text))
      .map((v) => ({ title: v.title, href: to(v.id), note: 'view' }));
    /** @type {import('../lib/store.js').AgentRow[]} */
    const hits = [];
    for (const row of agents.all) {
      if (hits.length >= MOST) break;
      if (row.agentId.toLowerCase().includes(text)) hits.push(row);
    }
    const found = hits.map((row) => ({
      title: row.agentId, href: agentHref(row.agentId), note: badge(row.state) }));
    return [...views, ...found].slice(0, MOST);
  }

  render() {
    const found = this.open ? this.#found() : [];
    const isOpen = this.open && this.text.trim() !== '';
    return html`<search class="search">${icon('search')}
      <input type="text" role="combobox" aria-label="Search agents and views" placeholder="Search"
        autocomplete="off" spellcheck="false" aria-expanded=${isOpen} aria-controls="search-list"
        aria-autocomplete="list" aria-activedescendant=${found.length ? `search-${this.at}` : nothing}
        .value=${this.text} @input=${this.#typed} @keydown=${this.#key}
        @focus=${() => (this.open = true)} @blur=${() => (this.open = false)}>
      <kbd aria-hidden="true">/</kbd>
      <div id="search-list" role="listbox" aria-label="Found" ?hidden=${!isOpen}>
        ${found.map((hit, i) => html`<div role="option" id="search-${i}" class="hit"
          aria-selected=${i === this.at} @mousedown=${() => this.#go(hit.href)}>
          <span>${hit.title}</span><span class="dim">${hit.note}</span></div>`)}
        ${found.length ? nothing : html`<div role="option" aria-selected="false" aria-disabled="true"
          class="hit dim">Nothing is named so</div>`}
      </div></search>`;
  }

  #typed(/** @type {InputEvent} */ event) {
    this.text = /** @type {HTMLInputElement} */ (event.target).value;
    this.at = 0;
    this.open = true;
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const found = this.#found();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      this.at = (this.at + step + found.length) % found.length;
    } else if (event.key === 'Enter' && found[this.at]) {
      this.#go(found[this.at].href);
    } else if (event.key === 'Escape') {
      this.text = '';
      /** @type {HTMLElement} */ (event.target).blur();
    }
  }

  /** @param {string} href */
  #go(href) {
    this.text = '';
    /** @type {HTMLElement | null} */ (this.querySelector('input'))?.blur();
    go(href);
  }
}
customElements.define('rv-search', Search);
