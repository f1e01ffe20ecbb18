import { rpc } from 'ui/context.js';
import { plural } from 'ui/lib/format.js';
import { attempt, toasts } from 'ui/lib/toasts.js';
import { ask, confirm } from 'ui/parts/dialog.js';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];

/**
 * Tries a dead letter again; a task with other words if wanted.
 *
 * @param {any} letter @param {{task?: any} | null} what
 * @returns {Promise<boolean>} whether it was redriven
 */
export async function redrive({ deadLetterId, kind }, what) {
  if (kind !== 'task' || !what?.task) {
    const done = await attempt(rpc.call('redriveDeadLetter', { deadLetterId }), 'Redriven');
    return done !== undefined;
  }
  const { task } = what;
  const values = await ask({
    title: `Redrive ${task.taskId}`,
    text: 'It becomes a new task. What stays as it is here stays as it was.',
    action: 'Redrive',
    fields: [
      { name: 'prompt', label: 'What to do', kind: 'area', required: true, value: task.prompt },
      { name: 'priority', label: 'Priority', kind: 'select', value: task.priority, options: PRIORITIES },
      { name: 'maxAttempts', label: 'Attempts', kind: 'number', hint: 'empty: as before' },
      { name: 'timeoutSeconds', label: 'Seconds it may take', kind: 'number', hint: 'empty: as before' },
      { name: 'notBefore', label: 'Not before', kind: 'time' }],
    submit: async (edits) => {
      for (const name of ['prompt', 'priority']) if (edits[name] === task[name]) delete edits[name];
      const { taskId } = await rpc.call('redriveDeadLetter',
        { deadLetterId, ...(Object.keys(edits).length ? { edits } : {}) });
      toasts.done(`Redriven as ${taskId}`);
    },
  });
  return values !== null;
}

/** @param {any} letter @returns {Promise<boolean>} whether it was discarded */
export async function discard({ deadLetterId, kind }) {
  const values = await ask({
    title: `Discard this ${kind}?`,
    text: 'Nobody deals with it any more. The journal keeps what it was, and why it went.',
    action: 'Discard',
    danger: true,
    fields: [{ name: 'reason', label: 'Why', hint: 'for whoever asks later' }],
    submit: (reason) => rpc.call('discardDeadLetter', { deadLetterId, ...reason }),
  });
  if (values) toasts.done('Discarded');
  return values !== null;
}

/** @param {any[]} letters @returns {Promise<boolean>} whether anything was done */
export async function redriveMany(letters) {
  const text = 'Each is tried again as it was.';
  if (!(await confirm(`Redrive ${plural(letters.length, 'dead letter')}?`, text, 'Redrive'))) return false;
  await each(letters, 'redriven', (deadLetterId) => rpc.call('redriveDeadLetter', { deadLetterId }));
  return true;
}

/** @param {any[]} letters @returns {Promise<boolean>} whether anything was done */
export async function discardMany(letters) {
  const values = await ask({
    title: `Discard ${plural(letters.length, 'dead letter')}?`,
    text: 'Nobody deals with them any more.',
    action: 'Discard',
    danger: true,
    fields: [{ name: 'reason', label: 'Why', hint: 'for whoever asks later' }],
  });
  if (!values) return false;
  await each(letters, 'discarded', (deadLetterId) => rpc.call('discardDeadLetter', { deadLetterId, ...values }));
  return true;
}

/**
 * One after the other; one that fails does not keep the others from it.
 *
 * @param {any[]} letters @param {string} done @param {(id: string) => Promise<unknown>} act
 */
async function each(letters, done, act) {
  /** @type {unknown[]} */
  const failures = [];
  for (const { deadLetterId } of letters) {
    await act(deadLetterId).catch((error) => failures.push(error));
  }
  const well = letters.length - failures.length;
  if (well > 0) toasts.done(`${plural(well, 'dead letter')} ${done}`);
  if (failures.length > 0) toasts.error(failures[0]);
}
