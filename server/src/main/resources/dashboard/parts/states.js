import { html, nothing } from 'lit';
import { icon } from 'ui/parts/icons.js';

/** @param {string} title @param {unknown} [text] what to do about it */
export const empty = (title, text = nothing) => html`
  <div class="blank"><p class="blank-title">${title}</p><p>${text}</p></div>`;

/** @param {string} [what] */
export const loading = (what = 'Loading') => html`
  <div class="blank" role="status"><span class="spinner" aria-hidden="true"></span>
    <p>${what}…</p></div>`;

/**
 * @param {{message: string, hint?: string}} error
 * @param {() => void} [again]
 */
export const failed = (error, again) => html`
  <div class="blank bad" role="alert">${icon('alert')}
    <p class="blank-title">${error.message}</p>
    ${error.hint ? html`<p>${error.hint}</p>` : nothing}
    ${again ? html`<button type="button" @click=${again}>Try again</button>` : nothing}
  </div>`;
