import { html, nothing } from 'lit';
import { rpc } from 'ui/context.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import 'ui/parts/time.js';

const LOOKED_AT = 500;
const SHOWN = 50;

/**
 * @typedef {{mailId: string, from: string, to: string, subject: string, priority: string,
 *   threadId: string, status: string, receivedAt: string, body?: string}} Mail
 */

/** @param {string} mailbox whether a person reads it */
export const isPerson = (mailbox) => mailbox === 'user' || mailbox.startsWith('user:');

/**
 * A mail and the others of its thread: those in this mailbox, and those that went from it to the
 * people and agents of the thread, which are in theirs. To read a mail of another person would mark
 * it as read for them; it is shown without its body.
 *
 * @param {string} mailbox @param {string} mailId
 * @returns {Promise<{mail: Mail, mails: Mail[]}>} the oldest first, at most fifty
 */
export async function readThread(mailbox, mailId) {
  const mail = await rpc.call('getMail', { mailId });
  const own = await ofThread(mailbox, mail.threadId);
  const others = new Set([...own, mail].flatMap(({ from, to }) => [from, to]));
  others.delete(mailbox);
  const theirs = await Promise.all([...others].map((other) => ofThread(other, mail.threadId)));
  const rows = [...new Map([mail, ...own, ...theirs.flat()].map((row) => [row.mailId, row])).values()]
    .sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1))
    .slice(-SHOWN);
  const mails = await Promise.all(rows.map((row) => {
    if (row.mailId === mailId) return mail;
    const isOfSomebodyElse = row.status === 'unread' && isPerson(row.to) && row.to !== mailbox;
    return isOfSomebodyElse ? row : rpc.call('getMail', { mailId: row.mailId });
  }));
  return { mail, mails };
}

/** @param {string} mailbox @param {string} threadId @returns {Promise<Mail[]>} */
async function ofThread(mailbox, threadId) {
  try {
    const { mails } = await rpc.call('listMail', { mailbox, limit: LOOKED_AT });
    return mails.filter((/** @type {Mail} */ mail) => mail.threadId === threadId);
  } catch (error) {
    // A sender that is gone, or never had a mailbox, has no part of the thread.
    if (/** @type {any} */ (error).code === 'not_found') return [];
    throw error;
  }
}

/** @param {{mail: Mail, mails: Mail[]}} thread @param {string} mailbox whose it is */
export const threadView = ({ mail, mails }, mailbox) => html`<ol class="thread">${mails.map((it) => html`
  <li class=${it.from === mailbox ? 'own' : nothing}>
    <details ?open=${it.mailId === mail.mailId || mails.indexOf(it) >= mails.length - 2}>
      <summary><span class="mail-who"><b>${it.from}</b> → ${it.to}</span>
        ${priorityBadge(it.priority)} ${badge(it.status)}
        <rv-time class="push dim" at=${it.receivedAt}></rv-time></summary>
      ${bare(it.subject) !== bare(mail.subject) ? html`<p><b>${it.subject}</b></p>` : nothing}
      ${it.body === undefined
        ? html`<p class="dim">Not opened: ${it.to} has not read it yet.</p>`
        : html`<p class="text">${it.body}</p>`}
    </details></li>`)}</ol>`;

/** Without what answers put before it. @param {string} subject */
const bare = (subject) => subject.replace(/^(re: )+/i, '');
