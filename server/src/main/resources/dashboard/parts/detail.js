import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { icon } from 'ui/parts/icons.js';

/**
 * A list and, beside it, what is open of it.
 *
 * @param {unknown} list @param {unknown} detail null if nothing is open
 */
export const split = (list, detail) => html`<div class=${detail ? 'split open' : 'split'}>
  <div class="split-list">${list}</div>${detail ?? ''}</div>`;

/**
 * What is open, with the way back to the list.
 *
 * @param {string} title @param {string} back an address @param {unknown} content
 */
export const detail = (title, back, content) => html`
  <section class="card detail" tabindex="-1" aria-label=${title} ${ref(takeOver)}>
    <div class="detail-head"><h2>${title}</h2>
      <a class="button plain" href=${back} aria-label="Close" title="Close (u)">${icon('close')}</a></div>
    ${content}
  </section>`;

/** Names and what they stand for; those without a value are left out. @param {[string, unknown][]} facts */
export const factList = (facts) => html`<dl class="facts">${facts
  .filter(([, value]) => value !== null && value !== undefined && value !== '')
  .map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;

const NARROW = matchMedia('(max-width: 60rem)');

/** Where it takes the place of the list, it takes the focus, too. @param {Element | undefined} section */
function takeOver(section) {
  if (section && NARROW.matches) {
    requestAnimationFrame(() => /** @type {HTMLElement} */ (section).focus({ preventScroll: true }));
  }
}
