import { html, nothing } from 'lit';
import { feed, rpc } from 'ui/context.js';
import { Answer, Pages, shown } from 'ui/lib/answer.js';
import { Part, styles } from 'ui/lib/element.js';
import { plural } from 'ui/lib/format.js';
import { bind } from 'ui/lib/keys.js';
import { go, replace, to } from 'ui/lib/router.js';
import { attempt } from 'ui/lib/toasts.js';
import { badge } from 'ui/parts/badge.js';
import { detail, split } from 'ui/parts/detail.js';
import { confirm } from 'ui/parts/dialog.js';
import { icon } from 'ui/parts/icons.js';
import { agentLink } from 'ui/parts/links.js';
import { empty } from 'ui/parts/states.js';
import 'ui/parts/table.js';
import 'ui/parts/time.js';
import { agenda } from 'ui/views/schedules/agenda.js';
import { keyOf, scheduleDetails } from 'ui/views/schedules/details.js';
import { askSchedule } from 'ui/views/schedules/form.js';
import { scheduleView } from 'ui/views/schedules/schedule.js';

styles('/ui/css/desk.css');
styles('/ui/views/schedules/schedules.css');

const dash = html`<span class="dim">–</span>`;

/** All schedules, when they run next and what came of it: `#/schedules/AGENT/NAME?q=&span=`. */
class SchedulesView extends Part {
  static properties = { route: { attribute: false } };

  #all = new Answer(readAll);
  #details = scheduleDetails();
  #one = new Answer(() => rpc.call('getSchedule', { ...this.#open, limit: 1 }));
  #ledger = new Pages((page) => rpc.call('getSchedule', { ...this.#open, ...page })
    .then(({ firings, nextCursor }) => ({ firings, nextCursor })), 50);
  #opened = '';

  constructor() {
    super();
    /** @type {import('../lib/router.js').Route | null} */
    this.route = null;
    for (const source of [this.#all, this.#details, this.#one, this.#ledger]) this.follow(source, 'change');
    this.whileShown(() => this.#all.keep(['schedule', 'agent.deleted']));
    this.whileShown(() => feed.on(['schedule'], (news) => {
      this.#details.touch(keyOf(/** @type {any} */ (news)));
      if (keyOf(/** @type {any} */ (news)) === this.#opened) this.#again();
    }));
    this.whileShown(() => bind({ keys: 'c', what: 'Add a schedule', run: () => void this.#add() }));
    this.whileShown(() => bind({ keys: 'u', what: 'Back to the list', run: () => go(this.#href()) }));
  }

  get #text() {
    return this.route?.params.get('q') ?? '';
  }

  get #days() {
    return this.route?.params.get('span') === 'days' ? 2 : 7;
  }

  /** Which one is open. */
  get #open() {
    const [agentId = '', scheduleId = ''] = this.route?.path ?? [];
    return { agentId, scheduleId };
  }

  /** @param {any} [schedule] @param {Record<string, string>} [params] */
  #href(schedule, params = {}) {
    return to('schedules', schedule ? [schedule.agentId, schedule.scheduleId] : [],
      { q: this.#text, span: this.#days === 2 ? 'days' : '', ...params });
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('route')) return;
    const open = this.#open.scheduleId ? keyOf(this.#open) : '';
    if (open && open !== this.#opened) {
      this.#one.anew();
      this.#ledger.anew();
    }
    this.#opened = open;
  }

  render() {
    return html`<section class="view fill schedules">
      <div class="view-head"><h1>Schedules</h1>
        <button type="button" class="primary push" @click=${() => void this.#add()}>${icon('plus')} New schedule</button></div>
      ${this.#all.value?.schedules.length ? this.#filters() : nothing}
      ${shown(this.#all, 'Loading schedules', ({ schedules, more }) => this.#body(schedules, more))}
    </section>`;
  }

  #filters() {
    const span = (/** @type {number} */ days, /** @type {string} */ name) => html`<a class="chip"
      aria-current=${this.#days === days ? 'true' : nothing}
      href=${this.#href(this.#opened ? this.#open : null, { span: days === 2 ? 'days' : '' })}>${name}</a>`;
    return html`<div class="filters">
      <div class="chips" role="group" aria-label="How far">${span(2, 'two days')}${span(7, 'week')}</div>
      <input type="search" aria-label="Filter by agent or name" placeholder="Filter by agent or name"
        .value=${this.#text} @input=${(/** @type {any} */ event) =>
          replace(this.#href(this.#opened ? this.#open : null, { q: event.target.value }))}></div>`;
  }

  /** @param {any[]} schedules @param {boolean} more */
  #body(schedules, more) {
    if (schedules.length === 0 && !this.#opened) {
      return empty('No schedules yet', 'A schedule gives its agent a task at certain times. Add one with the button above.');
    }
    const text = this.#text.toLowerCase();
    const rows = text ? schedules.filter((it) => keyOf(it).toLowerCase().includes(text)) : schedules;
    return html`
      <div class="agenda-box" tabindex="0" role="region" aria-label="Calendar">
        ${agenda(rows, this.#details, this.#days, (it) => this.#href(it))}</div>
      ${split(rows.length === 0
        ? empty('No schedule is like that', html`<a href=${to('schedules')}>Show all</a>`)
        : html`<rv-table id="schedules" label="Schedules" .rowKey=${keyOf} .rows=${rows} .rowHeight=${HIGH}
            .columns=${this.#columns(!!this.#opened)}
            @open=${(/** @type {CustomEvent} */ event) => go(this.#href(event.detail))}></rv-table>
            <p class="dim note">${plural(rows.length, 'schedule')}${more ? ', and more than are shown' : ''};
              the calendar knows the next five runs of each.</p>`,
      this.#opened ? this.#detail() : null)}`;
  }

  /** @param {boolean} few @returns {import('../parts/table.js').Column[]} */
  #columns(few) {
    return /** @type {import('../parts/table.js').Column[]} */ ([
      { id: 'name', label: 'Schedule', width: 'minmax(6rem, 2fr)', sort: (row) => row.scheduleId,
        cell: (row) => html`<a href=${this.#href(row)} data-here=${keyOf(row) === this.#opened}>${row.scheduleId}</a>
          <small class="below dim one-line">${row.agentId}</small>` },
      { id: 'agent', label: 'Agent', width: 'minmax(5rem, 1.5fr)', sort: (row) => row.agentId, phone: false,
        cell: (row) => agentLink(row.agentId) },
      { id: 'when', label: 'When', width: 'minmax(6rem, 1.5fr)', phone: false,
        cell: (row) => html`<span class="mono" title=${row.timezone}>${row.schedule}</span>` },
      { id: 'next', label: 'Next', width: '6rem', sort: (row) => (row.paused ? '9' : row.next ?? '9'),
        cell: (row) => row.paused ? badge('paused') : row.next
          ? html`<rv-time at=${row.next} mode="countdown"></rv-time>` : html`<span class="dim">none</span>` },
      { id: 'last', label: 'Last', width: '6rem', cell: (row) => this.#last(row) },
      { id: 'runs', label: 'Runs', width: '4rem', end: true, phone: false, sort: (row) => row.runs,
        cell: (row) => row.runs || dash },
    ]).filter(({ id }) => !few || !['agent', 'runs'].includes(id));
  }

  /** @param {any} row */
  #last(row) {
    const [firing] = this.#details.get(row)?.firings ?? [];
    return firing ? html`<span title=${firing.why ?? ''}>${badge(firing.outcome)}</span>` : dash;
  }

  #detail() {
    return detail(this.#open.scheduleId, this.#href(), shown(this.#one, 'Loading the schedule', (it) =>
      scheduleView(it, this.#ledger, {
        toggle: () => void this.#do(it.paused ? 'resumeSchedule' : 'pauseSchedule', it.paused ? 'Resumed' : 'Paused'),
        trigger: () => void this.#do('triggerSchedule', 'It runs'),
        change: () => void this.#change(it),
        remove: () => void this.#remove(it) })));
  }

  #again() {
    this.#all.soon();
    this.#one.soon();
    this.#ledger.soon();
  }

  /** @param {string} method @param {string} done */
  async #do(method, done) {
    const open = this.#open;
    if (!(await attempt(rpc.call(method, open), done))) return;
    this.#details.touch(keyOf(open));
    this.#again();
  }

  async #add() {
    const set = await askSchedule();
    if (!set) return;
    this.#all.soon();
    go(this.#href(set));
  }

  /** @param {any} it */
  async #change(it) {
    if (!(await askSchedule(it))) return;
    this.#details.touch(keyOf(it));
    this.#again();
  }

  /** @param {any} it */
  async #remove(it) {
    const text = `${it.agentId} is given no more tasks by it. Tasks that came of it go on.`;
    if (!(await confirm(`Delete ${it.scheduleId}?`, text, 'Delete'))) return;
    const { agentId, scheduleId } = it;
    if (!(await attempt(rpc.call('deleteSchedule', { agentId, scheduleId }), 'Deleted'))) return;
    this.#all.soon();
    go(this.#href());
  }
}
customElements.define('rv-schedules', SchedulesView);

const PAGES = 20;
/** Of a row, in pixels: where the agents have no column, each stands below its schedule. */
const HIGH = 46;

/** All of them, up to twenty pages of a thousand agents. */
async function readAll() {
  const schedules = [];
  let cursor = null;
  let pages = 0;
  do {
    const page = /** @type {any} */ (await rpc.call('listSchedules', cursor ? { cursor } : {}));
    schedules.push(...page.schedules);
    cursor = page.nextCursor;
  } while (cursor && ++pages < PAGES);
  return { schedules, more: !!cursor };
}
