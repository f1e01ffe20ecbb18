import { html, nothing } from 'lit';
import { feed, rpc } from 'ui/context.js';
import { Pages, moreOf, shown } from 'ui/lib/answer.js';
import { Details } from 'ui/lib/details.js';
import { Part, styles } from 'ui/lib/element.js';
import { duration, money, number, plural } from 'ui/lib/format.js';
import { go, replace, to } from 'ui/lib/router.js';
import { TASK_STATES } from 'ui/lib/tasks.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import { icon } from 'ui/parts/icons.js';
import { taskCell, taskHref, threadHref } from 'ui/parts/links.js';
import { empty } from 'ui/parts/states.js';
import 'ui/parts/table.js';
import 'ui/parts/time.js';

styles('/ui/css/desk.css');

const PAGE = 50;
const BEGINNING = 200;
const CHANGING = ['task', 'schedule', 'mail', 'approval', 'deadLetter', 'agent.deleted'];
const dash = html`<span class="dim">–</span>`;

/** Tasks of all agents, the newest first; those of a thread in its order: `#/tasks?state=&agent=&thread=`. */
class TasksView extends Part {
  static properties = { route: { attribute: false } };

  #pages = new Pages((page) => rpc.call('listTasks', { ...page, ...this.#filter() }), PAGE);
  /** What was asked, and what it has cost. */
  #details = new Details({
    key: (/** @type {any} */ task) => task.taskId,
    stamp: (task) => `${task.state} ${task.attempt}`,
    ask: async ({ taskId }) => {
      const { prompt, usage } = await rpc.call('getTask', { taskId });
      return { prompt: prompt.slice(0, BEGINNING), cost: usage.costMicros };
    } });
  #asked = '';

  constructor() {
    super();
    /** @type {import('../lib/router.js').Route | null} */
    this.route = null;
    this.follow(this.#pages, 'change');
    this.follow(this.#details, 'change');
    this.whileShown(() => this.#pages.keep(CHANGING, ({ method, agentId }) =>
      method !== 'task.step' && (!this.#agent || agentId === this.#agent)));
    this.whileShown(() => feed.on(['task.step'], ({ taskId }) => {
      if (this.#details.touch(taskId)) this.#pages.soon();
    }));
  }

  get #state() {
    return this.route?.params.get('state') ?? '';
  }

  get #agent() {
    return this.route?.params.get('agent') ?? '';
  }

  /** Of an agent: without one there is none. */
  get #thread() {
    return this.#agent ? this.route?.params.get('thread') ?? '' : '';
  }

  #filter() {
    return {
      ...(this.#state ? { state: this.#state } : {}),
      ...(this.#agent ? { agentId: this.#agent } : {}),
      ...(this.#thread ? { threadId: this.#thread } : {}) };
  }

  /** @param {Record<string, string>} params */
  #href(params) {
    return to('tasks', [], { state: this.#state, agent: this.#agent, thread: this.#thread, ...params });
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('route')) return;
    const asked = JSON.stringify(this.#filter());
    if (this.#asked && asked !== this.#asked) this.#pages.anew();
    this.#asked = asked;
  }

  render() {
    return html`<section class="view fill">
      <div class="view-head"><h1>Tasks</h1>${this.#known()}</div>
      <div class="filters">
        <div class="chips" role="group" aria-label="Filter by state">${['', ...TASK_STATES].map((state) =>
          html`<a class="chip" href=${this.#href({ state })}
            aria-current=${state === this.#state ? 'true' : nothing}>${state || 'all'}</a>`)}</div>
        <input type="search" aria-label="Only of this agent" placeholder="Only of this agent"
          .value=${this.#agent} @change=${(/** @type {any} */ event) =>
            replace(this.#href({ agent: event.target.value.trim(), thread: '' }))}>
        ${this.#thread ? html`<a class="chip" aria-current="true" data-filter="thread" href=${this.#href({ thread: '' })}
          title="Show all of ${this.#agent}">thread ${this.#thread} ${icon('close')}</a>` : nothing}
      </div>
      ${shown(this.#pages, 'Loading tasks', ({ items }) => this.#list(items))}
    </section>`;
  }

  #known() {
    if (!this.#pages.value) return nothing;
    const { items, more } = this.#pages.value;
    return html`<span class="dim" data-rows=${items.length}>${more
      ? `the newest ${number(items.length)}` : plural(items.length, 'task')}${
      this.#thread ? ', one conversation, as it went' : ''}</span>`;
  }

  /** @param {any[]} tasks */
  #list(tasks) {
    if (tasks.length === 0) {
      return this.#state || this.#agent
        ? empty('No task is like that', html`<a href=${to('tasks')}>Show all</a>`)
        : empty('No tasks yet', html`Agents get them from people, mail, events and schedules. Send one from the page
          of <a href=${to('agents')}>an agent</a>.`);
    }
    const table = html`<rv-table id="tasks" label="Tasks" .columns=${this.#columns()} .rowKey=${taskKey}
      .rows=${this.#thread ? tasks.toReversed() : tasks} @open=${open}></rv-table>`;
    const older = moreOf(this.#pages, 'Older tasks');
    return this.#thread ? html`${older}${table}` : html`${table}${older}`;
  }

  /** Made anew each time, so that the table shows what was told of its rows meanwhile. */
  #columns() {
    return /** @type {import('../parts/table.js').Column[]} */ ([
      { id: 'task', label: 'Task', width: 'minmax(7rem, 1.6fr)', cell: (row) => taskCell(row.taskId) },
      { id: 'state', label: 'State', width: '7rem', cell: (row) => badge(row.state) },
      { id: 'prompt', label: 'Asked', width: 'minmax(5rem, 3fr)', cell: (row) => this.#prompt(row) },
      { id: 'thread', label: 'Thread', width: 'minmax(4rem, 1fr)', phone: false, cell: (row) => row.threadId
        ? html`<a href=${threadHref(row.agentId, row.threadId)}>${row.threadId}</a>` : dash },
      { id: 'queued', label: 'Queued', width: '5.5rem', phone: false,
        cell: (row) => html`<rv-time at=${row.queuedAt}></rv-time>` },
      { id: 'took', label: 'Took', width: '5.5rem', phone: false, cell: ran },
      { id: 'attempts', label: 'Attempts', width: '5rem', end: true, phone: false, cell: (row) => row.attempt || dash },
      { id: 'cost', label: 'Cost', width: '5rem', end: true, phone: false, cell: (row) => this.#cost(row) },
    ]);
  }

  /** @param {any} row */
  #prompt(row) {
    const prompt = this.#details.get(row)?.prompt;
    return html`${priorityBadge(row.priority)} <span title=${prompt ?? nothing}>${prompt ?? ''}</span>`;
  }

  /** @param {any} row */
  #cost(row) {
    const cost = this.#details.get(row)?.cost;
    return cost ? money(cost) : dash;
  }
}
customElements.define('rv-tasks', TasksView);

const taskKey = (/** @type {{taskId: string}} */ task) => task.taskId;
const open = (/** @type {CustomEvent} */ event) => go(taskHref(event.detail.taskId));

/** How long, from when it was first taken up; what is under way, until now. @param {any} task */
function ran({ startedAt, endedAt }) {
  if (!startedAt) return dash;
  if (!endedAt) return html`<rv-time at=${startedAt} mode="age"></rv-time>`;
  return duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
}
