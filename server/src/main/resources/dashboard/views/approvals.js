import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { rpc, tallies } from 'ui/context.js';
import { Pages, moreOf, shown } from 'ui/lib/answer.js';
import { Part, styles } from 'ui/lib/element.js';
import { bind } from 'ui/lib/keys.js';
import { replace, to } from 'ui/lib/router.js';
import { attempt } from 'ui/lib/toasts.js';
import { count } from 'ui/parts/badge.js';
import { empty } from 'ui/parts/states.js';
import 'ui/views/approvals/approval.js';

styles('/ui/css/desk.css');
styles('/ui/views/approvals/approvals.css');

/** Calls of tools that wait for a yes or a no: `#/approvals?agent=`. */
class ApprovalsView extends Part {
  static properties = { route: { attribute: false } };

  #pages = new Pages((page) => rpc.call('listApprovals', {
    ...page, ...(this.#agent ? { agentId: this.#agent } : {}) }), 50);
  #asked = '';

  constructor() {
    super();
    /** @type {import('../lib/router.js').Route | null} */
    this.route = null;
    this.follow(this.#pages, 'change');
    this.follow(tallies, 'change');
    // What ends without an answer, such as a task that is cancelled, is told as the end of its task.
    this.whileShown(() => this.#pages.keep([
      'approval', 'task.completed', 'task.cancelled', 'task.expired', 'task.dead', 'task.error', 'agent.deleted']));
    this.whileShown(() => {
      const ends = [
        { keys: 'j', what: 'Next approval', run: () => this.#step(1) },
        { keys: 'k', what: 'Previous approval', run: () => this.#step(-1) },
        { keys: 'y', what: 'Approve the one with the focus', run: () => this.#press('approve') },
        { keys: 'n', what: 'Deny the one with the focus: first a note', run: () => this.#press('deny') }].map(bind);
      return () => ends.forEach((end) => end());
    });
  }

  get #agent() {
    return this.route?.params.get('agent') ?? '';
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('route')) return;
    if (this.#asked !== this.#agent) this.#pages.anew();
    this.#asked = this.#agent;
  }

  /** @returns {any[]} */
  get #cards() {
    return [...this.querySelectorAll('rv-approval')];
  }

  #current() {
    return this.#cards.find((card) => card.contains(document.activeElement));
  }

  /** @param {number} by */
  #step(by) {
    const cards = this.#cards;
    const at = cards.findIndex((card) => card.contains(document.activeElement));
    const next = cards[at < 0 ? 0 : Math.min(cards.length - 1, Math.max(0, at + by))];
    next?.take();
  }

  /** @param {'approve' | 'deny'} what */
  #press(what) {
    if (what === 'approve') void this.#current()?.decide('approve');
    else this.#current()?.askWhy();
  }

  render() {
    return html`<section class="view">
      <div class="view-head"><h1>Approvals</h1>${count(tallies.counts.approvals)}
        <span class="dim push wide-only"><kbd>j</kbd> <kbd>k</kbd> move, <kbd>y</kbd> yes, <kbd>n</kbd> no</span></div>
      <div class="filters"><input type="search" aria-label="Only of this agent" placeholder="Only of this agent"
        .value=${this.#agent} @change=${(/** @type {any} */ event) =>
          replace(to('approvals', [], { agent: event.target.value.trim() }))}></div>
      ${shown(this.#pages, 'Loading approvals', ({ items }) => this.#list(items))}
    </section>`;
  }

  /** @param {any[]} approvals */
  #list(approvals) {
    if (approvals.length === 0) {
      return empty('Nothing waits for your word', this.#agent
        ? html`<a href=${to('approvals')}>Show those of all agents</a>`
        : 'When an agent wants to call a tool that needs a yes, it comes in here.');
    }
    return html`<ol class="approvals">${repeat(approvals, ({ approvalId }) => approvalId, (approval) => html`
      <li><rv-approval .approval=${approval} .resolve=${this.#resolve}></rv-approval></li>`)}</ol>
      ${moreOf(this.#pages, 'More approvals')}`;
  }

  /**
   * @param {any} approval @param {'approve' | 'deny'} decision @param {string} note
   * @returns {Promise<boolean>} whether it is decided
   */
  #resolve = async ({ approvalId, tool }, decision, note) => {
    const cards = this.#cards;
    const at = cards.findIndex((card) => card.approval.approvalId === approvalId);
    const done = await attempt(
      rpc.call('resolveApproval', { approvalId, decision, ...(note ? { note } : {}) }),
      `${tool} was ${decision === 'approve' ? 'approved' : 'denied'}`);
    tallies.refresh();
    if (done) (cards[at + 1] ?? cards[at - 1])?.take();
    await this.#pages.read();
    return done !== undefined;
  };
}
customElements.define('rv-approvals', ApprovalsView);
