import { html, nothing } from 'lit';
import { agents, rpc } from 'ui/context.js';
import { Answer } from 'ui/lib/answer.js';
import { now } from 'ui/lib/clock.js';
import { Part, styles } from 'ui/lib/element.js';
import { clock, duration } from 'ui/lib/format.js';
import { bind } from 'ui/lib/keys.js';
import { go, replace, to } from 'ui/lib/router.js';
import { badge, tone } from 'ui/parts/badge.js';
import { icon } from 'ui/parts/icons.js';
import { agentLink } from 'ui/parts/links.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { Lane } from 'ui/views/timeline/lane.js';
import { arrows } from 'ui/views/timeline/spans.js';
import 'ui/views/timeline/gantt.js';

const AT_FIRST = 10;
const MOST = 20;
const LISTED = 8;
const EVENTS = 1000;
const HOUR = 3_600_000;
const SHORT = 30_000;
const STATES = ['active', 'waiting', 'sleeping', 'idle', 'stopped'];

/**
 * When which agent slept, worked and waited, and what they sent each other. The agents are in the
 * address; without any they are those that did something last, at the moment it was opened.
 */
class TimelineView extends Part {
  static properties = { route: { attribute: false }, end: { state: true }, length: { state: true },
    follows: { state: true } };

  /** @type {Map<string, {lane: Lane, end: () => void}>} */
  #lanes = new Map();
  /** @type {string[]} */
  #recent = [];
  /** The newest events; older ones have no arrow. @type {Answer<{events: any[]}>} */
  #events = new Answer(() => rpc.call('listEvents', { limit: EVENTS }));
  /** Whether the window was chosen, by what there is to be seen or by a person. */
  #fitted = false;

  constructor() {
    super();
    /** @type {import('../../lib/router.js').Route | null} */
    this.route = null;
    this.end = now();
    this.length = 5 * 60_000;
    this.follows = true;
    styles('/ui/views/timeline/timeline.css');
    // Ten thousand agents change all the time; the chart needs them only to begin with.
    this.whileShown(() => {
      const begin = () => {
        if (this.#lanes.size === 0) this.requestUpdate();
      };
      agents.addEventListener('change', begin);
      return () => agents.removeEventListener('change', begin);
    });
    this.follow(this.#events, 'change');
    this.whileShown(() => {
      const endEvents = this.#events.keep(['event']);
      const timer = setInterval(() => {
        if (this.follows) this.end = now() + this.length * 0.02;
      }, 500);
      const keys = [
        bind({ keys: '+', what: 'Nearer', run: () => this.#gantt?.zoom(0.6) }),
        bind({ keys: '-', what: 'Farther', run: () => this.#gantt?.zoom(1 / 0.6) })];
      return () => {
        endEvents();
        clearInterval(timer);
        keys.forEach((end) => end());
        for (const { end } of this.#lanes.values()) end();
        this.#lanes.clear();
      };
    });
  }

  /** @returns {any} */
  get #gantt() {
    return this.querySelector('rv-gantt');
  }

  get #chosen() {
    const named = (this.route?.params.get('agents') ?? '').split(',').filter(Boolean);
    if (named.length) return [...new Set(named)].slice(0, MOST);
    if (this.#recent.length === 0) {
      this.#recent = agents.all.filter(({ lastActive }) => lastActive)
        .sort((a, b) => (/** @type {string} */ (a.lastActive) > /** @type {string} */ (b.lastActive) ? -1 : 1))
        .slice(0, AT_FIRST).map(({ agentId }) => agentId);
      if (this.#recent.length === 0) this.#recent = agents.all.slice(0, AT_FIRST).map(({ agentId }) => agentId);
    }
    return this.#recent;
  }

  willUpdate() {
    const chosen = this.isConnected ? this.#chosen : [];
    for (const [id, { end }] of this.#lanes) {
      if (chosen.includes(id)) continue;
      end();
      this.#lanes.delete(id);
    }
    for (const id of chosen) {
      if (this.#lanes.has(id)) continue;
      const lane = new Lane(id);
      lane.addEventListener('change', () => this.requestUpdate());
      this.#lanes.set(id, { lane, end: lane.start() });
    }
  }

  /** Begins with what has happened lately, at most an hour of it. */
  updated() {
    const lanes = [...this.#lanes.values()].map(({ lane }) => lane);
    if (this.#fitted || lanes.length === 0 || !lanes.every(({ entries }) => entries.length)) return;
    this.#fitted = true;
    const end = now();
    const first = Math.min(...lanes.flatMap(({ entries }) => entries.map(({ at }) => Date.parse(at)))
      .filter((at) => at > end - HOUR));
    this.length = Math.max(SHORT, Math.min(HOUR, (end - first) * 1.15));
  }

  render() {
    return html`<section class="view timeline">
      <div class="view-head"><h1>Timeline</h1>
        <span class="dim">the last ${duration(this.length / 1000)}${this.follows ? '' : ` before ${clock(this.end)}`}</span>
        <div class="actions push">
          <button type="button" aria-label="Farther" title="-" @click=${() => this.#gantt?.zoom(1 / 0.6)}>−</button>
          <button type="button" aria-label="Nearer" title="+" @click=${() => this.#gantt?.zoom(0.6)}>+</button>
          <button type="button" aria-pressed=${this.follows}
            @click=${() => this.#now()}>${icon('play')} Now</button></div></div>
      ${this.#body()}</section>`;
  }

  #now() {
    this.follows = true;
    this.end = now();
  }

  #body() {
    if (agents.status === 'loading') return loading('Loading agents');
    if (agents.status === 'error' && agents.error) return failed(agents.error, () => void agents.load());
    if (agents.size === 0) return empty('No agents yet', html`Create one in <a href=${to('agents')}>Agents</a>.`);
    const chosen = this.#chosen;
    const lanes = chosen.flatMap((id) => this.#lanes.get(id)?.lane ?? []);
    const until = now();
    const rows = lanes.map((lane) => ({ agentId: lane.agentId, spans: lane.spans(until) }));
    const sent = arrows(lanes, this.#events.value?.events ?? []);
    return html`${this.#picker(chosen)}
      ${lanes.flatMap((lane) => lane.error ? [html`<p class="form-error" role="alert">${lane.agentId}: ${lane.error.message}</p>`] : [])}
      <div class="card chart"><rv-gantt .rows=${rows} .arrows=${sent} .end=${this.end} .length=${this.length}
        @window=${this.#window} @pick=${pick}></rv-gantt></div>
      ${legend()}
      ${this.#list(rows, sent)}`;
  }

  /** Whoever moves away from now stays there. */
  #window(/** @type {CustomEvent} */ { detail: { end, length } }) {
    const latest = now();
    this.#fitted = true;
    this.length = length;
    this.follows = end >= latest;
    this.end = Math.min(end, latest + length * 0.02);
    for (const { lane } of this.#lanes.values()) void lane.reach(this.end - length);
  }

  /** @param {string[]} chosen */
  #picker(chosen) {
    const show = (/** @type {string[]} */ ids) => replace(to('timeline', [], { agents: ids.join(',') }));
    return html`<div class="filters">
      <div class="chips" role="group" aria-label="Agents shown">${chosen
        .map((id) => html`<button type="button" class="chip"
        aria-label="Hide ${id}" @click=${() => show(chosen
          .filter((it) => it !== id))}>${id} ${icon('close')}</button>`)}</div>
      ${chosen.length < MOST ? html`<form @submit=${(/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const input = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.target).elements.namedItem('agent'));
        if (agents.get(input.value)) show([...chosen, input.value]);
        input.setAttribute('aria-invalid', String(!agents.get(input.value)));
        if (agents.get(input.value)) input.value = '';
      }}><input name="agent" list="timeline-agents" aria-label="Show another agent"
        placeholder="Show another agent" autocomplete="off">
        <datalist id="timeline-agents">${agents.all.slice(0, 500).filter(({ agentId }) => !chosen.includes(agentId))
          .map(({ agentId }) => html`<option value=${agentId}></option>`)}</datalist></form>` : nothing}
      ${this.route?.params.get('agents') ? html`<button type="button" class="plain" @click=${() => {
        this.#recent = [];
        replace(to('timeline'));
      }}>The most recent</button>` : nothing}</div>`;
  }

  /**
   * The same in words, for whoever does not see the chart.
   *
   * @param {import('./gantt.js').Row[]} rows
   * @param {import('./spans.js').Arrow[]} sent
   */
  #list(rows, sent) {
    return html`<details class="card as-list"><summary>As a list</summary>
      ${rows.map(({ agentId, spans }) => html`<h3>${agentLink(agentId)}</h3>
        <ul class="lines">${spans.slice(-LISTED).toReversed()
          .map(({ state, from, to: until }) => html`<li>${badge(state)}
          <span>${clock(from)}</span><span class="dim">for ${duration((until - from) / 1000)}</span></li>`)}</ul>`)}
      ${sent.length ? html`<h3>Between them</h3><ul class="lines">${sent.slice(-30).toReversed()
        .map((it) => html`<li data-arrow=${it.kind}>
        <span>${clock(it.at)}</span><strong>${it.kind}</strong><span>${it.from} → ${it.to}</span><span class="dim grow">${it.what}</span></li>`)}</ul>` : nothing}
    </details>`;
  }
}
customElements.define('rv-timeline', TimelineView);

const legend = () => html`<p class="legend dim">${STATES
  .map((state) => html`<span class=${tone(state)}><span class="swatch ${state}"></span>${state}</span>`)}
  <span><span class="stroke mail"></span>mail</span><span><span class="stroke event"></span>event</span><span><span class="stroke task"></span>question or work</span></p>`;

/** @param {CustomEvent} event */
const pick = ({ detail: { agentId, seq } }) =>
  go(seq ? to('agent', [agentId, 'timeline'], { at: String(seq) }) : to('agent', [agentId]));
