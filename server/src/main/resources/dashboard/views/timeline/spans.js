/** @typedef {import('../agent/journal.js').Entry} Entry */
/** @typedef {{state: string, from: number, to: number, seq: number}} Span milliseconds; `seq` of what began it */

const ENDS = /^Task(Succeeded|Failed|Cancelled|Expired|Died)$/;
const WAITS = /^(TaskQueued|TaskRetrying|TaskDeferred|TaskInterrupted|ToolSuspended|ApprovalRequested|TaskOverBudget)$/;

/**
 * When an agent was in which state, folded from its entries.
 *
 * @param {{state: string, running: {taskId: string}[], waiting: {taskId: string}[]} | null} before the agent before the
 *   first of them; null if that is its beginning
 * @param {Entry[]} entries
 * @param {number} now where the last one ends
 * @returns {Span[]}
 */
export function spans(before, entries, now) {
  if (entries.length === 0) return [];
  const fold = new Fold(before);
  /** @type {Span[]} */
  const spans = [];
  for (const entry of entries) {
    fold.take(entry);
    const at = Date.parse(entry.at);
    const last = spans.at(-1);
    if (last?.state === fold.state) continue;
    if (last) last.to = at;
    if (fold.isThere) spans.push({ state: fold.state, from: at, to: now, seq: entry.seq });
  }
  return spans.filter(({ from, to }) => to > from);
}

/** What is known of an agent while its entries are read. */
class Fold {
  isThere = true;
  #running = new Set();
  #waiting = new Set();
  #asleep = false;
  #stopped = false;

  /** @param {{state: string, running: {taskId: string}[], waiting: {taskId: string}[]} | null} before */
  constructor(before) {
    if (!before) return;
    this.#running = new Set(before.running.map(({ taskId }) => taskId));
    this.#waiting = new Set(before.waiting.map(({ taskId }) => taskId));
    this.#asleep = before.state === 'sleeping';
    this.#stopped = before.state === 'stopped';
  }

  /** As the server orders them: what runs counts before what it is to do next. */
  get state() {
    if (this.#running.size) return 'active';
    if (this.#stopped) return 'stopped';
    if (this.#asleep) return 'sleeping';
    return this.#waiting.size ? 'waiting' : 'idle';
  }

  /** @param {Entry} entry */
  take({ type, taskId, started }) {
    if (type === 'TaskStarted') {
      this.#running.add(taskId);
      this.#waiting.delete(taskId);
    } else if (ENDS.test(type)) {
      this.#running.delete(taskId);
      this.#waiting.delete(taskId);
    } else if (WAITS.test(type)) {
      this.#running.delete(taskId);
      this.#waiting.add(taskId);
    } else if (type === 'AgentCreated') {
      this.#stopped = started === false;
    } else if (type === 'AgentDeleted') {
      this.isThere = false;
    } else if (type === 'FellAsleep' || type === 'Woke') {
      this.#asleep = type === 'FellAsleep';
    } else if (type === 'AgentStopped' || type === 'AgentStarted') {
      this.#stopped = type === 'AgentStopped';
    }
  }
}

/**
 * What one agent did to another, of those that are shown: mail, questions, work, and events.
 *
 * @typedef {{kind: 'mail' | 'event' | 'task', from: string, to: string, at: number, sent: number, seq: number, what: string}} Arrow
 * @param {{agentId: string, entries: Entry[]}[]} lanes
 * @param {{eventId: string, source: string | null, at: string}[]} published as `listEvents` answers them
 * @returns {Arrow[]}
 */
export function arrows(lanes, published) {
  const shown = new Set(lanes.map(({ agentId }) => agentId));
  const events = new Map(published.map(({ eventId, source, at }) =>
    [eventId, { source: (source ?? '').replace(/^agent:/, ''), at }]));
  return lanes.flatMap(({ agentId, entries }) => entries.flatMap((entry) => {
    const at = Date.parse(entry.at);
    const arrow = (/** @type {Arrow['kind']} */ kind, /** @type {string} */ from, /** @type {string} */ what, sent = at) =>
      from !== agentId && shown.has(from) ? [{ kind, from, to: agentId, at, sent, seq: entry.seq, what }] : [];
    switch (entry.type) {
      case 'MailReceived':
        return arrow('mail', entry.from, entry.subject);
      case 'TaskQueued': {
        const asker = /^(?:ask|spawn):([A-Za-z0-9._:-]+)/.exec(entry.origin ?? '');
        return asker ? arrow('task', asker[1], entry.prompt) : [];
      }
      case 'EventReceived': {
        const event = events.get(entry.eventId);
        return event ? arrow('event', event.source, entry.event, Date.parse(event.at)) : [];
      }
      default:
        return [];
    }
  }));
}
