/**
 * A view: one file in `views/` that defines the element `tag`, and one line here. The shell gives
 * the element its `route` (see `lib/router.js`) and shows the line in the navigation unless `hidden`.
 *
 * @typedef {{id: string, title: string, tag: string, load: () => Promise<unknown>, key?: string,
 *   hidden?: boolean, tally?: 'deadLetters' | 'approvals' | 'mail'}} View
 */

/** In the order of the navigation. `key` is the letter after `g`. @type {View[]} */
export const VIEWS = [
  { id: 'overview', title: 'Overview', key: 'o', tag: 'rv-overview',
    load: () => import('ui/views/overview.js') },
  { id: 'agents', title: 'Agents', key: 'a', tag: 'rv-agents',
    load: () => import('ui/views/agents.js') },
  { id: 'tasks', title: 'Tasks', key: 't', tag: 'rv-tasks',
    load: () => import('ui/views/tasks.js') },
  { id: 'timeline', title: 'Timeline', key: 'i', tag: 'rv-timeline',
    load: () => import('ui/views/timeline/timeline.js') },
  { id: 'agent', title: 'Agent', tag: 'rv-agent', hidden: true,
    load: () => import('ui/views/agent/agent.js') },
  { id: 'mail', title: 'Mail', key: 'm', tag: 'rv-mail', tally: 'mail',
    load: () => import('ui/views/mail.js') },
  { id: 'approvals', title: 'Approvals', key: 'p', tag: 'rv-approvals', tally: 'approvals',
    load: () => import('ui/views/approvals.js') },
  { id: 'schedules', title: 'Schedules', key: 's', tag: 'rv-schedules',
    load: () => import('ui/views/schedules.js') },
  { id: 'events', title: 'Events', key: 'e', tag: 'rv-events',
    load: () => import('ui/views/events.js') },
  { id: 'deadletters', title: 'Dead letters', key: 'd', tag: 'rv-deadletters', tally: 'deadLetters',
    load: () => import('ui/views/deadletters.js') },
  { id: 'system', title: 'System', key: 'y', tag: 'rv-system',
    load: () => import('ui/views/system.js') },
];

/** @param {string} id */
export const viewOf = (id) => VIEWS.find((view) => view.id === id);
