import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { feed, rpc } from 'ui/context.js';
import { Part } from 'ui/lib/element.js';
import { afterFrame } from 'ui/lib/frames.js';
import { duration, money, number, plural } from 'ui/lib/format.js';
import { to } from 'ui/lib/router.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import { empty } from 'ui/parts/states.js';
import { taskHref } from 'ui/parts/links.js';
import { cancel, sendTask, steer } from 'ui/views/agent/actions.js';
import { approvalCard } from 'ui/views/agent/approvals.js';
import { about, AgentPart, Live } from 'ui/views/agent/live.js';
import { stepList, words } from 'ui/views/agent/steps.js';
import 'ui/parts/time.js';

/** Tasks that are shown with their steps; the others are in the list of tasks. */
const SHOWN = 8;
const STEPS = 4;
const TOKENS = 2000;

/** What an agent does now, what waits, and what it will do by itself. */
class AgentNow extends AgentPart {
  /** @type {Live<any[]>} */
  #approvals;
  /** What the model says just now, of each task. @type {Map<string, string>} */
  #tokens = new Map();

  constructor() {
    super();
    this.shows(
      () => new Live(async () => (await rpc.call('listApprovals', { agentId: this.agentId })).approvals,
        about(this.agentId, 'approval', 'task')),
      (approvals) => (this.#approvals = approvals));
    this.whileShown(() => feed.onTokens(this.agentId, ({ taskId, delta }) =>
      this.#say(taskId, (this.#tokens.get(taskId) ?? '') + delta)));
    this.whileShown(() => feed.on(['task.step', 'task.retrying', 'task.completed'], (news) => {
      if (news.agentId === this.agentId && (news.kind ?? 'model') === 'model') this.#say(news.taskId, '');
    }));
  }

  /** @param {string} taskId @param {string} text empty: it has ended, and is a step now */
  #say(taskId, text) {
    if (text) this.#tokens.set(taskId, text.slice(-TOKENS));
    else this.#tokens.delete(taskId);
    afterFrame(this, () => this.requestUpdate());
  }

  render() {
    const { agent } = this;
    const busy = [...agent.running, ...agent.waiting];
    return html`
      ${(this.#approvals.value ?? []).map(approvalCard)}
      <div class="two">
        <section class="card" aria-labelledby="busy-title"><h2 id="busy-title">Under way</h2>
          ${busy.length === 0 ? empty('No task is under way', html`<button type="button"
            @click=${() => sendTask(this.agentId)}>Send one</button>`)
            : repeat(busy.slice(0, SHOWN), (task) => task.taskId, (task) =>
              html`<rv-live-task .task=${task} .tokens=${this.#tokens.get(task.taskId) ?? ''}></rv-live-task>`)}
          ${busy.length > SHOWN ? html`<p class="dim"><a href=${to('agent', [this.agentId, 'tasks'])}>${
            plural(busy.length - SHOWN, 'more task')}</a></p>` : nothing}
        </section>
        <div class="aside">${this.#next()}${this.#queue()}${this.#spent()}</div>
      </div>`;
  }

  #next() {
    const { nextWake, sleep, schedules } = this.agent;
    const planned = schedules.filter((/** @type {any} */ it) => it.next && !it.paused);
    return html`<section class="card" aria-labelledby="comes-title"><h2 id="comes-title">What comes next</h2>
      ${nextWake ? html`<p class="big"><rv-time at=${nextWake.at} mode="countdown"></rv-time></p>
          <p class="dim">${nextWake.cause} · <rv-time at=${nextWake.at} mode="exact"></rv-time></p>`
        : html`<p class="dim">${sleep ? 'No time is set: it waits to be woken.' : 'Nothing is planned.'}</p>`}
      ${sleep ? html`<dl class="known">
        ${sleep.wakeEvents.length
          ? html`<div><dt>Or event</dt><dd>${sleep.wakeEvents.join(', ')}</dd></div>` : nothing}
        ${sleep.wakeOnMailPriority
          ? html`<div><dt>Or mail</dt><dd>of ${sleep.wakeOnMailPriority} priority</dd></div>` : nothing}
        ${sleep.reason ? html`<div><dt>Why</dt><dd>${sleep.reason}</dd></div>` : nothing}</dl>` : nothing}
      ${planned.length ? html`<ul class="lines">${planned.slice(0, 5).map((/** @type {any} */ it) => html`<li>
        <a href=${to('agent', [this.agentId, 'schedules'], { open: it.scheduleId })}>${it.scheduleId}</a>
        <rv-time class="push" at=${it.next} mode="countdown"></rv-time></li>`)}</ul>` : nothing}
    </section>`;
  }

  #queue() {
    const { depth, oldestAt, byPriority } = this.agent.queue;
    return html`<section class="card" aria-labelledby="queue-title"><h2 id="queue-title">Queue</h2>
      <p><a href=${to('agent', [this.agentId, 'tasks'])}><strong data-queue=${depth}>${number(depth)}</strong> waiting</a>${oldestAt
        ? html`<span class="dim">, the oldest for <rv-time at=${oldestAt} mode="age"></rv-time></span>` : nothing}</p>
      ${depth ? html`<p class="dim">${Object.entries(byPriority).filter(([, n]) => n)
        .map(([priority, n]) => `${n} ${priority}`).join(', ')}</p>` : nothing}
    </section>`;
  }

  #spent() {
    const { usage, budget, spent, errorCount, lastError, deadLetters } = this.agent;
    return html`<section class="card"
      aria-labelledby="spent-title"><h2 id="spent-title">Usage</h2><dl class="known">
      <div><dt>Tokens</dt><dd>${number(usage.inputTokens)} in, ${number(usage.outputTokens)} out</dd></div>
      <div><dt>Cost</dt><dd>${money(usage.costMicros)}</dd></div>
      <div><dt>Errors</dt><dd>${number(errorCount)}</dd></div>
      ${deadLetters ? html`<div><dt>Dead letters</dt><dd><a href=${to('agent', [this.agentId, 'tasks'], { state: 'dead' })}>${number(deadLetters)}</a></dd></div>` : nothing}
      ${lastError ? html`<div><dt>Last error</dt><dd>${lastError}</dd></div>` : nothing}
    </dl>${budget ? meters(budget, spent) : nothing}</section>`;
  }
}
customElements.define('rv-agent-now', AgentNow);

/** How much of a budget is used, in its window. @param {any} budget @param {any} spent */
function meters(budget, spent) {
  const { usage, calls = 0, timeSeconds = 0 } = spent ?? { usage: {} };
  const rows = [
    ['tokens', (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0), budget.maxTokens, number],
    ['cost', (usage.costMicros ?? 0) / 1e6, budget.maxCostUsd, (/** @type {number} */ usd) => money(usd * 1e6)],
    ['calls', calls, budget.maxCalls, number],
    ['time', timeSeconds, budget.maxSeconds, duration]];
  return html`<h3>Budget${budget.perSeconds ? ` for each ${duration(budget.perSeconds)}` : ''}</h3>
    ${rows.filter(([, , most]) => most).map((/** @type {any} */ [what, used, most, shown]) => html`
      <label class="meter">${what} <span class="dim">${shown(used)} of ${shown(most)}</span>
        <meter min="0" max=${most} high=${most * 0.8} value=${used}></meter></label>`)}`;
}

/** A task under way: its last steps, and the tokens of the next one as they come. */
class LiveTask extends Part {
  static properties = { task: { attribute: false }, tokens: { attribute: false } };
  /** @type {Live<any>} */
  #full;

  constructor() {
    super();
    /** @type {any} */
    this.task = null;
    this.tokens = '';
    this.whileShown(() => {
      const { taskId } = this.task;
      this.#full = new Live(() => rpc.call('getTask', { taskId }), (news) => news.taskId === taskId);
      this.#full.addEventListener('change', () => this.requestUpdate());
      return this.#full.start();
    });
  }

  render() {
    const { taskId, state, priority, attempt, steps, runningSince, calls, notBefore } = this.task;
    const full = this.#full.value;
    return html`<article class="live-task" data-task=${taskId}>
      <div class="task-head"><a href=${taskHref(taskId)}><strong>${taskId}</strong></a>${badge(state)}${priorityBadge(priority)}
        <span class="dim">${plural(steps, 'step')}${attempt > 1 ? `, attempt ${attempt}` : ''}
          ${runningSince ? html`· for <rv-time at=${runningSince} mode="age"></rv-time>` : notBefore
            ? html`· <rv-time at=${notBefore} mode="countdown"></rv-time>` : nothing}</span>
        <span class="actions push">
          <button type="button" @click=${() => steer(taskId)} aria-label="Steer ${taskId}">Steer</button>
          <button type="button" @click=${() => cancel(taskId)}
            aria-label="Cancel ${taskId}">Cancel</button></span></div>
      ${full ? html`${words(full.prompt)}
        ${full.steps.length > STEPS
          ? html`<p class="dim"><a href=${taskHref(taskId)}>${plural(full.steps.length - STEPS, 'earlier step')}</a></p>` : nothing}
        ${stepList(full.steps.slice(-STEPS), undefined, full.steps)}` : nothing}
      ${calls.map((/** @type {any} */ call) => html`<p class="call"><span class="spinner small" aria-hidden="true"></span> <strong>${call.tool}</strong>
        <span class="dim">${call.wakeAt
          ? html`rests, <rv-time at=${call.wakeAt} mode="countdown"></rv-time>` : 'is being called'}</span></p>`)}
      ${this.tokens ? html`<p class="tokens words">${this.tokens}</p>` : nothing}
    </article>`;
  }
}
customElements.define('rv-live-task', LiveTask);
