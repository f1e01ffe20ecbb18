import { rpc } from 'ui/context.js';
import { toasts } from 'ui/lib/toasts.js';
import { exact } from 'ui/lib/format.js';
import { ask } from 'ui/parts/dialog.js';

/** What the form does not ask for and a schedule that is edited keeps. */
const KEPT = ['startAt', 'endAt', 'maxCatchUp'];

/**
 * Asks for a schedule, a new one or other words for one that is there.
 *
 * @param {any} [old]
 * @returns {Promise<{agentId: string, scheduleId: string} | null>}
 */
export async function askSchedule(old) {
  /** @type {any} */
  let set = null;
  await ask({
    title: old ? `Change ${old.scheduleId}` : 'New schedule',
    text: old ? `of ${old.agentId}` : undefined,
    action: old ? 'Change' : 'Add',
    fields: [
      .../** @type {import('../../parts/dialog.js').Field[]} */ (old ? [] : [
        { name: 'agentId', label: 'Agent', required: true },
        { name: 'scheduleId', label: 'Name', hint: 'empty: the first that is free' }]),
      { name: 'schedule', label: 'When', required: true, value: old?.schedule ?? '',
        hint: '0 7 * * MON-FRI, @daily, @every 1h30m, or 2026-12-01T08:00:00+01:00' },
      { name: 'task', label: 'What to do', kind: 'area', required: true, value: old?.task ?? '' },
      { name: 'timezone', label: 'Time zone', value: old?.timezone ?? '',
        hint: 'such as Europe/Berlin; empty: the agent’s' },
      { name: 'priority', label: 'Priority', kind: 'select', value: old?.priority ?? 'normal',
        options: ['low', 'normal', 'high', 'urgent'] },
      { name: 'overlap', label: 'If the one before still runs', kind: 'select',
        value: old?.overlap ?? 'skip', options: ['skip', 'queue', 'cancelPrevious'] },
      { name: 'missed', label: 'If nobody was there', kind: 'select', value: old?.missed ?? 'runOnce',
        options: ['runOnce', 'skip', 'catchUp'] },
      { name: 'jitterSeconds', label: 'Up to so many seconds later', kind: 'number',
        value: old?.jitterSeconds || '' },
      { name: 'maxRuns', label: 'At most so many runs', kind: 'number', value: old?.maxRuns ?? '' }],
    submit: async (values) => {
      const kept = Object.fromEntries(KEPT.filter((name) => old?.[name]).map((name) => [name, old[name]]));
      const whose = old ? { agentId: old.agentId, scheduleId: old.scheduleId } : {};
      // An interval counts from its beginning; another one begins anew.
      if (old && old.schedule !== values.schedule) delete kept.startAt;
      set = await rpc.call('scheduleTask', { ...kept, ...whose, ...values });
      toasts.done(set.nextRuns[0] ? `Next: ${exact(set.nextRuns[0])}` : 'It has no further run');
    },
  });
  return set;
}
