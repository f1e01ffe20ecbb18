import { html, nothing } from 'lit';
import { rpc } from 'ui/context.js';
import { shown } from 'ui/lib/answer.js';
import { exact } from 'ui/lib/format.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import { factList } from 'ui/parts/detail.js';
import { agentLink, taskLink } from 'ui/parts/links.js';
import 'ui/parts/json-view.js';

const LOOKED_AT = 1000;

/**
 * Who was given a task by an event, as far as the newest tasks and dead letters tell.
 *
 * @param {string} eventId
 */
export async function readHearers(eventId) {
  const [{ tasks }, { deadLetters }] = await Promise.all([
    rpc.call('listTasks', { limit: LOOKED_AT }),
    rpc.call('listDeadLetters', { kind: 'event', limit: LOOKED_AT })]);
  return {
    tasks: tasks.filter((/** @type {any} */ task) => task.origin === `event:${eventId}`),
    letter: deadLetters.find((/** @type {any} */ letter) => letter.eventId === eventId) ?? null,
  };
}

/**
 * An event: its CloudEvents attributes, its data, and who heard it.
 *
 * @param {any} event
 * @param {import('../../lib/answer.js').Answer<{tasks: any[], letter: any}>} hearers
 * @param {() => void} again
 */
export const eventView = (event, hearers, again) => html`
  ${factList([
    ['id', html`<span class="mono">${event.eventId}</span>`],
    ['type', html`<span class="mono">${event.event}</span>`],
    ['source', event.source],
    ['subject', event.subject],
    ['time', exact(event.at)],
    ['priority', event.priority === 'normal' ? 'normal' : priorityBadge(event.priority)],
    ['only for', event.targets?.map((/** @type {string} */ id) => html`${agentLink(id)} `)],
    .../** @type {[string, string][]} */ (Object.entries(event.attributes ?? {})),
  ])}
  <div><h3>Data</h3>${event.data === null || event.data === undefined
    ? html`<p class="dim">none</p>`
    : html`<rv-json .value=${event.data} .open=${3}></rv-json>`}</div>
  <div><h3>Who heard it</h3>${shown(hearers, 'Looking', heard)}</div>
  <div class="actions"><button type="button" @click=${again}>Broadcast one like it</button></div>`;

/** @param {{tasks: any[], letter: any}} hearers */
function heard({ tasks, letter }) {
  if (letter) {
    return html`<p>${badge('dead')} ${letter.reason}. <a href="#/deadletters?kind=event">Dead letters</a></p>`;
  }
  if (tasks.length === 0) {
    return html`<p class="dim">None of the newest tasks came of it. A sleeping agent may have been woken.</p>`;
  }
  return html`<ul class="rows">${tasks.map((task) => html`<li>${agentLink(task.agentId)}
    ${taskLink(task.taskId)}<span class="push">${badge(task.state)}</span></li>`)}</ul>
    ${tasks.length >= LOOKED_AT ? html`<p class="dim">and more</p>` : nothing}`;
}
