import { html } from 'lit';
import { to } from 'ui/lib/router.js';
import { taskHref } from 'ui/parts/links.js';

const TASK = /^(redrive|fork|spawn|ask):(?:.*\s)?([A-Za-z0-9._:-]+\/\d+)/;

/** Where a task comes from, as a link to what it was. @param {string} origin @param {string} agentId its agent */
export function originLink(origin, agentId) {
  const href = originHref(origin, agentId);
  return href ? html`<a href=${href}>${origin}</a>` : origin;
}

/** @param {string} origin @param {string} agentId @returns {string} empty if it was nothing that has a place */
export function originHref(origin, agentId) {
  const task = TASK.exec(origin);
  if (task) return taskHref(task[2]);
  const [kind, rest = ''] = [origin.slice(0, origin.indexOf(':')), origin.slice(origin.indexOf(':') + 1)];
  switch (kind) {
    case 'schedule':
      return to('agent', [agentId, 'schedules'], { open: rest.split('@')[0] });
    case 'mail':
      return to('agent', [agentId, 'timeline'], { at: rest.split('/').at(-1) });
    case 'event':
      return to('events', [rest]);
    default:
      return '';
  }
}
