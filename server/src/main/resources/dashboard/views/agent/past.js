import { html, nothing } from 'lit';
import { rpc } from 'ui/context.js';
import { RpcError } from 'ui/lib/errors.js';
import { timed } from 'ui/lib/format.js';
import { replace, to } from 'ui/lib/router.js';
import { badge } from 'ui/parts/badge.js';
import { icon } from 'ui/parts/icons.js';
import { failed, loading } from 'ui/parts/states.js';
import { changes } from 'ui/views/agent/changes.js';
import { saying, title, toneOf } from 'ui/views/agent/entries.js';
import { AgentPart } from 'ui/views/agent/live.js';
import 'ui/parts/json-view.js';
import 'ui/parts/time.js';

const PAUSE = 60;

/**
 * Time travel: the agent as it was after any of its entries, and what that entry changed. The entry
 * is in the address, so that a moment can be shown to somebody else.
 */
class AgentPast extends AgentPart {
  static properties = { ...AgentPart.properties, moment: { state: true }, error: { state: true } };

  #timer = 0;
  #asked = 0;

  constructor() {
    super();
    /** @type {{seq: number, entry: any, state: any, before: any} | null} */
    this.moment = null;
    /** @type {RpcError | null} */
    this.error = null;
    this.whileShown(() => () => clearTimeout(this.#timer));
  }

  /** The last one is the present, and moves on. */
  get #seq() {
    const seq = Number(this.route?.params.get('seq'));
    return Math.max(1, Math.min(this.agent.seq, seq || this.agent.seq));
  }

  willUpdate() {
    const seq = this.#seq;
    if (seq === this.#asked) return;
    this.#asked = seq;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#read(seq), PAUSE);
  }

  /** @param {number} seq */
  async #read(seq) {
    const { agentId } = this;
    const at = (/** @type {number} */ n) => rpc.call('getStateAt', { agentId, seq: n });
    try {
      const [state, before, { entries: [entry] }] = await Promise.all([
        at(seq), seq > 1 ? at(seq - 1) : {},
        rpc.call('getTimeline', { agentId, fromSeq: seq, limit: 1 })]);
      if (seq !== this.#asked) return; // the slider has gone on
      this.moment = { seq, entry, state, before };
      this.error = null;
    } catch (error) {
      if (seq === this.#asked) this.error = RpcError.from(error);
    }
  }

  /** @param {number} seq */
  #go(seq) {
    replace(to('agent', [this.agentId, 'past'], { seq: String(seq) }));
  }

  render() {
    const seq = this.#seq;
    const last = this.agent.seq;
    return html`<section class="card travel" aria-label="Time travel">
      <div class="slider">
        <button type="button" aria-label="One entry back" ?disabled=${seq <= 1}
          @click=${() => this.#go(seq - 1)}>${icon('back')}</button>
        <input type="range" min="1" max=${last} .value=${String(seq)} aria-label="Entry"
          aria-valuetext="Entry ${seq} of ${last}"
          @input=${(/** @type {any} */ event) => this.#go(Number(event.target.value))}>
        <button type="button" aria-label="One entry on" ?disabled=${seq >= last}
          @click=${() => this.#go(seq + 1)}>${icon('next')}</button>
      </div>
      <p class="dim"><strong data-seq=${seq}>Entry ${seq}</strong> of ${last}${seq === last ? ', the present' : nothing}
        <span class="wide-only">· drag the slider, or use <kbd>←</kbd> <kbd>→</kbd> on it, to see the agent as it was after each entry</span></p>
      </section>
      ${this.error ? failed(this.error, () => void this.#read(seq))
        : this.moment ? this.#moment(this.moment) : loading('Going back')}`;
  }

  /** @param {{seq: number, entry: any, state: any, before: any}} moment */
  #moment({ seq, entry, state, before }) {
    const changed = changes(before, state);
    return html`<div class="moment" data-moment=${seq}>
      ${entry ? html`<section class="card ${toneOf(entry)}" aria-label="Entry">
        <p><span class="dot inline" aria-hidden="true"></span> <strong>${title(entry)}</strong>
          <span class="dim"><rv-time at=${entry.at} mode="exact"></rv-time></span></p>
        <p class="words">${saying(entry)}</p>
        <a href=${to('agent', [this.agentId, 'timeline'], { at: String(seq) })}>In the timeline</a></section>` : nothing}
      <div class="two even">
        <section class="card" aria-labelledby="changed-title"><h2 id="changed-title">What changed</h2>
          ${changed.length === 0 ? html`<p class="dim">Nothing that shows in the agent's state.</p>` : html`
          <dl class="changes">${changed.map(({ path, was, is }) => html`<div data-path=${path}><dt>${path}</dt>
            <dd>${was === undefined ? html`<span class="dim">nothing</span>` : html`<del>${text(was)}</del>`}
              ${icon('next')} ${is === undefined ? html`<span class="dim">nothing</span>`
                : html`<ins>${text(is)}</ins>`}</dd></div>`)}</dl>`}</section>
        <section class="card"
          aria-labelledby="state-title"><h2 id="state-title">The agent then ${badge(state.state)}</h2>
          <p>${timed(state.why)}</p><rv-json .value=${state} .open=${1}></rv-json></section>
      </div></div>`;
  }
}
customElements.define('rv-agent-past', AgentPast);

/** @param {unknown} value */
const text = (value) => (typeof value === 'string' ? timed(value) : JSON.stringify(value));
