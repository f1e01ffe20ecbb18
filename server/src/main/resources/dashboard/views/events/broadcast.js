import { rpc } from 'ui/context.js';
import { RpcError } from 'ui/lib/errors.js';
import { plural } from 'ui/lib/format.js';
import { toasts } from 'ui/lib/toasts.js';
import { ask } from 'ui/parts/dialog.js';

/**
 * Asks what to tell everybody, and tells it. It keeps its id while the dialog is open: sent again
 * after a cut, it is the same event.
 *
 * @param {any} [like] an event to begin with
 * @returns {Promise<string | null>} its id
 */
export async function broadcast(like) {
  const eventId = `dashboard-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  const data = like?.data === null || like?.data === undefined ? '' : JSON.stringify(like.data, null, 2);
  const values = await ask({
    title: 'Broadcast an event',
    action: 'Broadcast',
    fields: [
      { name: 'event', label: 'Name', required: true, value: like?.event ?? '', hint: 'such as build.failed' },
      { name: 'data', label: 'Data', kind: 'area', value: data, hint: 'JSON; may be left out' },
      { name: 'priority', label: 'Priority', kind: 'select', value: like?.priority ?? 'normal',
        options: ['low', 'normal', 'high', 'urgent'] },
      { name: 'subject', label: 'Subject', value: like?.subject ?? '' },
      { name: 'source', label: 'Source', value: like?.source ?? '' },
      { name: 'targets', label: 'Only for', value: (like?.targets ?? []).join(' '),
        hint: 'names of agents; empty: whoever listens' }],
    submit: async ({ data: text, targets, ...rest }) => {
      const { matched } = await rpc.call('broadcastEvent', {
        ...rest, eventId,
        ...(text ? { data: parsed(text) } : {}),
        ...(targets ? { targets: targets.split(/[\s,]+/).filter(Boolean) } : {}) });
      toasts.done(matched ? `${plural(matched, 'agent')} listened` : 'Nobody listens for it');
    },
  });
  return values ? eventId : null;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RpcError(`This is no JSON: ${/** @type {Error} */ (error).message}`,
      { code: 'invalid_params', field: 'data', hint: 'a text is written "in quotes"' });
  }
}
