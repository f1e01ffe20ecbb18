import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { number } from 'ui/lib/format.js';
import { to } from 'ui/lib/router.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { taskHref } from 'ui/parts/links.js';
import { chains, KINDS, kindOf, saying, title, toneOf } from 'ui/views/agent/entries.js';
import { Journal } from 'ui/views/agent/journal.js';
import { AgentPart } from 'ui/views/agent/live.js';
import { originHref } from 'ui/views/agent/origin.js';
import 'ui/parts/json-view.js';
import 'ui/parts/time.js';

const AT_ONCE = 200;

/** Every entry of an agent, the newest first, each with what it came of and what came of it. */
class AgentTimeline extends AgentPart {
  /** @type {Journal} */
  #journal;
  /** @type {Set<number>} entries that are unfolded */
  #open = new Set();
  #shown = AT_ONCE;
  /** The entry that the address names and that was scrolled to. */
  #reached = 0;

  constructor() {
    super();
    this.shows(() => new Journal(this.agentId), (journal) => (this.#journal = journal));
  }

  get #kind() {
    return this.route?.params.get('kind') ?? '';
  }

  get #at() {
    return Number(this.route?.params.get('at') ?? 0);
  }

  updated() {
    const at = this.#at;
    const journal = this.#journal;
    if (!at || at === this.#reached || journal.status !== 'ready') return;
    const entry = this.querySelector(`[data-seq="${at}"]`);
    if (entry) {
      this.#reached = at;
      entry.scrollIntoView({ block: 'center' });
      /** @type {HTMLElement | null} */ (entry.querySelector('button'))?.focus({ preventScroll: true });
    } else if (at < journal.first) {
      void journal.older(at);
    } else if (this.#shown < journal.entries.length) {
      this.#shown = journal.entries.length - journal.entries.findIndex(({ seq }) => seq === at);
      this.requestUpdate();
    }
  }

  render() {
    const journal = this.#journal;
    if (journal.status === 'loading') {
      return journal.error ? failed(journal.error, () => void journal.newer()) : loading('Loading the timeline');
    }
    const at = this.#at;
    const entries = journal.entries
      .filter((entry) => !this.#kind || kindOf(entry) === this.#kind || entry.seq === at).toReversed();
    const chain = chains(journal.entries, this.agentId);
    return html`${this.#chips(journal.entries)}
      ${entries.length === 0 ? empty('No such entries among those loaded') : nothing}
      <ol class="entries">${repeat(entries.slice(0, this.#shown), ({ seq }) => seq,
        (entry) => this.#entry(entry, chain))}</ol>
      ${entries.length > this.#shown || journal.first > 1 ? html`
        <button type="button" class="more"
          @click=${() => this.#older(entries.length)}>Older entries</button>` : nothing}`;
  }

  /** @param {import('./journal.js').Entry[]} entries */
  #chips(entries) {
    const counts = Map.groupBy(entries, kindOf);
    const chip = (/** @type {string} */ kind, /** @type {number} */ n) => html`<a class="chip"
      aria-current=${this.#kind === kind ? 'true' : nothing}
      href=${to('agent', [this.agentId, 'timeline'], { kind })}>${kind || 'all'} <span>${number(n)}</span></a>`;
    return html`<div class="chips" role="group" aria-label="Filter by kind">${chip('', entries.length)}
      ${[...KINDS, 'other'].filter((kind) => counts.has(kind))
        .map((kind) => chip(kind, counts.get(kind)?.length ?? 0))}</div>`;
  }

  /** @param {number} known */
  #older(known) {
    this.#shown += AT_ONCE;
    if (this.#shown > known) void this.#journal.older();
    else this.requestUpdate();
  }

  /** @param {import('./journal.js').Entry} entry @param {ReturnType<typeof chains>} chain */
  #entry(entry, { causes, effects }) {
    const { seq } = entry;
    const open = this.#open.has(seq);
    return html`<li class="entry ${toneOf(entry)} ${seq === this.#at ? 'here' : ''}" data-seq=${seq}
      data-type=${entry.type}>
      <div class="entry-line">
        <button type="button" class="plain seq" aria-expanded=${open} aria-label="Entry ${seq}: ${title(entry)}"
          @click=${() => this.#toggle(seq)}>${seq}</button>
        <span class="dot" aria-hidden="true"></span>
        <strong>${title(entry)}</strong>
        <span class="saying dim">${saying(entry)}</span>
        <rv-time class="dim" at=${entry.at} mode="clock"></rv-time></div>
      <div class="entry-links">
        ${entry.taskId ? html`<a href=${taskHref(entry.taskId)}>task ${entry.taskId.split('/').at(-1)}</a>` : nothing}
        ${this.#origin(entry)}
        ${this.#jumps('came of', causes.get(seq))}${this.#jumps('led to', effects.get(seq))}</div>
      ${open ? html`<div class="entry-json"><rv-json .value=${entry} .open=${2}></rv-json>
        <a href=${to('agent', [this.agentId, 'past'], { seq: String(seq) })}>The agent as it was then</a></div>` : nothing}
    </li>`;
  }

  /** What lies beyond this agent's own journal. @param {import('./journal.js').Entry} entry */
  #origin(entry) {
    const href = entry.type === 'TaskQueued'
      && !entry.origin?.startsWith('mail:') ? originHref(entry.origin ?? '', this.agentId) : '';
    return href ? html`<a href=${href}>${entry.origin}</a>` : nothing;
  }

  /** @param {string} what @param {number[]} [seqs] */
  #jumps(what, seqs = []) {
    if (seqs.length === 0) return nothing;
    const shown = seqs.length > 5 ? [...seqs.slice(0, 2), ...seqs.slice(-2)] : seqs;
    return html`<span class="dim">${what}</span>${shown.map((seq) => html`<a
      href=${to('agent', [this.agentId, 'timeline'], { kind: this.#kind, at: String(seq) })}>#${seq}</a>`)}
      ${seqs.length > shown.length ? html`<span class="dim">of ${seqs.length}</span>` : nothing}`;
  }

  /** @param {number} seq */
  #toggle(seq) {
    if (!this.#open.delete(seq)) this.#open.add(seq);
    this.#reached = seq;
    this.requestUpdate();
  }
}
customElements.define('rv-agent-timeline', AgentTimeline);
