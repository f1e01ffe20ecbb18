import { html, nothing } from 'lit';
import { number } from 'ui/lib/format.js';
import { MOST } from 'ui/lib/live.js';

/** The button below a list that goes on. @param {import('../../lib/live.js').Pages} pages */
export const more = (pages) => {
  const { value } = pages;
  if (!value) return nothing;
  if (value.more) {
    return html`<button type="button" class="more" @click=${() => pages.more()}>More</button>`;
  }
  return value.rows.length >= MOST
    ? html`<p class="dim">The first ${number(MOST)}; the command line shows all.</p>` : nothing;
};
