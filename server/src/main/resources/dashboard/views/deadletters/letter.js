import { html, nothing } from 'lit';
import { rpc } from 'ui/context.js';
import { exact, plural } from 'ui/lib/format.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import { factList } from 'ui/parts/detail.js';
import { agentLink, taskLink } from 'ui/parts/links.js';
import 'ui/parts/json-view.js';
import { originLink } from 'ui/views/agent/origin.js';

const LOOKED_AT = 1000;

/**
 * What a dead letter was.
 *
 * @param {any} letter
 * @returns {Promise<{task?: any, mail?: any, event?: any}>} nothing in it if it is no longer on record
 */
export async function readWhat(letter) {
  try {
    switch (letter.kind) {
      case 'task':
        return { task: await rpc.call('getTask', { taskId: letter.taskId }) };
      case 'mail':
        return { mail: await rpc.call('getMail', { mailId: letter.mailId }) };
      default: {
        const { events } = await rpc.call('listEvents', { event: letter.event, limit: LOOKED_AT });
        return { event: events.find((/** @type {any} */ event) => event.eventId === letter.eventId) };
      }
    }
  } catch (error) {
    if (/** @type {any} */ (error).code === 'not_found') return {};
    throw error;
  }
}

/**
 * @param {any} letter @param {{task?: any, mail?: any, event?: any}} what
 * @param {{redrive: () => void, discard: () => void}} actions
 */
export const letterView = (letter, what, { redrive, discard }) => html`
  <div class="actions">
    <button type="button" class="primary" title="Redrive (r)" @click=${redrive}>
      ${letter.kind === 'task' ? 'Edit and redrive' : 'Redrive'}</button>
    <button type="button" title="Discard (x)" @click=${discard}>Discard</button></div>
  <p class="alert">${letter.reason}</p>
  ${factList([
    ['agent', letter.agentId ? agentLink(letter.agentId) : null],
    ['since', exact(letter.at)],
    ...facts(what)])}
  ${body(what)}`;

/** @param {{task?: any, mail?: any, event?: any}} what @returns {[string, unknown][]} */
function facts({ task, mail, event }) {
  if (task) {
    return [['task', html`${taskLink(task.taskId)} ${badge(task.state)}`],
      ['came from', originLink(task.origin, task.agentId)],
      ['attempts', task.attempt], ['steps', task.steps.length],
      ['priority', task.priority === 'normal' ? null : priorityBadge(task.priority)]];
  }
  if (mail) {
    return [['mail', html`${mail.mailId} ${badge(mail.status)}`], ['from', mail.from], ['subject', mail.subject]];
  }
  if (event) {
    return [['id', html`<span class="mono">${event.eventId}</span>`], ['source', event.source],
      ['subject', event.subject]];
  }
  return [];
}

/** @param {{task?: any, mail?: any, event?: any}} what */
function body({ task, mail, event }) {
  if (task) {
    return html`<div><h3>What it was asked</h3><p class="text quote">${task.prompt}</p></div>
      ${task.steps.length ? html`<details><summary>${plural(task.steps.length, 'step')} were done</summary>
        <rv-json .value=${task.steps} .open=${1}></rv-json></details>` : nothing}`;
  }
  if (mail) return html`<div><h3>Text</h3><p class="text quote">${mail.body}</p></div>`;
  if (event) {
    return html`<div><h3>Data</h3>${event.data === null ? html`<p class="dim">none</p>`
      : html`<rv-json .value=${event.data} .open=${3}></rv-json>`}</div>`;
  }
  return html`<p class="dim">What it was is no longer on record.</p>`;
}
