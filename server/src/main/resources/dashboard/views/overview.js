import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { agents, feed, health, rpc, tallies } from 'ui/context.js';
import { Answer } from 'ui/lib/answer.js';
import { Part, styles } from 'ui/lib/element.js';
import { number, plural, relative, short, timed, told } from 'ui/lib/format.js';
import { to } from 'ui/lib/router.js';
import { agentHref, agentLink, taskHref } from 'ui/parts/links.js';
import { icon } from 'ui/parts/icons.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { tone } from 'ui/parts/badge.js';
import { viewOf } from 'ui/views.js';
import { reasons } from 'ui/views/agents/reasons.js';
import 'ui/parts/time.js';
import 'ui/views/states-chart.js';

const STATES = ['active', 'waiting', 'idle', 'sleeping', 'stopped'];
const SHOWN = 30;
const KINDS = ['agent', 'task', 'mail', 'event', 'schedule', 'approval', 'deadLetter', 'budget', 'note'];
const COUNTED = 1000;
const AGAIN = 15_000;
/** Agents in a list of those that wait, or that do something next. */
const LISTED = 6;

/** What an alert of `getOverview` is called, and several of a kind. @type {Record<string, [string, string]>} */
const ALERTS = {
  storeDown: ['The store does not answer', 'stores do not answer'], storeLag: ['The store is slow', 'stores are slow'],
  providerDown: ['A provider is down', 'providers are down'], stuckTask: ['A task is stuck', 'tasks are stuck'],
  missedFiring: ['A firing was missed', 'firings were missed'], budgetSpent: ['The budget is spent', 'budgets are spent'] };

/** How it all is, on one page: who is awake, what waits, what is wrong, what comes next. */
class Overview extends Part {
  static properties = { route: { attribute: false } };

  /** What `getOverview` answers, read a second apart while something happens. */
  #overview = new Answer(() => rpc.call('getOverview'), COUNTED);
  #reasons = reasons();

  constructor() {
    super();
    this.route = null;
    styles('/ui/views/overview.css');
    this.follow(this.#overview, 'change');
    this.follow(this.#reasons, 'change');
    this.whileShown(() => this.#overview.keep(KINDS));
    this.whileShown(() => {
      const timer = setInterval(() => this.#overview.soon(), AGAIN);
      return () => clearInterval(timer);
    });
    this.follow(agents, 'change');
    this.follow(health, 'change');
    this.follow(tallies, 'change');
    // What is told faster than people read is shown four times a second.
    this.whileShown(() => {
      let timer = 0;
      const end = feed.on(KINDS,
        () => {
          timer ||= window.setTimeout(() => {
            timer = 0;
            this.requestUpdate();
          }, 250);
        });
      return () => {
        end();
        clearTimeout(timer);
      };
    });
  }

  render() {
    return html`<section class="view overview">
      <div class="view-head"><h1>Overview</h1><span class="dim">${plural(agents.size, 'agent')}</span></div>
      ${this.#alerts()}
      ${agents.status === 'loading' ? loading('Loading agents')
        : agents.status === 'error' && agents.error
          ? failed(agents.error, () => void agents.load()) : this.#body()}
    </section>`;
  }

  /** The server's own alerts, and what else is not well. */
  #alerts() {
    const alerts = this.#overview.value?.alerts ?? [];
    const told = new Set(alerts.map((/** @type {any} */ it) => it.check));
    const others = health.alerts.filter(({ name }) => !told.has(name));
    return alerts.length + others.length === 0 ? nothing : html`<div class="alerts">${[...Map.groupBy(alerts, (/** @type {any} */ it) => it.kind)].map(([kind, its]) => alertsOf(kind, its))}
      ${others.map(({ name, detail }) => alert(name, detail, link('system')))}</div>`;
  }

  #body() {
    return html`
      ${this.#states()}
      ${this.#figures()}
      <div class="columns">
        <section class="card" aria-labelledby="waits-title"><h2 id="waits-title">What waits, and for what</h2>
          ${this.#waits()}</section>
        <section class="card" aria-labelledby="next-title"><h2 id="next-title">What comes next</h2>
          ${this.#next()}</section>
      </div>
      <section class="card" aria-labelledby="news-title"><h2 id="news-title">What happened</h2>
        ${this.#news()}</section>`;
  }

  #states() {
    const counts = agents.counts();
    return html`<section class="card states" aria-label="Agents by state">
      <div class="tiles">${STATES.map((state) => html`
        <a class="tile ${tone(state)}" href=${to('agents', [], { state })} data-state=${state}>
          <span class="figure">${number(counts[state])}</span>
          <span class="tile-name"><span class="dot" aria-hidden="true"></span>${state}</span></a>`)}</div>
      <rv-states-chart></rv-states-chart></section>`;
  }

  #figures() {
    const { value, error } = this.#overview;
    if (!value) return error ? failed(error, () => void this.#overview.read()) : loading('Counting');
    const { mail } = tallies.counts;
    const { running, maxRunning, queued, oldestQueued, wakesNextHour, approvals, deadLetters, spentToday } = value;
    const dead = deadLetters && deadLetters.task + deadLetters.event + deadLetters.mail;
    return html`<div class="figures">
      ${figure('Running tasks', running, to('tasks', [], { state: 'running' }), running >= maxRunning ? 'wait' : '')}
      ${figure('Queued tasks', queued, to('tasks', [], { state: 'queued' }))}
      ${figure('Oldest waiting', oldestQueued
        && relative(oldestQueued.queuedAt).replace(' ago', ''), oldestQueued ? taskHref(oldestQueued.taskId) : '')}
      ${figure('Wakes within the hour', wakesNextHour, to('agents', [], { wakes: '1h' }))}
      ${figure('Waiting for your yes', approvals, link('approvals'), approvals ? 'wait' : '')}
      ${figure('Unread mail', mail, link('mail'), mail ? 'go' : '')}
      ${figure('Dead letters', dead, link('deadletters'), dead ? 'bad' : '')}
      ${spent(spentToday)}
    </div>`;
  }

  /** Those that cannot go on by themselves, the ones that wait longest first. */
  #waits() {
    const waiting = agents.all.filter(({ state, queued }) => state === 'waiting' || (state === 'stopped' && queued > 0))
      .sort((a, b) => (a.since < b.since ? -1 : 1));
    if (waiting.length === 0) return empty('Nothing waits', 'No agent waits for a person, a reply, a provider or a budget.');
    return html`${this.#lines(waiting, 'why', (row) => html`<rv-time class="push" at=${row.since} mode="age"></rv-time>`)}
      ${waiting.length > LISTED ? html`<p class="dim"><a href=${to('agents', [], { state: 'waiting' })}>All that wait</a>,
        ${plural(waiting.length, 'agent')}</p>` : nothing}`;
  }

  /**
   * @param {import('../lib/store.js').AgentRow[]} rows
   * @param {'why' | 'cause'} said
   * @param {(row: import('../lib/store.js').AgentRow) => unknown} time
   */
  #lines(rows, said, time) {
    return html`<ul class="lines">${repeat(rows.slice(0, LISTED), (row) => row.agentId, (row) => {
      const text = this.#reasons.get(row)?.[said] ?? '';
      return html`<li>${agentLink(row.agentId)}<span class="told dim" title=${text}>${text}</span>${time(row)}</li>`;
    })}</ul>`;
  }

  #next() {
    const soon = agents.all.filter((row) => row.wakeAt)
      .sort((a, b) => (/** @type {string} */ (a.wakeAt) < /** @type {string} */ (b.wakeAt) ? -1 : 1));
    if (soon.length === 0) return empty('Nothing is planned', 'No agent waits for a time.');
    return this.#lines(soon, 'cause', (row) => html`<rv-time class="push" at=${row.wakeAt} mode="countdown"></rv-time>`);
  }

  #news() {
    if (feed.recent.length === 0) return empty('Nothing yet', 'What agents do from now on appears here as they do it.');
    return html`<ol class="news">${repeat(feed.recent.slice(0, SHOWN), (news) => news.cursor, (news) =>
      html`<li data-cursor=${news.cursor}><rv-time at=${news.at} mode="clock"></rv-time>
        ${agentLink(news.agentId)}<span class="told" title=${told(news)}>${told(news)}</span></li>`)}</ol>`;
  }
}
customElements.define('rv-overview', Overview);

/** @param {string} id of a view that may not be there yet */
const link = (id) => (viewOf(id) ? to(id) : '');

/**
 * @param {string} name
 * @param {string | number | null} value null: nobody knows, or there is none
 * @param {string} href
 * @param {string} [meaning]
 * @param {string} [more]
 */
const figure = (name, value, href, meaning = '', more = '') => {
  const inner = html`<span class="figure">${value === null ? '–' : typeof value === 'number' ? number(value) : value}</span>
    <span>${name}${more ? html` <small>${more}</small>` : nothing}</span>`;
  const shape = `card figure-card ${meaning}`;
  return href ? html`<a class=${shape} href=${href} data-figure=${name}>${inner}</a>`
    : html`<div class=${shape} data-figure=${name}>${inner}</div>`;
};

/** Since midnight UTC; `+` while the beginning of the day is still being read. @param {any} today */
const spent = (today) => figure('Spent today',
  today && `$${today.costUsd.toFixed(today.costUsd > 0
    && today.costUsd < 0.01 ? 4 : 2)}${today.complete ? '' : '+'}`,
  link('system'), '', today ? `${short(today.tokens)} tokens` : '');

/** @param {string} title @param {string} what @param {string} href @param {string} [since] */
const alert = (title, what, href, since) => html`<div class="alert" role="alert">${icon('alert')}
  <p><strong>${href ? html`<a href=${href}>${title}</a>` : title}</strong> ${timed(what)}</p>
  ${since ? html`<rv-time class="push" at=${since}></rv-time>` : nothing}</div>`;

/** One as it is; of several, however many, one line that unfolds. @param {string} kind @param {any[]} its */
function alertsOf(kind, its) {
  const [one, many] = ALERTS[kind] ?? [kind, kind];
  if (its.length === 1) return alert(one, its[0].what, alertHref(its[0]), its[0].since);
  const [first] = its.map(({ since }) => since).filter(Boolean).sort();
  return html`<details class="alert" data-alerts=${kind}><summary>${icon('alert')}
      <strong role="alert">${number(its.length)} ${many}</strong>
      ${first ? html`<span>the first <rv-time at=${first}></rv-time></span>` : nothing}</summary>
    <ul>${its.map((it) => html`<li>${alertHref(it) ? html`<a href=${alertHref(it)}>${timed(it.what)}</a>` : timed(it.what)}
      ${it.since ? html`<rv-time class="push" at=${it.since}></rv-time>` : nothing}</li>`)}</ul></details>`;
}

/** Where one sees what to do about it. @param {any} alert */
function alertHref({ agentId, taskId, scheduleId, check }) {
  if (taskId) return taskHref(taskId);
  if (scheduleId) return to('agent', [agentId, 'schedules'], { open: scheduleId });
  if (agentId) return agentHref(agentId);
  return check ? link('system') : '';
}
