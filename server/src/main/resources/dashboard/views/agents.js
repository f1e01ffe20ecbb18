import { html, nothing } from 'lit';
import { agents, health, rpc } from 'ui/context.js';
import { now } from 'ui/lib/clock.js';
import { Part } from 'ui/lib/element.js';
import { number, plural } from 'ui/lib/format.js';
import { bind } from 'ui/lib/keys.js';
import { go, replace, to } from 'ui/lib/router.js';
import { toasts } from 'ui/lib/toasts.js';
import { badge } from 'ui/parts/badge.js';
import { ask } from 'ui/parts/dialog.js';
import { icon } from 'ui/parts/icons.js';
import { agentHref, agentLink } from 'ui/parts/links.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { reasons } from 'ui/views/agents/reasons.js';
import 'ui/parts/table.js';
import 'ui/parts/time.js';

const HOUR = 3_600_000;
const STATES = ['active', 'waiting', 'idle', 'sleeping', 'stopped'];

/**
 * @param {ReturnType<typeof reasons>} known
 * @returns {import('../parts/table.js').Column[]} made anew each time, so that the table shows what was told meanwhile
 */
const columns = (known) => [
  { id: 'agent', label: 'Agent', width: 'minmax(8rem, 2fr)',
    cell: (row) => html`<span title=${row.agentId}>${agentLink(row.agentId)}</span>` },
  { id: 'state', label: 'State', width: '6.2rem', cell: (row) => badge(row.state) },
  { id: 'since', label: 'Since', width: '6rem', phone: false, sort: (row) => row.since,
    cell: (row) => html`<rv-time at=${row.since}></rv-time>` },
  { id: 'why', label: 'Why', width: 'minmax(8rem, 3fr)', phone: false, cell: (row) => because(known.get(row)) },
  { id: 'wakes', label: 'Next', width: '5.5rem', sort: (row) => row.wakeAt ?? '9',
    cell: (row) => row.wakeAt ? html`<rv-time at=${row.wakeAt} mode="countdown"></rv-time>` : dash },
  { id: 'running', label: 'Running', width: '4.6rem', end: true, phone: false,
    sort: (row) => row.running, cell: (row) => row.running || dash },
  { id: 'queued', label: 'Queued', width: '4.6rem', end: true, phone: false,
    sort: (row) => row.queued, cell: (row) => row.queued || dash },
  { id: 'errors', label: 'Errors', width: '4.2rem', end: true, phone: false,
    sort: (row) => row.errorCount, cell: (row) => row.errorCount || dash },
];

/** @param {{why: string} | undefined} told */
const because = (told) => html`<span class="dim" title=${told?.why ?? nothing}>${told?.why}</span>`;
const dash = html`<span class="dim">–</span>`;

/** All agents, by state and a part of their name; the filter is in the address. */
class AgentsView extends Part {
  static properties = { route: { attribute: false } };

  #reasons = reasons();

  constructor() {
    super();
    /** @type {import('../lib/router.js').Route | null} */
    this.route = null;
    this.follow(agents, 'change');
    this.follow(this.#reasons, 'change');
    this.follow(health, 'change'); // the clock is right, or a quarter of a minute has gone
    this.whileShown(() => bind({ keys: 'c', what: 'Create an agent', run: () => void create() }));
  }

  get #state() {
    return this.route?.params.get('state') ?? '';
  }

  get #text() {
    return this.route?.params.get('q') ?? '';
  }

  /** Whether only those are shown that have something to do by themselves within the hour. */
  get #wakes() {
    return this.route?.params.get('wakes') ?? '';
  }

  get #definition() {
    return this.route?.params.get('definition') ?? '';
  }

  /** @param {Record<string, string>} params */
  #href(params) {
    return to('agents', [],
      { state: this.#state, q: this.#text, wakes: this.#wakes, definition: this.#definition, ...params });
  }

  #rows() {
    const state = this.#state;
    const text = this.#text.toLowerCase();
    const definition = this.#definition;
    const until = this.#wakes ? new Date(now() + HOUR).toISOString() : '';
    if (!state && !text && !until && !definition) return agents.all;
    return agents.all.filter((row) =>
      (!state || row.state === state) && (!text || row.agentId.toLowerCase().includes(text))
      && (!definition || row.definition === definition)
      && (!until || (row.wakeAt !== null && row.wakeAt <= until)));
  }

  render() {
    const rows = this.#rows();
    return html`<section class="view fill">
      <div class="view-head"><h1>Agents</h1>
        <span class="dim" data-rows=${rows.length}>${rows.length === agents.size
          ? plural(agents.size, 'agent') : `${number(rows.length)} of ${number(agents.size)}`}</span>
        <button type="button" class="primary push" @click=${create}>${icon('plus')} New agent</button>
      </div>
      <div class="filters">
        ${this.#chips()}
        <input type="search" aria-label="Filter by name" placeholder="Filter by name"
          .value=${this.#text} @input=${(/** @type {any} */ event) =>
            replace(this.#href({ q: event.target.value }))}>
        ${this.#definitions()}
      </div>
      ${this.#list(rows)}
    </section>`;
  }

  #chips() {
    const counts = agents.counts();
    const chip = (/** @type {string} */ state, /** @type {number} */ n) => html`<a class="chip"
      aria-current=${this.#state === state ? 'true' : nothing}
      href=${this.#href({ state })}>${state || 'all'} <span>${number(n)}</span></a>`;
    return html`<div class="chips" role="group" aria-label="Filter by state">
      ${chip('', agents.size)}${STATES.map((state) => chip(state, counts[state]))}
      <a class="chip" aria-current=${this.#wakes ? 'true' : nothing} data-filter="wakes"
        href=${this.#href({ wakes: this.#wakes ? '' : '1h' })}>wakes within the hour</a></div>`;
  }

  /** Those that agents have; there is nothing to choose without any. */
  #definitions() {
    const names = new Set(this.#definition ? [this.#definition] : []);
    for (const { definition } of agents.all) if (definition) names.add(definition);
    if (names.size === 0) return nothing;
    return html`<label class="named">Definition <select @change=${(/** @type {any} */ event) =>
        replace(this.#href({ definition: event.target.value }))}>
      <option value="" .selected=${!this.#definition}>any</option>
      ${[...names].sort().map((name) => html`<option value=${name}
        .selected=${name === this.#definition}>${name}</option>`)}</select></label>`;
  }

  /** @param {import('../lib/store.js').AgentRow[]} rows */
  #list(rows) {
    if (agents.status === 'loading') return loading('Loading agents');
    if (agents.status === 'error' && agents.error) {
      return failed(agents.error, () => void agents.load());
    }
    if (agents.size === 0) return empty('No agents yet', 'Create the first one with the button above.');
    if (rows.length === 0) {
      return empty('No agent is like that', html`<a href=${to('agents')}>Show all</a>`);
    }
    return html`<rv-table id="agents" label="Agents" .columns=${columns(this.#reasons)} .rows=${rows}
      .rowKey=${rowKey} @open=${open}></rv-table>`;
  }
}
customElements.define('rv-agents', AgentsView);

const rowKey = (/** @type {{agentId: string}} */ row) => row.agentId;
const open = (/** @type {CustomEvent} */ event) => go(agentHref(event.detail.agentId));

async function create() {
  const { definitions } = await rpc.call('listDefinitions').catch(() => ({ definitions: [] }));
  const inline = 'one of its own, below';
  const values = await ask({
    title: 'New agent',
    action: 'Create',
    fields: [
      { name: 'agentId', label: 'Name', required: true, hint: '1 to 128 of A–Z a–z 0–9 . _ : -' },
      { name: 'definition', label: 'Definition', kind: 'select',
        options: [...definitions.map((/** @type {any} */ d) => d.name), inline] },
      { name: 'systemPrompt', label: 'System prompt', kind: 'area',
        hint: 'Only for a definition of its own' },
    ],
    submit: ({ agentId, definition, systemPrompt = '' }) => rpc.call('createAgent', {
      agentId, definition: definition === inline ? { systemPrompt } : definition }),
  });
  if (values) {
    toasts.done(`${values.agentId} is there`);
    go(agentHref(values.agentId));
  }
}
