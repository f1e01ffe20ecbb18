import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { rpc } from 'ui/context.js';
import { moreOf } from 'ui/lib/answer.js';
import { replace, to } from 'ui/lib/router.js';
import { TASK_STATES } from 'ui/lib/tasks.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { taskHref } from 'ui/parts/links.js';
import { sendTask } from 'ui/views/agent/actions.js';
import { took } from 'ui/views/agent/entries.js';
import { about, AgentPart, LivePages } from 'ui/views/agent/live.js';
import 'ui/parts/time.js';

/** The tasks of an agent, the newest first. */
class AgentTasks extends AgentPart {
  /** @type {LivePages} */
  #tasks;

  constructor() {
    super();
    this.shows(
      () => new LivePages((page) => rpc.call('listTasks', { agentId: this.agentId, ...this.#filter(), ...page }),
        about(this.agentId, 'task', 'schedule', 'mail', 'approval', 'deadLetter')),
      (tasks) => (this.#tasks = tasks));
  }

  #filter() {
    const state = this.route?.params.get('state');
    return state ? { state } : {};
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.get('route')) this.#tasks.anew();
  }

  render() {
    const { state = '' } = this.#filter();
    return html`<div class="filters"><label class="inline">State
      <select @change=${(/** @type {any} */ event) => replace(to('agent', [this.agentId, 'tasks'], { state: event.target.value }))}>
        <option value="">all</option>
        ${TASK_STATES.map((it) => html`<option ?selected=${it === state}>${it}</option>`)}</select></label></div>
      ${this.#list()}`;
  }

  #list() {
    const { value, error } = this.#tasks;
    if (!value) return error ? failed(error, () => void this.#tasks.read()) : loading('Loading tasks');
    if (value.items.length === 0) {
      return empty('No tasks', html`<button type="button"
        @click=${() => sendTask(this.agentId)}>Send one</button>`);
    }
    return html`<ul class="folds">${repeat(value.items, (task) => task.taskId, (task) => html`
      <li data-task=${task.taskId}><a class="fold" href=${taskHref(task.taskId)}>
        <strong>${task.taskId.slice(this.agentId.length + 1)}</strong>${badge(task.state)}
        <span class="grow dim">${task.origin}${task.threadId ? ` · thread ${task.threadId}` : ''}</span>
        ${priorityBadge(task.priority)}
        ${task.attempt > 1 ? html`<span class="dim">attempt ${task.attempt}</span>` : nothing}
        ${task.startedAt && task.endedAt
          ? html`<span class="dim phone-hidden">${took(task.startedAt, task.endedAt)}</span>` : nothing}
        <rv-time class="dim" at=${task.queuedAt}></rv-time></a></li>`)}</ul>
      ${moreOf(this.#tasks, 'More')}`;
  }
}
customElements.define('rv-agent-tasks', AgentTasks);
