import { rpc } from 'ui/context.js';
import { toasts } from 'ui/lib/toasts.js';
import { ask } from 'ui/parts/dialog.js';

/**
 * A new mail. It has one key as long as the dialog is open: sent again after a cut, it is not there
 * twice.
 *
 * @param {string} from a person
 * @returns {Promise<boolean>} whether it was sent
 */
export async function write(from) {
  const idempotencyKey = `dashboard:${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  const values = await ask({
    title: 'New mail',
    text: `From ${from}`,
    action: 'Send',
    fields: [
      { name: 'to', label: 'To', required: true, hint: 'an agent, user, or user:NAME' },
      { name: 'subject', label: 'Subject' },
      { name: 'priority', label: 'Priority', kind: 'select', value: 'normal',
        options: ['low', 'normal', 'high', 'urgent'] },
      { name: 'body', label: 'Text', kind: 'area', required: true }],
    submit: (mail) => rpc.call('sendMail', { ...mail, from, idempotencyKey }),
  });
  if (values) toasts.done(`Sent to ${values.to}`);
  return values !== null;
}
