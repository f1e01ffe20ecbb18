import { duration, exact } from 'ui/lib/format.js';

/** @typedef {import('./journal.js').Entry} Entry */

/** Which entries belong together, in the order of the filter. @type {Record<string, RegExp>} */
const GROUPS = {
  task: /^(Task(?!Nudged|OverBudget|BudgetSet)|AskAnswered|DeadLetter)/,
  model: /^(ModelReplied|CallLost|TaskNudged|ConversationCompacted|ContextExceeded)/,
  tool: /^Tool/,
  approval: /^Approval/,
  mail: /^Mail/,
  schedule: /^Schedule/,
  event: /^(Event|Subscribed|Unsubscribed)/,
  note: /^Note/,
  budget: /^(BudgetExhausted|TaskOverBudget|TaskBudgetSet)/,
  agent: /^(Agent|FellAsleep|Woke)/,
};

export const KINDS = Object.keys(GROUPS);

/** @param {Entry} entry @returns {string} one of {@link KINDS}, or `other` for what this page is older than */
export const kindOf = ({ type }) => KINDS.find((kind) => GROUPS[kind].test(type)) ?? 'other';

/** @type {Record<string, string>} */
const TONES = {
  TaskSucceeded: 'ok', TaskStarted: 'go', ModelReplied: 'go', FellAsleep: 'rest', Woke: 'go',
  TaskRetrying: 'wait', TaskDeferred: 'wait', TaskInterrupted: 'wait', ToolSuspended: 'wait',
  ApprovalRequested: 'wait', BudgetExhausted: 'wait', TaskOverBudget: 'wait', ScheduleMissed: 'bad',
  TaskFailed: 'bad', TaskDied: 'bad', MailDied: 'bad', MailBounced: 'bad', EventUnheard: 'bad', EventRefused: 'bad',
  AgentStopped: 'off', TaskCancelled: 'off', TaskExpired: 'off',
};

/** @param {Entry} entry */
export const toneOf = (entry) =>
  TONES[entry.type] ?? (entry.type === 'ToolReturned' && entry.outcome !== 'ok' ? 'bad' : 'calm');

/** @param {Entry} entry `TaskQueued` → `Task queued` */
export const title = ({ type }) =>
  type.replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);

/** What it says beside its type, in one line; what is not known here is in its JSON. @param {Entry} entry */
export function saying(entry) {
  switch (entry.type) {
    case 'AgentCreated':
      return entry.definition || 'with a definition of its own';
    case 'FellAsleep':
      return sleep(entry.sleep ?? {});
    case 'Woke':
      return [String(entry.cause ?? '').toLowerCase(), entry.reason].filter(Boolean).join(': ');
    case 'TaskQueued':
      return entry.prompt;
    case 'TaskStarted':
      return [entry.attempt > 1 && `attempt ${entry.attempt}`, entry.run > 1 && `run ${entry.run}`]
        .filter(Boolean).join(', ');
    case 'ModelReplied':
      return entry.reply?.text || (entry.reply?.calls ?? []).map((/** @type {any} */ call) =>
        `calls ${call.tool} ${call.arguments}`).join('; ');
    case 'ToolCalled':
    case 'ApprovalRequested':
      return entry.tool;
    case 'ToolReturned':
      return entry.outcome === 'ok' ? entry.text : `${entry.outcome}: ${entry.text}`;
    case 'ApprovalResolved':
      return `${entry.approved ? 'approved' : 'denied'}${entry.note ? `: ${entry.note}` : ''}`;
    case 'TaskSucceeded':
      return entry.result ?? '';
    case 'MailReceived':
      return `from ${entry.from}: ${entry.subject}`;
    case 'ScheduleSet':
    case 'SchedulePaused':
    case 'ScheduleResumed':
    case 'ScheduleDeleted':
    case 'ScheduleFired':
    case 'ScheduleSkipped':
    case 'ScheduleMissed':
      return [entry.schedule, entry.why].filter(Boolean).join(': ');
    case 'Subscribed':
      return `${entry.subscription?.id ?? ''} ${(entry.subscription?.events ?? []).join(', ')}`.trim();
    case 'EventPublished':
      return entry.event?.name ?? '';
    case 'NoteRemembered':
      return `${entry.note?.key ?? ''}: ${entry.note?.text ?? ''}`;
    default:
      return rest(entry);
  }
}

/** @param {Entry} entry */
function rest({ message, failure, reason, why, text, reached, key, event, until, notBefore }) {
  const said = failure?.message ?? message ?? reason ?? why ?? text ?? reached ?? key ?? event ?? '';
  return [said, (until ?? notBefore) && `until ${exact(until ?? notBefore)}`].filter(Boolean).join(', ');
}

/** @param {any} sleep */
const sleep = ({ until, wakeEvents = [], reason }) =>
  [until && `until ${exact(until)}`, wakeEvents.length && `or ${wakeEvents.join(', ')}`, reason]
    .filter(Boolean).join(' · ');

/**
 * The entries of the same agent that an entry came of. A task is known by the number of the entry
 * that queued it, a mail by that which brought it, an approval by that which asked for it.
 *
 * @param {Entry} entry @param {string} agentId @returns {number[]}
 */
export function causes(entry, agentId) {
  if (entry.type === 'ScheduleFired') return [];
  if (entry.type === 'TaskQueued') {
    return [...new Set([...(entry.mails ?? []), ...originNumber(entry.origin, agentId)])];
  }
  const from = entry.approval ?? entry.mail ?? entry.task;
  return typeof from === 'number' && from !== entry.seq ? [from] : [];
}

/**
 * The entry that an origin like `redrive:a/12` names, if it is this agent's.
 *
 * @param {string} [origin]
 * @param {string} [agentId]
 */
const originNumber = (origin = '', agentId = '') => {
  const [, of, number] = /^(?:mail|redrive|fork):(?:.* )?([^ ]+)\/(\d+)$/.exec(origin) ?? [];
  return of === agentId ? [Number(number)] : [];
};

/**
 * What came of each entry, of those that are known. The firing of a schedule is on record behind
 * the task that came of it, and is its cause all the same.
 *
 * @param {Entry[]} entries @param {string} agentId
 * @returns {{causes: Map<number, number[]>, effects: Map<number, number[]>}}
 */
export function chains(entries, agentId) {
  const causesOf = new Map(entries.map((entry) => [entry.seq, causes(entry, agentId)]));
  for (const entry of entries) {
    if (entry.type === 'ScheduleFired') causesOf.get(entry.task)?.push(entry.seq);
  }
  /** @type {Map<number, number[]>} */
  const effects = new Map();
  for (const [seq, from] of causesOf) {
    for (const cause of from) effects.set(cause, [...(effects.get(cause) ?? []), seq]);
  }
  return { causes: causesOf, effects };
}

/** @param {string} from @param {string} until RFC 3339 */
export const took = (from, until) =>
  duration((new Date(until).getTime() - new Date(from).getTime()) / 1000);
