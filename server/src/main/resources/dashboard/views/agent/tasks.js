import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { rpc } from 'ui/context.js';
import { moreOf } from 'ui/lib/answer.js';
import { Details } from 'ui/lib/details.js';
import { replace, to } from 'ui/lib/router.js';
import { TASK_STATES } from 'ui/lib/tasks.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { taskHref } from 'ui/parts/links.js';
import { sendTask } from 'ui/views/agent/actions.js';
import { took } from 'ui/views/agent/entries.js';
import { about, AgentPart, LivePages } from 'ui/views/agent/live.js';
import 'ui/parts/time.js';

const BEGINNING = 200;

/** The tasks of an agent, the newest first. */
class AgentTasks extends AgentPart {
  /** @type {LivePages} */
  #tasks;
  /** What was asked. */
  #prompts = new Details({
    key: (/** @type {any} */ task) => task.taskId,
    stamp: () => 'for good',
    ask: async ({ taskId }) => (await rpc.call('getTask', { taskId })).prompt.slice(0, BEGINNING) });

  constructor() {
    super();
    this.follow(this.#prompts, 'change');
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
        <span class="grow prompt" title=${this.#prompts.get(task) ?? nothing}>${this.#prompts.get(task)}</span>
        <span class="dim phone-hidden" title=${task.origin}>${task.origin.split(':')[0]}${
          task.threadId && task.threadId !== task.origin ? ` · thread ${task.threadId.slice(0, 24)}` : ''}</span>
        ${priorityBadge(task.priority)}
        ${task.attempt > 1 ? html`<span class="dim">attempt ${task.attempt}</span>` : nothing}
        ${task.startedAt && task.endedAt
          ? html`<span class="dim phone-hidden">${took(task.startedAt, task.endedAt)}</span>` : nothing}
        <rv-time class="dim" at=${task.queuedAt}></rv-time></a></li>`)}</ul>
      ${moreOf(this.#tasks, 'More')}`;
  }
}
customElements.define('rv-agent-tasks', AgentTasks);
