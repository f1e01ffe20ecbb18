import { html, nothing } from 'lit';
import { rpc } from 'ui/context.js';
import { Part } from 'ui/lib/element.js';
import { RpcError } from 'ui/lib/errors.js';
import { toasts } from 'ui/lib/toasts.js';

/** An answer to a mail: `<rv-reply .mail @sent>`. What was typed stays until it is on its way. */
class Reply extends Part {
  static properties = {
    mail: { attribute: false },
    text: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    /** @type {import('./thread.js').Mail | null} */
    this.mail = null;
    this.text = '';
    /** @type {RpcError | null} */
    this.error = null;
    this.busy = false;
  }

  /** @param {Map<string, any>} changed */
  willUpdate(changed) {
    const before = changed.get('mail');
    if (before && before.threadId !== this.mail?.threadId) [this.text, this.error] = ['', null];
  }

  render() {
    return html`<form class="reply" @submit=${this.#send}>
      <label for="reply-text">Reply to ${this.mail?.from}</label>
      <textarea id="reply-text" rows="4" required .value=${this.text} aria-invalid=${!!this.error}
        @input=${(/** @type {any} */ event) => (this.text = event.target.value)}
        @keydown=${this.#key}></textarea>
      ${this.error ? html`<p class="form-error" role="alert">${this.error.message}
        <span>${this.error.hint}</span></p>` : nothing}
      <div class="actions"><button class="primary" ?disabled=${this.busy}>Send reply</button>
        <span class="dim"><kbd>Ctrl</kbd> <kbd>Enter</kbd></span></div>
    </form>`;
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const textarea = /** @type {HTMLTextAreaElement} */ (event.target);
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) textarea.form?.requestSubmit();
    else if (event.key === 'Escape') textarea.blur();
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const mail = this.mail;
    if (!mail || this.busy) return;
    this.busy = true;
    try {
      await rpc.call('replyMail', { mailId: mail.mailId, body: this.text });
      [this.text, this.error] = ['', null];
      toasts.done(`Sent to ${mail.from}`);
      this.dispatchEvent(new CustomEvent('sent'));
    } catch (error) {
      this.error = RpcError.from(error);
    } finally {
      this.busy = false;
    }
  }
}
customElements.define('rv-reply', Reply);
