import { rpc } from 'ui/context.js';
import { Details } from 'ui/lib/details.js';

/** @param {{agentId: string, scheduleId: string}} it a schedule, or news of one */
export const keyOf = ({ agentId, scheduleId }) => `${agentId}/${scheduleId}`;

/** The next runs of schedules and the newest lines of their ledgers. */
export const scheduleDetails = () => new Details({
  key: keyOf,
  stamp: (/** @type {any} */ it) => `${it.next} ${it.runs} ${it.paused} ${it.schedule}`,
  ask: ({ agentId, scheduleId }) => rpc.call('getSchedule', { agentId, scheduleId, limit: 1 }) });
