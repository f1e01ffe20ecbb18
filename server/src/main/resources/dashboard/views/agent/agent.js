import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { rpc } from 'ui/context.js';
import { Part, styles } from 'ui/lib/element.js';
import { timed } from 'ui/lib/format.js';
import { bind } from 'ui/lib/keys.js';
import { go, to } from 'ui/lib/router.js';
import { badge } from 'ui/parts/badge.js';
import { icon } from 'ui/parts/icons.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { sendTask, sleep, start, stop, wake } from 'ui/views/agent/actions.js';
import { about, AgentPart, Live } from 'ui/views/agent/live.js';
import 'ui/parts/time.js';
import 'ui/views/agent/definition.js';
import 'ui/views/agent/mail.js';
import 'ui/views/agent/notes.js';
import 'ui/views/agent/now.js';
import 'ui/views/agent/past.js';
import 'ui/views/agent/schedules.js';
import 'ui/views/agent/task.js';
import 'ui/views/agent/tasks.js';
import 'ui/views/agent/timeline.js';

/** A tab's name in the address, what it is called, and how much is in it. */
const TABS = /** @type {[string, string, (agent: any) => number][]} */ ([
  ['now', 'Now', () => 0],
  ['timeline', 'Timeline', (agent) => agent.seq],
  ['tasks', 'Tasks', () => 0],
  ['past', 'Time travel', () => 0],
  ['mail', 'Mail', (agent) => agent.mail.unread],
  ['schedules', 'Schedules', (agent) => agent.schedules.length],
  ['notes', 'Notes', () => 0],
  ['definition', 'Definition', (agent) => agent.subscriptions.length]]);

/** `#/agent/ID/TAB`: everything about one agent, and what can be done with it. */
class AgentView extends Part {
  static properties = { route: { attribute: false } };

  constructor() {
    super();
    /** @type {import('../../lib/router.js').Route | null} */
    this.route = null;
    styles('/ui/views/agent/agent.css');
  }

  render() {
    const id = this.route?.path[0] ?? '';
    if (!id) return html`<section class="view"><h1>Agent</h1>${empty('No agent is named in the address', html`<a href=${to('agents')}>All agents</a>`)}</section>`;
    return keyed(id, html`<rv-one-agent .agentId=${id} .route=${this.route}></rv-one-agent>`);
  }
}
customElements.define('rv-agent', AgentView);

class OneAgent extends AgentPart {
  /** @type {Live<any>} */
  #live;

  constructor() {
    super();
    this.shows(() => new Live(() => rpc.call('getAgent', { agentId: this.agentId }), about(this.agentId)),
      (live) => (this.#live = live));
    this.whileShown(() => {
      const ends = [
        bind({ keys: 'n', what: 'Send this agent a task', run: () => void sendTask(this.agentId) }),
        bind({ keys: 'z', what: 'Put this agent to sleep', run: () => void sleep(this.agentId) }),
        bind({ keys: 'w', what: 'Wake this agent', run: () => void wake(this.agentId) }),
        bind({ keys: ']', what: 'Next tab', run: () => this.#turn(1) }),
        bind({ keys: '[', what: 'Tab before', run: () => this.#turn(-1) })];
      return () => ends.forEach((end) => end());
    });
    this.addEventListener('changed', () => void this.#live.read());
  }

  /** On a phone not all tabs are seen; the one that was gone to is. @param {Map<string, unknown>} changed */
  updated(changed) {
    if (!changed.has('route')) return;
    this.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  get #tab() {
    return this.route?.path[1] || 'now';
  }

  /** @param {number} by */
  #turn(by) {
    const at = TABS.findIndex(([tab]) => tab === (this.#tab === 'task' ? 'tasks' : this.#tab));
    go(to('agent', [this.agentId, TABS[(at + by + TABS.length) % TABS.length][0]]));
  }

  render() {
    const { value: agent, error } = this.#live;
    return html`<section class="view agent">
      <div class="view-head"><h1>${this.agentId}</h1>
        ${agent ? html`${badge(agent.state)}<span class="dim">for <rv-time at=${agent.since} mode="age"></rv-time></span>
          <div class="actions push">${this.#actions(agent)}</div>` : nothing}</div>
      ${!agent ? error ? failed(error, () => void this.#live.read()) : loading('Loading the agent') : html`
        <p class="why">${timed(agent.why)}${agent.nextWake
          ? html` · <span class="dim">next: ${agent.nextWake.cause},</span>
          <rv-time at=${agent.nextWake.at} mode="countdown"></rv-time>` : nothing}${agent.node
          ? html` · <span class="dim" data-node=${agent.node}>lives on ${agent.node}</span>` : nothing}</p>
        ${this.#tabs(agent)}
        ${this.#body(agent)}`}
    </section>`;
  }

  /** @param {any} agent */
  #actions({ state, agentId }) {
    return html`<button type="button" class="primary" title="n"
      @click=${() => sendTask(agentId)}>${icon('plus')} Send task</button>
      ${state === 'stopped' ? html`<button type="button"
        @click=${() => start(agentId)}>${icon('play')} Start</button>` : html`
        ${state === 'sleeping' ? html`<button type="button" title="w"
          @click=${() => wake(agentId)}>${icon('sun')} Wake</button>`
          : html`<button type="button" title="z" @click=${() => sleep(agentId)}>${icon('sleep')} Sleep</button>`}
        <button type="button" @click=${() => stop(agentId)}>${icon('pause')} Stop</button>`}`;
  }

  /** @param {any} agent */
  #tabs(agent) {
    const here = this.#tab === 'task' ? 'tasks' : this.#tab;
    return html`<nav class="tabs" aria-label="About this agent">${TABS.map(([tab, name, count]) => html`
      <a href=${to('agent', [this.agentId, tab])} aria-current=${tab === here ? 'page' : nothing}>${name}${
        count(agent) ? html` <span class="count">${count(agent)}</span>` : nothing}</a>`)}</nav>`;
  }

  /** @param {any} agent */
  #body(agent) {
    const { agentId, route } = this;
    switch (this.#tab) {
      case 'now':
        return html`<rv-agent-now .agentId=${agentId} .agent=${agent}></rv-agent-now>`;
      case 'timeline':
        return html`<rv-agent-timeline .agentId=${agentId} .route=${route}></rv-agent-timeline>`;
      case 'tasks':
        return html`<rv-agent-tasks .agentId=${agentId} .route=${route}></rv-agent-tasks>`;
      case 'task':
        return keyed(route?.path[2], html`<rv-agent-task .agentId=${agentId} .route=${route}></rv-agent-task>`);
      case 'past':
        return html`<rv-agent-past .agentId=${agentId} .agent=${agent} .route=${route}></rv-agent-past>`;
      case 'mail':
        return html`<rv-agent-mail .agentId=${agentId}></rv-agent-mail>`;
      case 'schedules':
        return html`<rv-agent-schedules .agentId=${agentId} .agent=${agent} .route=${route}></rv-agent-schedules>`;
      case 'notes':
        return html`<rv-agent-notes .agentId=${agentId}></rv-agent-notes>`;
      case 'definition':
        return html`<rv-agent-definition .agentId=${agentId} .agent=${agent}></rv-agent-definition>`;
      default:
        return empty('There is no such tab', html`<a href=${to('agent', [agentId])}>${agentId}</a>`);
    }
  }
}
customElements.define('rv-one-agent', OneAgent);
