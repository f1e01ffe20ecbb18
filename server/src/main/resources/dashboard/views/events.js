import { html, nothing } from 'lit';
import { feed, rpc } from 'ui/context.js';
import { Answer, Pages, moreOf, shown } from 'ui/lib/answer.js';
import { Part, styles } from 'ui/lib/element.js';
import { bind } from 'ui/lib/keys.js';
import { go, replace, to } from 'ui/lib/router.js';
import { priorityBadge } from 'ui/parts/badge.js';
import { detail, split } from 'ui/parts/detail.js';
import { icon } from 'ui/parts/icons.js';
import { empty } from 'ui/parts/states.js';
import 'ui/parts/table.js';
import 'ui/parts/time.js';
import { broadcast } from 'ui/views/events/broadcast.js';
import { eventView, readHearers } from 'ui/views/events/event.js';

styles('/ui/css/desk.css');

const dash = html`<span class="dim">–</span>`;

/** @type {import('../parts/table.js').Column[]} */
const COLUMNS = [
  { id: 'at', label: 'When', width: '7rem', cell: (row) => html`<rv-time at=${row.at}></rv-time>` },
  { id: 'event', label: 'Event', width: 'minmax(8rem, 2fr)',
    cell: (row) => html`<span class="mono">${row.event}</span> ${priorityBadge(row.priority)}` },
  { id: 'source', label: 'Source', width: 'minmax(4rem, 1fr)', phone: false, cell: (row) => row.source ?? dash },
  { id: 'subject', label: 'Subject', width: 'minmax(4rem, 1fr)', phone: false, cell: (row) => row.subject ?? dash },
];

/** What was told to all: `#/events/EVENTID?q=NAME-PATTERN&since=INSTANT`. */
class EventsView extends Part {
  static properties = { route: { attribute: false } };

  #pages = new Pages((page) => rpc.call('listEvents', {
    ...page, ...(this.#pattern ? { event: this.#pattern } : {}), ...(this.#since ? { since: this.#since } : {}) }));
  #hearers = new Answer(() => readHearers(this.#open));
  #asked = '';
  #opened = '';

  constructor() {
    super();
    /** @type {import('../lib/router.js').Route | null} */
    this.route = null;
    this.follow(this.#pages, 'change');
    this.follow(this.#hearers, 'change');
    this.whileShown(() => this.#pages.keep(['event']));
    this.whileShown(() => feed.on(['task', 'deadLetter.added'], (news) => this.#hear(news)));
    this.whileShown(() => bind({ keys: 'c', what: 'Broadcast an event', run: () => void this.#broadcast() }));
    this.whileShown(() => bind({ keys: 'u', what: 'Back to the list', run: () => go(this.#href()) }));
  }

  get #pattern() {
    return this.route?.params.get('q') ?? '';
  }

  get #since() {
    return this.route?.params.get('since') ?? '';
  }

  get #open() {
    return this.route?.path[0] ?? '';
  }

  /** @param {string} [eventId] @param {Record<string, string>} [params] */
  #href(eventId, params = {}) {
    return to('events', eventId ? [eventId] : [], { q: this.#pattern, since: this.#since, ...params });
  }

  /** @param {import('../lib/feed.js').News} news of what may have come of the event that is open */
  #hear({ method, origin, kind, taskId }) {
    if (!this.#open || method === 'task.step') return;
    const isOfIt = origin === `event:${this.#open}` || kind === 'event'
      || this.#hearers.value?.tasks.some((/** @type {any} */ task) => task.taskId === taskId);
    if (isOfIt) this.#hearers.soon();
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('route')) return;
    const asked = `${this.#pattern} ${this.#since}`;
    if (this.#asked && asked !== this.#asked) this.#pages.anew();
    this.#asked = asked;
    if (this.#open && this.#open !== this.#opened) this.#hearers.anew();
    this.#opened = this.#open;
  }

  render() {
    return html`<section class="view fill">
      <div class="view-head"><h1>Events</h1>
        <button type="button" class="primary push" @click=${() => void this.#broadcast()}>
          ${icon('plus')} Broadcast</button></div>
      <div class="filters">
        <input type="search" aria-label="Filter by name" placeholder="Name, such as build.*"
          .value=${this.#pattern} @change=${(/** @type {any} */ event) =>
            replace(this.#href(this.#open, { q: event.target.value.trim() }))}>
        <label class="named">Since <input type="datetime-local" .value=${local(this.#since)}
          @change=${(/** @type {any} */ event) => replace(this.#href(this.#open, {
            since: event.target.value ? new Date(event.target.value).toISOString() : '' }))}></label>
        ${this.#pattern || this.#since ? html`<a href=${to('events')}>Show all</a>` : nothing}
      </div>
      ${split(shown(this.#pages, 'Loading events', ({ items }) => this.#list(items)),
        this.#open ? this.#detail() : null)}
    </section>`;
  }

  /** @param {any[]} events */
  #list(events) {
    if (events.length === 0) {
      return this.#pattern || this.#since
        ? empty('No event is like that', html`<a href=${to('events')}>Show all</a>`)
        : empty('No events yet', 'Agents, programs and people broadcast them; who listens is told.');
    }
    return html`<rv-table id="events" label="Events" .columns=${this.#columns()}
      .rows=${events} .rowKey=${eventKey} @open=${(/** @type {CustomEvent} */ event) =>
        go(this.#href(event.detail.eventId))}></rv-table>${moreOf(this.#pages, 'Older events')}`;
  }

  #columns() {
    if (!this.#open) return COLUMNS;
    const [at, event] = COLUMNS;
    return [{ ...at, cell: (/** @type {any} */ row) =>
      html`<span data-here=${row.eventId === this.#open}>${at.cell(row)}</span>` }, event];
  }

  #detail() {
    const event = this.#pages.value?.items.find(({ eventId }) => eventId === this.#open);
    const body = event ? eventView(event, this.#hearers, () => void this.#broadcast(event))
      : this.#pages.value ? empty('It is not in the list', 'It may be older: show older events, or all.') : '';
    return detail(event?.event ?? 'Event', this.#href(), body);
  }

  /** @param {any} [like] */
  async #broadcast(like) {
    const eventId = await broadcast(like);
    if (!eventId) return;
    this.#pages.soon();
    go(this.#href(eventId));
  }
}
customElements.define('rv-events', EventsView);

const eventKey = (/** @type {{eventId: string}} */ event) => event.eventId;

/** @param {string} instant as a field for times wants it, in the reader's zone */
function local(instant) {
  const at = new Date(instant).getTime();
  if (Number.isNaN(at)) return '';
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
