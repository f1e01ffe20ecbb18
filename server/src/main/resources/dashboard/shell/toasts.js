import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { Part } from 'ui/lib/element.js';
import { toasts } from 'ui/lib/toasts.js';
import { icon } from 'ui/parts/icons.js';

/** Shows what {@link toasts} holds. */
class ToastList extends Part {
  constructor() {
    super();
    this.follow(toasts, 'change');
  }

  render() {
    return html`<div class="toasts" role="log" aria-label="Messages" aria-live="polite">${repeat(
      toasts.shown,
      (toast) => toast.id,
      (toast) => html`<div class="toast ${toast.kind}">
        ${icon(toast.kind === 'error' ? 'alert' : 'check')}
        <div><p>${toast.text}</p>${toast.hint ? html`<p class="dim">${toast.hint}</p>` : nothing}</div>
        <button type="button" class="plain" aria-label="Close the message"
          @click=${() => toasts.close(toast.id)}>${icon('close')}</button></div>`)}</div>`;
  }
}
customElements.define('rv-toasts', ToastList);
