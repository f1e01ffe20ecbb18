import { html } from 'lit';
import { to } from 'ui/lib/router.js';
import { viewOf } from 'ui/views.js';

/** @param {string} id of an agent; where its own page is not there yet, the list shows it */
export const agentHref = (id) =>
  viewOf('agent') ? to('agent', [id]) : to('agents', [], { q: id });

/** @param {string} id an agent's or a mailbox's */
export const agentLink = (id) => html`<a class="agent" href=${agentHref(id)}>${id}</a>`;

/** @param {string} taskId `a/12` → where its page is */
export const taskHref = (taskId) => {
  const at = taskId.lastIndexOf('/');
  return to('agent', [taskId.slice(0, at), 'task', taskId.slice(at + 1)]);
};

/** Where the tasks of a conversation are. @param {string} agentId @param {string} threadId */
export const threadHref = (agentId, threadId) => to('tasks', [], { agent: agentId, thread: threadId });

/** As a cell of a table: where there is no room, the agent's name is cut and never the number. @param {string} taskId */
export const taskCell = (taskId) => {
  const at = taskId.lastIndexOf('/');
  return html`<a class="mono task-id" href=${taskHref(taskId)} aria-label=${taskId} title=${taskId}>
    <span class="one-line">${taskId.slice(0, at)}</span><span>${taskId.slice(at)}</span></a>`;
};

/** @param {string} taskId */
export const taskLink = (taskId) => html`<a class="mono" href=${taskHref(taskId)}>${taskId}</a>`;
