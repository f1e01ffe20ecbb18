import { html, nothing } from 'lit';
import { feed, rpc } from 'ui/context.js';
import { afterFrame } from 'ui/lib/frames.js';
import { money, number, plural } from 'ui/lib/format.js';
import { to } from 'ui/lib/router.js';
import { UNDER_WAY } from 'ui/lib/tasks.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import { icon } from 'ui/parts/icons.js';
import { threadHref } from 'ui/parts/links.js';
import { failed, loading } from 'ui/parts/states.js';
import { cancel, fork, redrive, steer } from 'ui/views/agent/actions.js';
import { approvalCard } from 'ui/views/agent/approvals.js';
import { took } from 'ui/views/agent/entries.js';
import { about, AgentPart, Live } from 'ui/views/agent/live.js';
import { originLink } from 'ui/views/agent/origin.js';
import { stepList, words } from 'ui/views/agent/steps.js';
import 'ui/parts/time.js';
import 'ui/views/agent/replay.js';

/** Steps that are shown at first, the last ones. */
const STEPS = 200;

/** One task: what was asked, every step, what came of it, what it cost; and what can be done with it. */
class AgentTask extends AgentPart {
  /** @type {Live<{task: any, approvals: any[]}>} */
  #task;
  /** What the model says just now. */
  #tokens = '';
  #shown = STEPS;

  constructor() {
    super();
    this.shows(
      () => new Live(() => this.#read(), (news) =>
        news.taskId === this.taskId || about(this.agentId, 'deadLetter')(news)),
      (task) => (this.#task = task));
    this.whileShown(() => feed.onTokens(this.agentId, ({ taskId, delta }) => {
      if (taskId !== this.taskId) return;
      this.#tokens = (this.#tokens + delta).slice(-4000);
      afterFrame(this, () => this.requestUpdate());
    }));
    this.whileShown(() => feed.on(['task.step', 'task.completed'], (news) => {
      if (news.taskId === this.taskId && news.kind !== 'toolCall') this.#tokens = '';
    }));
  }

  get taskId() {
    return `${this.agentId}/${this.route?.path[2] ?? ''}`;
  }

  async #read() {
    const task = await rpc.call('getTask', { taskId: this.taskId });
    if (task.state !== 'waiting') return { task, approvals: [] };
    const { approvals } = await rpc.call('listApprovals', { agentId: this.agentId });
    return { task, approvals: approvals.filter((/** @type {any} */ it) => it.taskId === this.taskId) };
  }

  render() {
    const { value, error } = this.#task;
    if (!value) return error ? failed(error, () => void this.#task.read()) : loading('Loading the task');
    const { task, approvals } = value;
    return html`
      <div class="task-head"><h2>Task ${this.taskId}</h2>${badge(task.state)}${priorityBadge(task.priority)}
        <div class="actions push">${this.#actions(task)}</div></div>
      ${approvals.map(approvalCard)}
      <div class="two">
        <section class="card" aria-label="Conversation">
          <div class="asked"><strong>Asked</strong>${words(task.prompt)}
            ${pictures(task.images ?? [])}</div>
          ${task.steps.length > this.#shown ? html`<button type="button" class="more" @click=${() => {
            this.#shown += STEPS;
            this.requestUpdate();
          }}>${plural(task.steps.length - this.#shown, 'earlier step')}</button>` : nothing}
          ${stepList(task.steps.slice(-this.#shown), (step) => fork(this.taskId, step))}
          ${this.#tokens && UNDER_WAY.includes(task.state) ? html`<p class="tokens words">${this.#tokens}</p>` : nothing}
          ${UNDER_WAY.includes(task.state) ? html`<p class="dim">${task.state}…</p>` : nothing}
          ${task.error ? html`<div class="said bad"><strong>Error</strong>${words(task.error)}</div>` : nothing}
          ${task.result !== null
            ? html`<div class="said ok"><strong>Result</strong>${words(task.result)}</div>` : nothing}
        </section>
        <div class="aside">${this.#facts(task)}
          ${UNDER_WAY.includes(task.state) ? nothing : html`<rv-agent-replay
            .taskId=${this.taskId}></rv-agent-replay>`}</div>
      </div>`;
  }

  /** @param {any} task */
  #actions(task) {
    const id = this.taskId;
    return html`
      ${UNDER_WAY.includes(task.state) ? html`
        <button type="button" @click=${() => steer(id)}>Steer</button>
        <button type="button" @click=${() => cancel(id)}>${icon('close')} Cancel task</button>` : nothing}
      ${task.state === 'dead' ? html`<button type="button" class="primary"
        @click=${() => redrive(task)}>${icon('refresh')} Redrive</button>` : nothing}
      <button type="button"
        @click=${() => fork(id, task.steps.findLast((/** @type {any} */ it) => it.kind === 'model')?.step ?? 0)}>Fork</button>
      <a class="button" href=${to('agent', [this.agentId, 'timeline'], { at: id.split('/').at(-1) })}>In the timeline</a>`;
  }

  /** @param {any} task */
  #facts({ origin, threadId, attempt, queuedAt, startedAt, endedAt, usage, settings }) {
    return html`<section class="card" aria-label="Facts"><dl class="known">
      <div><dt>Came of</dt><dd>${originLink(origin, this.agentId)}</dd></div>
      ${threadId ? html`<div><dt>Thread</dt><dd><a href=${threadHref(this.agentId, threadId)}>${threadId}</a></dd></div>` : nothing}
      <div><dt>Attempt</dt><dd>${attempt}</dd></div>
      <div><dt>Queued</dt><dd><rv-time at=${queuedAt} mode="exact"></rv-time></dd></div>
      ${startedAt ? html`<div><dt>Began</dt><dd><rv-time at=${startedAt} mode="exact"></rv-time></dd></div>` : nothing}
      ${endedAt ? html`<div><dt>Ended</dt><dd><rv-time at=${endedAt} mode="exact"></rv-time></dd></div>
        <div><dt>Took</dt><dd>${took(startedAt ?? queuedAt, endedAt)}</dd></div>` : nothing}
      <div><dt>Tokens</dt><dd>${number(usage.inputTokens)} in, ${number(usage.outputTokens)} out</dd></div>
      <div><dt>Cost</dt><dd>${money(usage.costMicros)}${usage.unpricedCalls
        ? html` <span class="dim">and ${number(usage.unpricedCalls)} calls without a price</span>`
        : nothing}</dd></div>
      ${Object.entries(settings ?? {}).filter(([, value]) => value !== null).map(([name, value]) => html`
        <div data-setting=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl></section>`;
  }
}
customElements.define('rv-agent-task', AgentTask);

/**
 * What was shown beside the prompt. Those elsewhere are not fetched: this page asks no other host.
 *
 * @param {{mimeType?: string, bytes?: number, url?: string}[]} images
 */
const pictures = (images) => images.length === 0 ? nothing : html`<ul class="pictures">${images.map((it) => html`
  <li>${it.url ? html`<a href=${it.url} target="_blank" rel="noopener noreferrer">${it.url}</a>`
    : html`${it.mimeType}, ${number(Math.ceil((it.bytes ?? 0) / 1024))} kB`}</li>`)}</ul>`;
