import { html, nothing } from 'lit';
import { agents, feed, rpc, tallies } from 'ui/context.js';
import { Answer, Pages, moreOf, shown } from 'ui/lib/answer.js';
import { Part, styles } from 'ui/lib/element.js';
import { bind } from 'ui/lib/keys.js';
import { go, replace, to } from 'ui/lib/router.js';
import { attempt } from 'ui/lib/toasts.js';
import { badge, count, priorityBadge } from 'ui/parts/badge.js';
import { detail, split } from 'ui/parts/detail.js';
import { icon } from 'ui/parts/icons.js';
import { empty } from 'ui/parts/states.js';
import 'ui/parts/time.js';
import 'ui/parts/virtual-list.js';
import 'ui/views/mail/reply.js';
import { isPerson, readThread, threadView } from 'ui/views/mail/thread.js';
import { write } from 'ui/views/mail/write.js';

styles('/ui/css/desk.css');
styles('/ui/views/mail/mail.css');

const FILTERS = ['inbox', 'unread', 'read', 'replied', 'archived', 'bounced', 'expired', 'all'];

/** A mailbox as a person reads it: `#/mail/MAILID?mailbox=…&status=…`. */
class MailView extends Part {
  static properties = { route: { attribute: false } };

  #pages = new Pages((page) => rpc.call('listMail', {
    ...page, mailbox: this.#mailbox,
    ...(['inbox', 'all'].includes(this.#filter) ? {} : { status: this.#filter }) }));
  #thread = new Answer(async () => {
    const read = await readThread(this.#mailbox, this.#open);
    // Who reads a mail has read it: the list and the tally know only when they look.
    this.#pages.soon();
    tallies.refresh();
    return read;
  });
  #asked = '';
  #opened = '';

  constructor() {
    super();
    /** @type {import('../lib/router.js').Route | null} */
    this.route = null;
    this.follow(this.#pages, 'change');
    this.follow(this.#thread, 'change');
    this.follow(tallies, 'change');
    this.whileShown(() => this.#pages.keep(['mail']));
    // An agent has read its mail when its task has ended; of that alone nothing is told.
    this.whileShown(() => feed.on(['mail', 'task.completed'], (news) => this.#hear(news)));
    this.whileShown(() => {
      const unbind = this.#bindings().map(bind);
      return () => unbind.forEach((end) => end());
    });
  }

  get #mailbox() {
    return this.route?.params.get('mailbox') || 'user';
  }

  get #filter() {
    return this.route?.params.get('status') || 'inbox';
  }

  get #open() {
    return this.route?.path[0] ?? '';
  }

  /** @param {string} [mailId] @param {Record<string, string>} [params] */
  #href(mailId, params = {}) {
    const { status, mailbox } = { status: this.#filter, mailbox: this.#mailbox, ...params };
    return to('mail', mailId ? [mailId] : [], {
      mailbox: mailbox === 'user' ? '' : mailbox, status: status === 'inbox' ? '' : status });
  }

  #bindings() {
    return [
      { keys: 'c', what: 'Write a mail', run: () => void this.#write() },
      { keys: 'r', what: 'Reply', run: () => this.#toReply() },
      { keys: 'e', what: 'Archive', run: () => void this.#archive() },
      { keys: 'j', what: 'Next mail', run: () => this.#step(1) },
      { keys: 'k', what: 'Previous mail', run: () => this.#step(-1) },
      { keys: 'u', what: 'Back to the list', run: () => go(this.#href()) }];
  }

  #toReply() {
    /** @type {HTMLElement | null} */ (this.querySelector('rv-reply textarea'))?.focus();
  }

  /** @param {import('../lib/feed.js').News} news */
  #hear({ threadId, agentId }) {
    const thread = this.#open ? this.#thread.value : null;
    const isOfIt = threadId ? thread?.mail.threadId === threadId
      : thread?.mails.some(({ to: box, status }) => box === agentId && status === 'unread');
    if (isOfIt) this.#thread.soon();
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has('route')) return;
    const asked = `${this.#mailbox} ${this.#filter}`;
    if (this.#asked && asked !== this.#asked) this.#pages.anew();
    this.#asked = asked;
    if (this.#open && this.#open !== this.#opened) this.#thread.anew();
    this.#opened = this.#open;
  }

  get #mails() {
    const items = this.#pages.value?.items ?? [];
    return this.#filter === 'inbox' ? items.filter((mail) => mail.status !== 'archived') : items;
  }

  render() {
    return html`<section class="view fill mail">
      <div class="view-head"><h1>Mail</h1>${count(tallies.counts.mail, 'unread by user')}
        <button type="button" class="primary push" @click=${() => void this.#write()}>
          ${icon('plus')} New mail</button></div>
      <div class="filters">${this.#chips()}
        <label class="named push">Mailbox <input class="short" type="search" list="mailboxes"
          .value=${this.#mailbox} @change=${this.#choose}></label>
        <datalist id="mailboxes"><option>user</option><option>postmaster</option>
          ${agents.all.slice(0, 50).map(({ agentId }) => html`<option>${agentId}</option>`)}</datalist>
      </div>
      ${split(shown(this.#pages, 'Loading mail', () => this.#list()), this.#open ? this.#detail() : null)}
    </section>`;
  }

  #chips() {
    return html`<div class="chips" role="group" aria-label="Filter by status">${FILTERS.map((status) =>
      html`<a class="chip" href=${this.#href('', { status })}
        aria-current=${status === this.#filter ? 'true' : nothing}>${status}</a>`)}</div>`;
  }

  #choose(/** @type {Event} */ event) {
    const mailbox = /** @type {HTMLInputElement} */ (event.target).value.trim() || 'user';
    if (mailbox !== this.#mailbox) go(this.#href('', { mailbox }));
  }

  #list() {
    const mails = this.#mails;
    if (mails.length === 0) {
      return html`${empty(this.#filter === 'inbox' ? 'No mail' : `No mail is ${this.#filter}`,
        `What agents send to ${this.#mailbox} comes in here by itself.`)}${this.#more()}`;
    }
    return html`<rv-list id="mails" label="Mail" .items=${mails} .row=${this.#row} .rowHeight=${58}
      .itemKey=${mailKey} @open=${(/** @type {CustomEvent} */ event) =>
        go(this.#href(event.detail.mailId))}></rv-list>${this.#more()}`;
  }

  #more() {
    return moreOf(this.#pages, 'Older mail');
  }

  #row = (/** @type {any} */ mail) => html`<div class="mail-row ${mail.status}" role="gridcell"
      data-here=${mail.mailId === this.#open}>
    <span class="mail-from one-line">${mail.status === 'unread'
      ? html`<span class="dot go" title="unread"></span><span class="hidden">unread, </span>` : nothing}
      ${mail.from}</span>
    <rv-time at=${mail.receivedAt}></rv-time>
    <span class="mail-subject one-line">${priorityBadge(mail.priority)}
      ${mail.subject || html`<span class="dim">no subject</span>`}</span>
    ${['unread', 'read'].includes(mail.status) ? nothing : badge(mail.status)}</div>`;

  #detail() {
    const subject = this.#thread.value?.mail.subject || 'Mail';
    return detail(subject, this.#href(), shown(this.#thread, 'Loading the thread', (thread) => html`
      <div class="actions">
        ${isPerson(this.#mailbox) ? html`<button type="button" title="Reply (r)"
          @click=${() => this.#toReply()}>Reply</button>` : nothing}
        <button type="button" title="Archive (e)" ?disabled=${thread.mail.status === 'archived'}
          @click=${() => void this.#archive()}>Archive</button>
        ${aboutApproval(thread.mail)}</div>
      ${threadView(thread, this.#mailbox)}
      ${isPerson(this.#mailbox) ? html`<rv-reply .mail=${newest(thread, this.#mailbox)} @sent=${() => this.#changed()}></rv-reply>`
        : html`<p class="dim">${this.#mailbox} is no person: it answers its mail itself.</p>`}`));
  }

  #changed() {
    this.#pages.soon();
    this.#thread.soon();
    tallies.refresh();
  }

  /** @param {number} by */
  #step(by) {
    const mails = this.#mails;
    const at = mails.findIndex((mail) => mail.mailId === this.#open);
    const next = mails[at < 0 ? 0 : at + by];
    if (next) replace(this.#href(next.mailId));
  }

  /** The mail that is open; the next one is then. */
  async #archive() {
    const mailId = this.#open;
    if (!mailId) return;
    const mails = this.#mails;
    const at = mails.findIndex((mail) => mail.mailId === mailId);
    const next = mails[at + 1] ?? mails[at - 1];
    if (!(await attempt(rpc.call('archiveMail', { mailId }), 'Archived'))) return;
    this.#changed();
    if (this.#open === mailId) go(this.#href(this.#filter === 'inbox' && at >= 0 ? next?.mailId : ''));
  }

  async #write() {
    const sent = await write(isPerson(this.#mailbox) ? this.#mailbox : 'user');
    if (sent) this.#changed();
  }
}
customElements.define('rv-mail', MailView);

const mailKey = (/** @type {{mailId: string}} */ mail) => mail.mailId;

/**
 * What an answer answers: the newest that came.
 *
 * @param {{mail: any, mails: any[]}} thread
 * @param {string} mailbox
 */
const newest = ({ mail, mails }, mailbox) => mails.findLast((it) => it.to === mailbox) ?? mail;

/**
 * The server asks for approvals by mail, too; they are given elsewhere.
 *
 * @param {{subject: string, from: string}} mail
 */
const aboutApproval = ({ subject, from }) => /^Approval \S+\/\d+: /.test(subject)
  ? html`<a class="button" href=${to('approvals', [], { agent: from })}>Decide in approvals</a>`
  : nothing;
