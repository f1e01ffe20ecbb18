import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { rpc } from 'ui/context.js';
import { moreOf } from 'ui/lib/answer.js';
import { to } from 'ui/lib/router.js';
import { toasts } from 'ui/lib/toasts.js';
import { badge, priorityBadge } from 'ui/parts/badge.js';
import { ask } from 'ui/parts/dialog.js';
import { icon } from 'ui/parts/icons.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { about, AgentPart, Live, LivePages } from 'ui/views/agent/live.js';
import { words } from 'ui/views/agent/steps.js';
import 'ui/parts/time.js';

/** An agent's mailbox; each mail unfolds, and leads to what came of it. */
class AgentMail extends AgentPart {
  /** @type {LivePages} */
  #mails;
  #open = '';

  constructor() {
    super();
    this.shows(() => new LivePages((page) => rpc.call('listMail', { mailbox: this.agentId, ...page }),
      about(this.agentId, 'mail', 'task')), (mails) => (this.#mails = mails));
  }

  async #write() {
    const sent = await ask({
      title: `Mail to ${this.agentId}`,
      action: 'Send',
      fields: [
        { name: 'subject', label: 'Subject' },
        { name: 'body', label: 'Mail', kind: 'area', required: true },
        { name: 'priority', label: 'Priority',
          kind: 'select', options: ['low', 'normal', 'high', 'urgent'], value: 'normal' },
      ],
      submit: (values) => rpc.call('sendMail', { to: this.agentId, ...values }),
    });
    if (sent) toasts.done('The mail is there');
  }

  render() {
    return html`<div class="filters"><button type="button" class="push"
      @click=${() => this.#write()}>${icon('mail')} Write</button></div>
      ${this.#list()}`;
  }

  #list() {
    const { value, error } = this.#mails;
    if (!value) return error ? failed(error, () => void this.#mails.read()) : loading('Loading mail');
    if (value.items.length === 0) return empty('No mail', 'What is sent to the agent becomes a task of its.');
    return html`<ul class="folds">${repeat(value.items, (mail) => mail.mailId, (mail) => html`
      <li data-mail=${mail.mailId}>
        <button type="button" class="fold" aria-expanded=${this.#open === mail.mailId}
          @click=${() => this.#toggle(mail.mailId)}>
          <strong>${mail.from}</strong>${badge(mail.status)}<span class="grow">${mail.subject
            || 'no subject'}</span>
          ${priorityBadge(mail.priority)}<rv-time class="dim" at=${mail.receivedAt}></rv-time></button>
        ${this.#open === mail.mailId ? html`<rv-agent-letter .agentId=${this.agentId}
          .mailId=${mail.mailId}></rv-agent-letter>` : ''}
      </li>`)}</ul>${moreOf(this.#mails, 'More')}`;
  }

  /** @param {string} mailId */
  #toggle(mailId) {
    this.#open = this.#open === mailId ? '' : mailId;
    this.requestUpdate();
  }
}
customElements.define('rv-agent-mail', AgentMail);

class AgentLetter extends AgentPart {
  static properties = { ...AgentPart.properties, mailId: { attribute: false } };
  /** @type {Live<any>} */
  #mail;

  constructor() {
    super();
    this.mailId = '';
    this.shows(() => new Live(() => rpc.call('getMail', { mailId: this.mailId }), about(this.agentId, 'mail')),
      (mail) => (this.#mail = mail));
  }

  render() {
    const { value, error } = this.#mail;
    if (!value) return error ? failed(error) : loading('Loading the mail');
    return html`<div class="inner">${words(value.body)}
      <a href=${to('agent', [this.agentId, 'timeline'], { at: this.mailId.split('/').at(-1) })}>What came of it</a></div>`;
  }
}
customElements.define('rv-agent-letter', AgentLetter);
