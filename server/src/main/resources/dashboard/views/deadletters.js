import { html, nothing } from 'lit';
import { rpc, tallies } from 'ui/context.js';
import { Answer, Pages, moreOf, shown } from 'ui/lib/answer.js';
import { Part, styles } from 'ui/lib/element.js';
import { bind } from 'ui/lib/keys.js';
import { go, replace, to } from 'ui/lib/router.js';
import { badge, count } from 'ui/parts/badge.js';
import { detail, split } from 'ui/parts/detail.js';
import { agentLink } from 'ui/parts/links.js';
import { empty } from 'ui/parts/states.js';
import 'ui/parts/table.js';
import 'ui/parts/time.js';
import { discard, discardMany, redrive, redriveMany } from 'ui/views/deadletters/actions.js';
import { letterView, readWhat } from 'ui/views/deadletters/letter.js';

styles('/ui/css/desk.css');

const KINDS = ['task', 'event', 'mail'];

/** What nobody could deal with: `#/deadletters/ID?kind=&q=`. */
class DeadLettersView extends Part {
  static properties = { route: { attribute: false }, chosen: { state: true } };

  #pages = new Pages((page) => rpc.call('listDeadLetters', {
    ...page, ...(this.#kind ? { kind: this.#kind } : {}) }));
  #what = new Answer(() => this.#readWhat());
  #asked = '';
  #opened = '';

  constructor() {
    super();
    /** @type {import('../lib/router.js').Route | null} */
    this.route = null;
    /** @type {Set<string>} the ids that are ticked */
    this.chosen = new Set();
    this.follow(this.#pages, 'change');
    this.follow(this.#what, 'change');
    this.whileShown(() => this.#pages.keep(['deadLetter']));
    this.whileShown(() => {
      const ends = [
        { keys: 'r', what: 'Redrive', run: () => void this.#redrive() },
        { keys: 'x', what: 'Discard', run: () => void this.#discard() },
        { keys: 'u', what: 'Back to the list', run: () => go(this.#href()) }].map(bind);
      return () => ends.forEach((end) => end());
    });
  }

  get #kind() {
    return this.route?.params.get('kind') ?? '';
  }

  get #text() {
    return this.route?.params.get('q') ?? '';
  }

  get #open() {
    return this.route?.path[0] ?? '';
  }

  /** @param {string} [id] @param {Record<string, string>} [params] */
  #href(id, params = {}) {
    return to('deadletters', id ? [id] : [], { kind: this.#kind, q: this.#text, ...params });
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('route')) return;
    if (this.#asked !== this.#kind) this.#pages.anew();
    this.#asked = this.#kind;
    if (this.#open && this.#open !== this.#opened) this.#what.anew();
    this.#opened = this.#open;
  }

  /** @returns {any} the one that is open, if it is in the list */
  get #letter() {
    return this.#pages.value?.items.find(({ deadLetterId }) => deadLetterId === this.#open);
  }

  async #readWhat() {
    if (!this.#pages.value) await this.#pages.read();
    return this.#letter ? readWhat(this.#letter) : null;
  }

  get #letters() {
    const text = this.#text.toLowerCase();
    const items = this.#pages.value?.items ?? [];
    return text ? items.filter((it) => `${subject(it)} ${it.reason}`.toLowerCase().includes(text)) : items;
  }

  /** Those that are ticked and still there. */
  get #picked() {
    return this.#letters.filter(({ deadLetterId }) => this.chosen.has(deadLetterId));
  }

  render() {
    return html`<section class="view fill">
      <div class="view-head"><h1>Dead letters</h1>${count(tallies.counts.deadLetters)}</div>
      <div class="filters">
        <div class="chips" role="group" aria-label="Filter by kind">${['', ...KINDS].map((kind) =>
          html`<a class="chip" href=${this.#href('', { kind })}
            aria-current=${kind === this.#kind ? 'true' : nothing}>${kind || 'all'}</a>`)}</div>
        <input type="search" aria-label="Filter by agent or reason" placeholder="Filter by agent or reason"
          .value=${this.#text} @input=${(/** @type {any} */ event) =>
            replace(this.#href(this.#open, { q: event.target.value }))}>
        ${this.#many()}
      </div>
      ${split(shown(this.#pages, 'Loading dead letters', () => this.#list()), this.#open ? this.#detail() : null)}
    </section>`;
  }

  #many() {
    const n = this.#picked.length;
    return n === 0 ? nothing : html`<span class="actions push" role="group" aria-label="What is ticked">
      <button type="button" @click=${() => void this.#redrive()}>Redrive ${n}</button>
      <button type="button" @click=${() => void this.#discard()}>Discard ${n}</button></span>`;
  }

  #list() {
    const letters = this.#letters;
    if (letters.length === 0) {
      return this.#kind || this.#text
        ? html`${empty('No dead letter is like that', html`<a href=${to('deadletters')}>Show all</a>`)}${this.#more()}`
        : empty('No dead letters', 'What nobody could deal with comes in here, to be tried again or discarded.');
    }
    return html`<rv-table id="letters" label="Dead letters" .columns=${this.#columns()} .rows=${letters}
      .rowKey=${letterKey} @open=${(/** @type {CustomEvent} */ event) =>
        go(this.#href(event.detail.deadLetterId))}></rv-table>${this.#more()}`;
  }

  #more() {
    return moreOf(this.#pages, 'Older dead letters');
  }

  /** @returns {import('../parts/table.js').Column[]} */
  #columns() {
    const all = /** @type {any} */ (html`<input type="checkbox" aria-label="Tick all"
      .checked=${this.#picked.length > 0 && this.#picked.length === this.#letters.length}
      @change=${(/** @type {any} */ event) => (this.chosen =
        new Set(event.target.checked ? this.#letters.map(letterKey) : []))}>`);
    const columns = /** @type {import('../parts/table.js').Column[]} */ ([
      { id: 'tick', label: all, width: '1.2rem', cell: (row) => html`<input type="checkbox"
          aria-label=${`Tick ${row.deadLetterId}`} .checked=${this.chosen.has(row.deadLetterId)}
          @change=${() => this.#tick(row.deadLetterId)}>` },
      { id: 'kind', label: 'Kind', width: '3rem', cell: (row) => html`<span
          data-here=${row.deadLetterId === this.#open}>${row.kind}</span>` },
      { id: 'of', label: 'Of', width: 'minmax(7rem, 2fr)', sort: subject,
        cell: (row) => row.agentId ? html`<span title=${row.taskId ?? row.agentId}>${agentLink(row.agentId)}</span>` : html`<span class="mono">${row.event ?? ''}</span>` },
      { id: 'reason', label: 'Reason', width: 'minmax(6rem, 3fr)',
        cell: (row) => html`<span title=${row.reason}>${row.reason}</span>` },
      { id: 'at', label: 'When', width: '6rem', phone: false, cell: (row) => html`<rv-time at=${row.at}></rv-time>` },
    ]);
    return this.#open ? columns.slice(0, 4) : columns;
  }

  /** @param {string} id */
  #tick(id) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
  }

  #detail() {
    const letter = this.#letter;
    const title = letter ? `${letter.kind} ${letter.taskId ?? letter.mailId ?? letter.event}` : 'Dead letter';
    return detail(title, this.#href(), shown(this.#what, 'Loading what it was', (what) => letter && what
      ? letterView(letter, what, {
        redrive: () => void this.#redrive(letter), discard: () => void this.#discard(letter) })
      : empty('It is not here any more', html`It was redriven or discarded. ${badge('ok')}`)));
  }

  /** That one, or those that are ticked, or the one that is open. @param {any} [letter] */
  async #redrive(letter) {
    const picked = letter ? [] : this.#picked;
    const one = letter ?? this.#letter;
    if (picked.length > 0) this.#done(await redriveMany(picked), true);
    else if (one) this.#done(await redrive(one, this.#what.value), false);
  }

  /** @param {any} [letter] */
  async #discard(letter) {
    const picked = letter ? [] : this.#picked;
    const one = letter ?? this.#letter;
    if (picked.length > 0) this.#done(await discardMany(picked), true);
    else if (one) this.#done(await discard(one), false);
  }

  /** @param {boolean} done @param {boolean} many */
  #done(done, many) {
    if (!done) return;
    if (many) this.chosen = new Set();
    tallies.refresh();
    void this.#pages.read();
    if (this.#open) go(this.#href());
  }
}
customElements.define('rv-deadletters', DeadLettersView);

const letterKey = (/** @type {{deadLetterId: string}} */ letter) => letter.deadLetterId;
const subject = (/** @type {any} */ letter) => letter.agentId ?? letter.event ?? '';
