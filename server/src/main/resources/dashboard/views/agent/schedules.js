import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { rpc } from 'ui/context.js';
import { moreOf } from 'ui/lib/answer.js';
import { plural } from 'ui/lib/format.js';
import { replace, to } from 'ui/lib/router.js';
import { attempt } from 'ui/lib/toasts.js';
import { badge } from 'ui/parts/badge.js';
import { ask, confirm } from 'ui/parts/dialog.js';
import { icon } from 'ui/parts/icons.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { taskHref } from 'ui/parts/links.js';
import { about, AgentPart, Live, LivePages } from 'ui/views/agent/live.js';
import { words } from 'ui/views/agent/steps.js';
import 'ui/parts/time.js';

/** The schedules of an agent; one of them open, with its next runs and its ledger. */
class AgentSchedules extends AgentPart {
  render() {
    const { schedules } = this.agent;
    const open = this.route?.params.get('open') ?? '';
    return html`<div class="filters"><button type="button" class="push"
      @click=${() => this.#create()}>${icon('plus')} New schedule</button></div>
      ${schedules.length === 0 ? empty('No schedules', 'What a schedule gives the agent to do comes by itself.') : nothing}
      <ul class="folds">${repeat(schedules, (/** @type {any} */ it) => it.scheduleId, (/** @type {any} */ it) => html`
        <li data-schedule=${it.scheduleId}>
          <button type="button" class="fold" aria-expanded=${open === it.scheduleId}
            @click=${() => replace(to('agent', [this.agentId, 'schedules'], { open: open === it.scheduleId ? '' : it.scheduleId }))}>
            <strong>${it.scheduleId}</strong><code>${it.schedule}</code><span class="grow dim">${it.timezone} · ${plural(it.runs, 'run')}</span>
            ${it.paused ? badge('paused') : it.next
              ? html`<rv-time at=${it.next} mode="countdown"></rv-time>`
              : html`<span class="dim">over</span>`}</button>
          ${open === it.scheduleId ? html`<rv-agent-schedule .agentId=${this.agentId}
            .scheduleId=${it.scheduleId}></rv-agent-schedule>` : nothing}
        </li>`)}</ul>`;
  }

  #create() {
    return ask({
      title: `A schedule for ${this.agentId}`,
      action: 'Create',
      fields: [
        { name: 'schedule', label: 'When', required: true,
          hint: '0 8 * * 1-5, @daily, @every 1h30m, or an instant' },
        { name: 'task', label: 'What to do', kind: 'area', required: true },
        { name: 'scheduleId', label: 'Name', hint: 'Nothing: the first schedule-N that is free' },
        { name: 'timezone', label: 'Time zone', hint: 'Nothing: the agent’s' },
      ],
      submit: (values) => rpc.call('scheduleTask', { agentId: this.agentId, ...values }),
    }).then(() => this.dispatchEvent(new Event('changed', { bubbles: true })));
  }
}
customElements.define('rv-agent-schedules', AgentSchedules);

/** One schedule: its next runs, and the line of each firing. */
class AgentSchedule extends AgentPart {
  static properties = { ...AgentPart.properties, scheduleId: { attribute: false } };
  /** @type {Live<any>} */
  #schedule;
  /** @type {LivePages} */
  #firings;

  constructor() {
    super();
    this.scheduleId = '';
    const ids = () => ({ agentId: this.agentId, scheduleId: this.scheduleId });
    this.shows(() => new Live(() => rpc.call('getSchedule', { ...ids(), limit: 1 }), about(this.agentId, 'schedule')),
      (schedule) => (this.#schedule = schedule));
    this.shows(() => new LivePages(async (page) => {
      const { firings, nextCursor } = await rpc.call('getSchedule', { ...ids(), ...page });
      return { firings, nextCursor };
    }, about(this.agentId, 'schedule')), (firings) => (this.#firings = firings));
  }

  /** @param {string} method @param {string} done */
  async #do(method, done) {
    await attempt(rpc.call(method, { agentId: this.agentId, scheduleId: this.scheduleId }), done);
    void this.#schedule.read();
    this.dispatchEvent(new Event('changed', { bubbles: true }));
  }

  async #remove() {
    if (await confirm(`Delete the schedule ${this.scheduleId}?`, 'Tasks that came of it go on.', 'Delete')) {
      await this.#do('deleteSchedule', `${this.scheduleId} is deleted`);
    }
  }

  render() {
    const { value, error } = this.#schedule;
    if (!value) return error ? failed(error, () => void this.#schedule.read()) : loading('Loading the schedule');
    return html`<div class="inner">
      ${words(value.task)}
      <div class="actions">
        <button type="button" @click=${() => this.#do('triggerSchedule', 'Fired')}>${icon('play')} Fire now</button>
        ${value.paused ? html`<button type="button"
          @click=${() => this.#do('resumeSchedule', 'It goes on')}>Resume</button>`
          : html`<button type="button"
            @click=${() => this.#do('pauseSchedule', 'Paused')}>${icon('pause')} Pause</button>`}
        <button type="button" @click=${() => this.#remove()}>Delete</button></div>
      <p class="dim">Overlap: ${value.overlap} · missed: ${value.missed} · ${value.priority} priority</p>
      <h3>Next</h3>
      ${value.nextRuns.length === 0 ? html`<p class="dim">Nothing is due.</p>` : html`
      <ul class="lines">${value.nextRuns
        .map((/** @type {string} */ at) => html`<li><rv-time at=${at} mode="exact"></rv-time>
        <rv-time class="push dim" at=${at}></rv-time></li>`)}</ul>`}
      <h3>Ledger</h3>
      ${this.#firings.value?.items.length === 0 ? html`<p class="dim">It has not been due yet.</p>` : nothing}
      <ul class="lines">${(this.#firings.value?.items ?? []).map((it) => html`<li data-firing=${it.firingId}>
        <rv-time at=${it.dueAt} mode="exact"></rv-time>${badge(it.outcome)}
        <span class="dim">${[it.byHand && 'by hand', it.count > 1
          && `${it.count} times`, it.why].filter(Boolean).join(', ')}</span>
        ${it.taskId ? html`<a class="push" href=${taskHref(it.taskId)}>${it.taskId}</a>` : nothing}</li>`)}</ul>
      ${moreOf(this.#firings, 'More')}</div>`;
  }
}
customElements.define('rv-agent-schedule', AgentSchedule);
