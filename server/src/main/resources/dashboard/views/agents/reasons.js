import { rpc } from 'ui/context.js';
import { Details } from 'ui/lib/details.js';
import { timed } from 'ui/lib/format.js';

/**
 * Why agents are as they are, and what they do next by themselves: asked only for those that are seen.
 *
 * @returns {Details<import('../../lib/store.js').AgentRow, {why: string, cause: string}>}
 */
export const reasons = () => new Details({
  key: ({ agentId }) => agentId,
  stamp: ({ state, running, queued, wakeAt }) => `${state} ${running} ${queued} ${wakeAt}`,
  ask: async ({ agentId }) => {
    const { why, nextWake } = await rpc.call('getAgent', { agentId });
    // Beside the agent's name its tasks need only their numbers.
    const brief = (/** @type {string} */ text) => timed(text).replaceAll(`${agentId}/`, '');
    return { why: brief(why), cause: brief(nextWake?.cause ?? '') };
  } });
