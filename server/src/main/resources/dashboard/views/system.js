import { html, nothing } from 'lit';
import { feed, health, rpc } from 'ui/context.js';
import { Answer, shown } from 'ui/lib/answer.js';
import { Part, styles } from 'ui/lib/element.js';
import { duration, exact, money, number, timed } from 'ui/lib/format.js';
import { attempt } from 'ui/lib/toasts.js';
import { badge } from 'ui/parts/badge.js';
import { factList } from 'ui/parts/detail.js';
import { loading } from 'ui/parts/states.js';
import 'ui/parts/time.js';
import { definitionsView } from 'ui/views/system/definitions.js';
import { figures } from 'ui/views/system/figures.js';
import { nodesView, nodeView } from 'ui/views/system/node.js';

styles('/ui/css/desk.css');
styles('/ui/views/system/system.css');

const EVERY = 5_000;
const PROVIDER = 'models.';

/** The server itself: how it is, what it is made of, what it may. */
class SystemView extends Part {
  static properties = { route: { attribute: false } };

  #metrics = new Answer(() => rpc.call('getMetrics').then(({ metrics }) => metrics));
  #definitions = new Answer(() => rpc.call('listDefinitions'));

  constructor() {
    super();
    /** @type {import('../lib/router.js').Route | null} */
    this.route = null;
    for (const source of [health, this.#metrics, this.#definitions]) this.follow(source, 'change');
    this.whileShown(() => {
      const read = () => {
        void health.refresh();
        void this.#metrics.read();
        void this.#definitions.read();
      };
      read();
      const timer = setInterval(read, EVERY);
      feed.addEventListener('resumed', read);
      return () => {
        clearInterval(timer);
        feed.removeEventListener('resumed', read);
      };
    });
  }

  render() {
    const { report, info } = health;
    return html`<section class="view system">
      <div class="view-head"><h1>System</h1>${report ? badge(report.status) : nothing}
        <span class="dim push">read anew every ${EVERY / 1000} s</span></div>
      ${report && info ? html`
        <div class="system-grid">
          ${serverCard(info)}
          ${checks('Health', report.checks.filter(({ name }) => !name.startsWith(PROVIDER)), '')}
          <div class="stack">${checks('Providers of models', report.checks
            .filter(({ name }) => name.startsWith(PROVIDER))
            .map((check) => ({ ...check, name: check.name.slice(PROVIDER.length) })),
          'None was called since the server started.')}
          ${budgetCard(info.budget)}</div>
        </div>
        ${info.nodes.length > 1 ? nodesView(info.nodes) : nothing}
        ${info.nodes.filter((/** @type {any} */ node) => node.load).map(nodeView)}` : loading('Asking the server')}
      <section class="card"><h2>Figures</h2>${shown(this.#metrics, 'Reading the figures', figures)}
        <p class="hint">Since the server started. All of them:
          <a href="/metrics" @click=${openMetrics}>/metrics</a></p></section>
      <section class="card"><h2>Definitions</h2>
        ${shown(this.#definitions, 'Reading definitions', definitionsView)}</section>
      ${info ? html`<section class="card"><h2>Limits</h2>${limits(info.limits)}</section>` : nothing}
    </section>`;
  }
}
customElements.define('rv-system', SystemView);

/**
 * In a tab of its own; a link alone would come without the token.
 *
 * @param {Event} event
 */
async function openMetrics(event) {
  event.preventDefault();
  const page = await attempt(rpc.fetch('/metrics').then(read));
  if (page) window.open(URL.createObjectURL(page.slice(0, page.size, 'text/plain')), '_blank');
}

/** @param {Response} answer */
const read = (answer) => {
  if (!answer.ok) throw new Error(`The server answers ${answer.status}.`);
  return answer.blob();
};

/** @param {any} info */
const serverCard = ({ name, version, startedAt, store }) => html`<section class="card"><h2>Server</h2>
  ${factList([
    ['name', `${name} ${version}`],
    ['started', html`<rv-time at=${startedAt}></rv-time> <span class="dim">${exact(startedAt)}</span>`],
    .../** @type {[string, unknown][]} */ (Object.entries(store).map(([key, value]) =>
      [key === 'kind' ? 'store' : key, html`<span class="mono">${value}</span>`])),
  ])}</section>`;

/** @param {string} title @param {{name: string, ok: boolean, detail: string}[]} list @param {string} none */
const checks = (title, list, none) => html`<section class="card"><h2>${title}</h2>
  ${list.length === 0 ? html`<p class="dim">${none}</p>` : html`<ul class="rows checks">${list.map((check) => html`
    <li data-check=${check.name}><b>${check.name}</b><span class="dim">${check.detail === 'ok' ? '' : timed(check.detail)}</span>
      <span class="badge push ${check.ok ? 'ok' : 'bad'}">${check.ok ? 'ok' : 'not ok'}</span></li>`)}</ul>`}</section>`;

/** What all agents may spend together. @param {any} budget */
function budgetCard(budget) {
  if (!budget) {
    return html`<section class="card"><h2>Shared budget</h2>
      <p class="dim">None is set: each agent has its own, or none.</p></section>`;
  }
  const { limits: most, spent, reached, until } = budget;
  const lines = /** @type {[string, number | null, number, (n: number) => string][]} */ ([
    ['tokens', most.maxTokens, spent.usage.inputTokens + spent.usage.outputTokens, number],
    ['cost', most.maxCostUsd === null || most.maxCostUsd === undefined ? null : most.maxCostUsd * 1e6,
      spent.usage.costMicros, money],
    ['calls', most.maxCalls, spent.calls, number],
    ['time', most.maxSeconds, spent.timeSeconds, duration]]);
  return html`<section class="card"><h2>Shared budget</h2>
    ${reached ? html`<p class="alert">${reached}${until ? html`, until ${exact(until)}` : nothing}</p>` : nothing}
    ${lines.filter(([, limit]) => limit).map(([name, limit, used, show]) => html`<div class="gauge">
      <span>${name}</span><meter min="0" max=${limit} value=${used} aria-label=${name}></meter>
      <span class="figure-s">${show(used)} of ${show(Number(limit))}</span></div>`)}
    ${factList([['since', exact(spent.since)], ['each', most.perSeconds ? duration(most.perSeconds) : null]])}</section>`;
}

/** @param {any} all nested by rooms, as in the configuration */
const limits = (all) => html`<div class="limits">${Object.entries(all).map(([room, its]) => html`
  <details><summary><b>${room}</b></summary><dl class="facts">${flat(its).map(([name, value]) => html`
    <dt class="mono">${name}</dt>
    <dd class="figure-s">${typeof value === 'number' ? number(value) : String(value)}</dd>`)}</dl></details>`)}</div>`;

/** @param {any} nested @param {string} [before] @returns {[string, unknown][]} */
const flat = (nested, before = '') => Object.entries(nested ?? {}).flatMap(([name, value]) =>
  value !== null && typeof value === 'object' ? flat(value, `${before}${name}.`) : [[before + name, value]]);
