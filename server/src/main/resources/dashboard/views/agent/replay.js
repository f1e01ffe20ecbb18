import { html, nothing } from 'lit';
import { rpc } from 'ui/context.js';
import { Part } from 'ui/lib/element.js';
import { attempt } from 'ui/lib/toasts.js';
import { money, plural } from 'ui/lib/format.js';
import { badge } from 'ui/parts/badge.js';
import { words } from 'ui/views/agent/steps.js';

/** Takes a task that has ended through today's definition, or another model, and shows what differs. */
class Replay extends Part {
  static properties = { taskId: { attribute: false }, report: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.taskId = '';
    /** @type {any} */
    this.report = null;
    this.busy = false;
  }

  /** @param {SubmitEvent} event */
  async #replay(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const model = /** @type {HTMLInputElement} */ (form.elements.namedItem('model')).value.trim();
    this.busy = true;
    this.report = await attempt(rpc.call('replayTask',
      { taskId: this.taskId, ...(model ? { model } : {}) }, { timeout: 120_000 })) ?? null;
    this.busy = false;
  }

  render() {
    return html`<section class="card" aria-label="Replay"><h2>Replay</h2>
      <p class="dim">With the recorded replies, under today's definition, tools and rules. It changes nothing.</p>
      <form class="replay" @submit=${this.#replay}>
        <input name="model" aria-label="Another model, to compare" placeholder="Another model, to compare">
        <button ?disabled=${this.busy}>${this.busy ? 'Replaying…' : 'Replay'}</button></form>
      ${this.report ? this.#shown() : nothing}</section>`;
  }

  #shown() {
    const { ok, differences, other } = this.report;
    return html`<div class="replayed" role="status">
      <p>${ok ? html`${badge('ok')} Nothing differs from the recording.` : plural(differences.length, 'difference')}</p>
      ${differences.map((/** @type {any} */ it) => html`<details><summary>Step ${it.step}: ${it.part}</summary>
        <p class="dim">recorded</p>${words(it.recorded)}<p class="dim">today</p>${words(it.today)}</details>`)}
      ${other ? html`<h3>${other.model}</h3>
        <p class="dim">${other.end} · ${money(other.usage.costMicros)} instead of ${money(other.recordedUsage.costMicros)}</p>
        ${other.turns.map((/** @type {any} */ turn) => html`<details><summary>Step ${turn.step}</summary>
          <p class="dim">recorded</p>${words(said(turn.recorded))}<p class="dim">${other.model}</p>${words(said(turn.other))}</details>`)}` : nothing}
    </div>`;
  }
}
customElements.define('rv-agent-replay', Replay);

/** @param {any} reply */
const said = (reply) =>
  !reply ? 'no reply' : [reply.text, ...(reply.calls ?? []).map((/** @type {any} */ call) =>
    `${call.tool} ${call.arguments ?? ''}`)].filter(Boolean).join('\n');
