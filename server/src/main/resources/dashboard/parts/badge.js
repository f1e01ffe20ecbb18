import { html, nothing } from 'lit';
import { number } from 'ui/lib/format.js';

/** Which colour means what; a badge always says it in words, too. */
const TONES = /** @type {Record<string, string>} */ ({
  active: 'go', running: 'go', up: 'ok', succeeded: 'ok', completed: 'ok', ok: 'ok', fired: 'ok',
  waiting: 'wait', retrying: 'wait', degraded: 'wait', suspended: 'wait', skipped: 'wait', unread: 'go',
  joining: 'wait', leaving: 'wait', exiting: 'wait',
  sleeping: 'rest', queued: 'calm', idle: 'calm', read: 'calm', replied: 'calm', archived: 'calm',
  stopped: 'off', cancelled: 'off', expired: 'off',
  failed: 'bad', dead: 'bad', error: 'bad', unavailable: 'bad', missed: 'bad', bounced: 'bad', unreachable: 'bad', down: 'bad',
});

/** @param {string} state of an agent, a task, a mail, a firing, the server; its colour's name */
export const tone = (state) => TONES[state] ?? 'calm';

/** @param {string} state */
export const badge = (state) =>
  html`<span class="badge ${tone(state)}" data-state=${state}>${state}</span>`;

/** @param {string} priority nothing for the normal one, which is no news */
export const priorityBadge = (priority) =>
  priority === 'normal'
    ? nothing
    : html`<span class="priority ${priority}">${priority}</span>`;

/** @param {number} n @param {string} [what] nothing if there is none; `1,000` means at least so many */
export const count = (n, what = '') =>
  n ? html`<span class="count" title=${what}>${number(n)}${n >= 1000 ? '+' : ''}</span>` : nothing;
