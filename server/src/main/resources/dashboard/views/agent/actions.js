import { rpc, tallies } from 'ui/context.js';
import { go, to } from 'ui/lib/router.js';
import { attempt, toasts } from 'ui/lib/toasts.js';
import { ask, confirm } from 'ui/parts/dialog.js';
import { taskHref } from 'ui/parts/links.js';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const NONE = '–';

/** @param {string} agentId */
export async function sendTask(agentId) {
  const sent = await ask({
    title: `A task for ${agentId}`,
    action: 'Send',
    fields: [
      { name: 'prompt', label: 'What to do', kind: 'area', required: true },
      { name: 'priority', label: 'Priority', kind: 'select', options: PRIORITIES, value: 'normal' },
      { name: 'threadId', label: 'Thread', hint: 'Tasks of a thread share one conversation' },
      { name: 'notBefore', label: 'Not before', kind: 'time' },
      { name: 'ttlSeconds', label: 'Expires after', kind: 'number', hint: 'Seconds in which it must have begun' },
    ],
    submit: (values) => rpc.call('sendTask', { agentId, ...values }),
  });
  if (sent) toasts.done(`${agentId} has the task`);
}

/** @param {string} agentId */
export async function sleep(agentId) {
  const slept = await ask({
    title: `Put ${agentId} to sleep`,
    text: 'Whichever comes first wakes it. With nothing entered it sleeps until an urgent task, or you, wake it.',
    action: 'Sleep',
    fields: [
      { name: 'durationSeconds', label: 'For', kind: 'number', hint: 'Seconds' },
      { name: 'untilTime', label: 'Until', kind: 'time' },
      { name: 'wakeEvents', label: 'Until one of these events', hint: 'Names with commas between, * as wildcard' },
      { name: 'wakeOnMailPriority', label: 'Until mail of at least',
        kind: 'select', options: [NONE, ...PRIORITIES], value: NONE },
      { name: 'reason', label: 'Why' },
    ],
    submit: ({ wakeEvents = '', wakeOnMailPriority, ...rest }) => rpc.call('sleepAgent', {
      agentId, ...rest, ...listed('wakeEvents', wakeEvents),
      ...(wakeOnMailPriority === NONE ? {} : { wakeOnMailPriority }) }),
  });
  if (slept) toasts.done(`${agentId} sleeps as soon as it rests`);
}

/** @param {string} name @param {string} text */
function listed(name, text) {
  const names = text.split(',').map((it) => it.trim()).filter(Boolean);
  return names.length ? { [name]: names } : {};
}

/** @param {string} agentId */
export const wake = (agentId) =>
  attempt(rpc.call('wakeAgent', { agentId, reason: 'by hand' }), `${agentId} is awake`);

/** @param {string} agentId */
export const start = (agentId) => attempt(rpc.call('startAgent', { agentId }), `${agentId} is started`);

/** @param {string} agentId */
export async function stop(agentId) {
  const drain = 'let running tasks end';
  const stopped = await ask({
    title: `Stop ${agentId}?`,
    text: 'Its queue is kept; nothing of it begins until it is started again.',
    action: 'Stop',
    danger: true,
    fields: [{ name: 'mode', label: 'How',
      kind: 'select', options: [drain, 'hand running tasks back to the queue'], value: drain }],
    submit: ({ mode }) => rpc.call('stopAgent', { agentId, mode: mode === drain ? 'drain' : 'now' }),
  });
  if (stopped) toasts.done(`${agentId} stops`);
}

/** @param {string} agentId */
export async function remove(agentId) {
  const sure = await confirm(`Delete ${agentId}?`, 'Its tasks are cancelled. Its journal stays.', 'Delete');
  if (sure && await attempt(rpc.call('deleteAgent', { agentId }), `${agentId} is deleted`)) go(to('agents'));
}

/** @param {string} taskId */
export async function steer(taskId) {
  const said = await ask({
    title: `Steer ${taskId}`,
    text: 'The model hears it at its next step.',
    action: 'Steer',
    fields: [{ name: 'message', label: 'What to tell it', kind: 'area', required: true }],
    submit: (values) => rpc.call('steerTask', { taskId, ...values }),
  });
  if (said) toasts.done('It hears it at its next step');
}

/** @param {string} taskId */
export async function cancel(taskId) {
  const cancelled = await ask({
    title: `Cancel ${taskId}?`,
    text: 'It ends for good, whatever it has done so far.',
    action: 'Cancel the task',
    danger: true,
    fields: [{ name: 'reason', label: 'Why' }],
    submit: (values) => rpc.call('cancelTask', { taskId, ...values }),
  });
  if (cancelled) toasts.done(`${taskId} is cancelled`);
}

/**
 * A new task that shares the conversation up to a step; its page is shown.
 *
 * @param {string} taskId
 * @param {number} [step]
 */
export async function fork(taskId, step = 0) {
  /** @type {{taskId: string} | null} */
  let made = null;
  await ask({
    title: `Fork ${taskId}`,
    text: 'A new task of the same agent shares the conversation up to a step, and goes on from there.',
    action: 'Fork',
    fields: [
      { name: 'fromStep', label: 'From step', kind: 'number', value: step, required: true,
        hint: '0: nothing but what was asked' },
      { name: 'prompt', label: 'What to do from there', kind: 'area', hint: 'Nothing: go on as it was' },
      { name: 'model', label: 'Model', hint: 'Nothing: the same' },
    ],
    submit: async (values) => {
      made = await rpc.call('forkTask', { taskId, ...values });
    },
  });
  if (made) go(taskHref(/** @type {{taskId: string}} */ (made).taskId));
}

/** @param {string} approvalId */
export const approve = async (approvalId) => {
  await attempt(rpc.call('resolveApproval', { approvalId, decision: 'approve' }), 'Approved');
  tallies.refresh();
};

/** @param {string} approvalId */
export async function deny(approvalId) {
  await ask({
    title: 'Deny the call?',
    action: 'Deny',
    danger: true,
    fields: [{ name: 'note', label: 'Why', kind: 'area', hint: 'The model is told it' }],
    submit: (values) => rpc.call('resolveApproval', { approvalId, decision: 'deny', ...values }),
  });
  tallies.refresh();
}

/**
 * Gives a dead task to its agent once more, as it was or with another prompt.
 *
 * @param {{taskId: string, agentId: string, prompt: string}} task
 */
export async function redrive({ taskId, agentId, prompt }) {
  /** @type {any} */
  let made = null;
  await ask({
    title: `Redrive ${taskId}`,
    text: 'A new task takes its place. Look first whether what killed it is gone.',
    action: 'Redrive',
    fields: [{ name: 'prompt', label: 'What to do', kind: 'area', value: prompt, required: true }],
    submit: async (values) => {
      const { deadLetters } = await rpc.call('listDeadLetters', { agentId, kind: 'task', limit: 1000 });
      const letter = deadLetters.find((/** @type {any} */ it) => it.taskId === taskId);
      if (!letter) throw new Error('its dead letter has been redriven or discarded already');
      made = await rpc.call('redriveDeadLetter', {
        deadLetterId: letter.deadLetterId,
        ...(values.prompt === prompt ? {} : { edits: values }) });
    },
  });
  if (!made) return;
  tallies.refresh();
  toasts.done(`${made.taskId} takes its place`);
  go(taskHref(made.taskId));
}
