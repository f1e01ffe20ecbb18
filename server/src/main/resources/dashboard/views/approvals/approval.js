import { html } from 'lit';
import { rpc } from 'ui/context.js';
import { Answer, shown } from 'ui/lib/answer.js';
import { Part } from 'ui/lib/element.js';
import { agentLink } from 'ui/parts/links.js';
import 'ui/parts/json-view.js';
import 'ui/parts/time.js';

/** One call that waits, with what it would do: `<rv-approval .approval .resolve>`. */
class Approval extends Part {
  static properties = {
    approval: { attribute: false },
    resolve: { attribute: false },
    note: { state: true },
    busy: { state: true },
  };

  #task = new Answer(() => rpc.call('getTask', { taskId: this.approval.taskId }));

  constructor() {
    super();
    /** @type {any} */
    this.approval = null;
    /** @type {(approval: any, decision: 'approve' | 'deny', note: string) => Promise<boolean>} */
    this.resolve = async () => false;
    this.note = '';
    this.busy = false;
    this.follow(this.#task, 'change');
  }

  /** Takes the focus. */
  take() {
    /** @type {HTMLElement | null} */ (this.querySelector('article'))?.focus();
  }

  /** A no without a reason helps the model little; so the note comes first. */
  askWhy() {
    /** @type {HTMLElement | null} */ (this.querySelector('.note-field'))?.focus();
  }

  /** @param {'approve' | 'deny'} decision */
  async decide(decision) {
    if (this.busy) return;
    this.busy = true;
    await this.resolve(this.approval, decision, this.note.trim());
    this.busy = false;
  }

  render() {
    const { approvalId, agentId, taskId, tool, requestedAt, expiresAt, arguments: text } = this.approval;
    return html`<article class="card approval" tabindex="-1" aria-label=${`${agentId} wants to call ${tool}`}>
      <header><h2>${agentLink(agentId)} wants to call <span class="mono">${tool}</span></h2>
        <p class="dim">asked <rv-time at=${requestedAt}></rv-time>, expires in
          <rv-time at=${expiresAt} mode="countdown"></rv-time></p></header>
      ${written(text)}
      <details @toggle=${(/** @type {any} */ event) => event.target.open && void this.#task.read()}>
        <summary>What task ${taskId} was asked</summary>
        ${shown(this.#task, 'Loading', (task) => html`<p class="text quote">${task.prompt}</p>`)}</details>
      <form class="actions" @submit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        void this.decide('deny');
      }}>
        <button type="button" class="primary" ?disabled=${this.busy} @click=${() => this.decide('approve')}>Approve</button>
        <button ?disabled=${this.busy}>Deny</button>
        <input class="note-field" aria-label=${`Note to ${approvalId}`} placeholder="Note; told to the model with a no"
          maxlength="10000" .value=${this.note}
          @input=${(/** @type {any} */ event) => (this.note = event.target.value)}
          @keydown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && this.take()}>
      </form>
    </article>`;
  }
}
customElements.define('rv-approval', Approval);

/** The arguments as the model wrote them: JSON, or what it took for it. @param {string | null} text */
function written(text) {
  if (!text) return html`<p class="dim">without arguments</p>`;
  try {
    return html`<div class="quote"><rv-json .value=${JSON.parse(text)} .open=${4}></rv-json></div>`;
  } catch {
    return html`<pre class="text quote mono">${text}</pre>`;
  }
}
