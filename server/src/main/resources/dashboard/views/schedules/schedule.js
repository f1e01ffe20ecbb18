import { html, nothing } from 'lit';
import { moreOf, shown } from 'ui/lib/answer.js';
import { duration, exact } from 'ui/lib/format.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import { factList } from 'ui/parts/detail.js';
import { agentLink, taskLink } from 'ui/parts/links.js';
import 'ui/parts/time.js';

/**
 * One schedule: when it runs, what it did, and what can be done with it.
 *
 * @param {any} it `getSchedule`'s answer
 * @param {import('../../lib/answer.js').Pages} ledger
 * @param {Record<'toggle' | 'trigger' | 'change' | 'remove', () => void>} actions
 */
export const scheduleView = (it, ledger, { toggle, trigger, change, remove }) => html`
  <div class="actions">
    <button type="button" @click=${trigger}>Run now</button>
    <button type="button" @click=${toggle}>${it.paused ? 'Resume' : 'Pause'}</button>
    <button type="button" @click=${change}>Change</button>
    <button type="button" class="push" @click=${remove}>Delete</button></div>
  ${factList([
    ['agent', agentLink(it.agentId)],
    ['when', html`<span class="mono">${it.schedule}</span> (${it.timezone})`],
    ['next', it.paused ? html`${badge('paused')}` : it.next
      ? html`<rv-time at=${it.next} mode="countdown"></rv-time> <span class="dim">${exact(it.next)}</span>`
      : 'none any more'],
    ['runs', `${it.runs}${it.maxRuns ? ` of ${it.maxRuns}` : ''}`],
    ['overlap', it.overlap],
    ['missed', it.missed === 'catchUp' ? `catchUp, the newest ${it.maxCatchUp}` : it.missed],
    ['jitter', it.jitterSeconds ? duration(it.jitterSeconds) : null],
    ['priority', it.priority === 'normal' ? null : priorityBadge(it.priority)],
    ['until', it.endAt ? exact(it.endAt) : null],
  ])}
  <div><h3>What to do</h3><p class="text quote">${it.task}</p></div>
  ${it.nextRuns.length > 1 && !it.paused ? nextRuns(it.nextRuns) : nothing}
  <div><h3>Ledger</h3>${shown(ledger, 'Reading the ledger', ({ items }) => items.length === 0
    ? html`<p class="dim">It has not been due yet.</p>`
    : html`<ul class="rows ledger">${items.map(line)}</ul>${moreOf(ledger, 'Older lines')}`)}</div>`;

/** @param {string[]} runs */
const nextRuns = (runs) => html`<div><h3>Next runs</h3><ul class="rows">${runs.map((at) =>
  html`<li>${exact(at)} <rv-time class="push dim" at=${at}></rv-time></li>`)}</ul></div>`;

/** @param {any} firing */
const line = (firing) => html`<li>${badge(firing.outcome)}
  <span>${exact(firing.dueAt)}${firing.count > 1 ? ` to ${exact(firing.lastDueAt)}, ${firing.count} times` : nothing}
    ${firing.byHand ? html`<span class="dim">by hand</span>` : nothing}
    ${firing.why ? html`<span class="dim">${firing.why}</span>` : nothing}</span>
  ${firing.taskId ? html`<span class="push">${taskLink(firing.taskId)}</span>` : nothing}</li>`;
