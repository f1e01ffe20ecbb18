import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { agents, feed, health, tallies } from 'ui/context.js';
import { Part, styles } from 'ui/lib/element.js';
import { money, number, plural, told } from 'ui/lib/format.js';
import { to } from 'ui/lib/router.js';
import { agentLink } from 'ui/parts/links.js';
import { icon } from 'ui/parts/icons.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { tone } from 'ui/parts/badge.js';
import { viewOf } from 'ui/views.js';
import 'ui/parts/time.js';
import 'ui/views/states-chart.js';

const STATES = ['active', 'waiting', 'idle', 'sleeping', 'stopped'];
const SHOWN = 30;
const HOUR = 3_600_000;

/** How it all is, on one page: who is awake, what waits, what is wrong, what comes next. */
class Overview extends Part {
  static properties = { route: { attribute: false } };

  constructor() {
    super();
    this.route = null;
    styles('/ui/views/overview.css');
    this.follow(agents, 'change');
    this.follow(health, 'change');
    this.follow(tallies, 'change');
    // What is told faster than people read is shown four times a second.
    this.whileShown(() => {
      let timer = 0;
      const end = feed.on(['agent', 'task', 'mail', 'event', 'schedule', 'approval', 'deadLetter', 'budget'],
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

  #alerts() {
    return health.alerts.map((alert) => html`<div class="alert" role="alert">${icon('alert')}
      <p><strong>${alert.name}</strong> ${alert.detail}</p></div>`);
  }

  #body() {
    return html`
      ${this.#states()}
      ${this.#figures()}
      <div class="columns">
        <section class="card" aria-labelledby="next-title"><h2 id="next-title">What comes next</h2>
          ${this.#next()}</section>
        <section class="card" aria-labelledby="news-title"><h2 id="news-title">What happened</h2>
          ${this.#news()}</section>
      </div>`;
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
    let running = 0;
    let queued = 0;
    for (const row of agents.all) {
      running += row.running;
      queued += row.queued;
    }
    const { deadLetters, approvals, mail } = tallies.counts;
    const spent = health.info?.budget?.spent?.costMicros;
    return html`<div class="figures">
      ${figure('Running tasks', running, to('agents', [], { state: 'active' }))}
      ${figure('Queued tasks', queued, to('agents'))}
      ${figure('Waiting for your yes', approvals, link('approvals'), approvals ? 'wait' : '')}
      ${figure('Unread mail', mail, link('mail'))}
      ${figure('Dead letters', deadLetters, link('deadletters'), deadLetters ? 'bad' : '')}
      ${spent === undefined ? nothing : html`<div class="card figure-card"><span class="figure">${
        money(spent)}</span><span>Spent</span></div>`}
    </div>`;
  }

  #next() {
    const soon = agents.all.filter((row) => row.wakeAt)
      .sort((a, b) => (/** @type {string} */ (a.wakeAt) < /** @type {string} */ (b.wakeAt) ? -1 : 1));
    const limit = new Date(Date.now() + HOUR).toISOString();
    const within = soon.filter((row) => /** @type {string} */ (row.wakeAt) < limit).length;
    if (soon.length === 0) return empty('Nothing is planned', 'No agent waits for a time.');
    return html`<p class="dim">${plural(within, 'wake')} due in the next hour</p>
      <ul class="lines">${repeat(soon.slice(0, 8), (row) => row.agentId, (row) => html`<li>
        ${agentLink(row.agentId)}<rv-time class="push" at=${row.wakeAt} mode="countdown"></rv-time></li>`)}</ul>`;
  }

  #news() {
    if (feed.recent.length === 0) return empty('Nothing yet', 'What agents do appears here as they do it.');
    return html`<ol class="news">${repeat(feed.recent.slice(0, SHOWN), (news) => news.cursor, (news) =>
      html`<li data-cursor=${news.cursor}><rv-time at=${news.at} mode="clock"></rv-time>
        ${agentLink(news.agentId)}<span class="told" title=${told(news)}>${told(news)}</span></li>`)}</ol>`;
  }
}
customElements.define('rv-overview', Overview);

/** @param {string} id of a view that may not be there yet */
const link = (id) => (viewOf(id) ? to(id) : '');

/** @param {string} name @param {number} n @param {string} href @param {string} [meaning] */
const figure = (name, n, href, meaning = '') => {
  const inner = html`<span class="figure">${number(n)}${n >= 1000 && meaning ? '+' : ''}</span>
    <span>${name}</span>`;
  const shape = `card figure-card ${meaning}`;
  return href ? html`<a class=${shape} href=${href} data-figure=${name}>${inner}</a>`
    : html`<div class=${shape} data-figure=${name}>${inner}</div>`;
};
