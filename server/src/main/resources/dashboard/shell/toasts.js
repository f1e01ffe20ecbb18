import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { rpc } from 'ui/context.js';
import { now } from 'ui/lib/clock.js';
import { Part } from 'ui/lib/element.js';
import { toasts } from 'ui/lib/toasts.js';
import { icon } from 'ui/parts/icons.js';
import 'ui/parts/time.js';

/** Shows what {@link toasts} holds, and that the server is away for as long as it is. */
class ToastList extends Part {
  constructor() {
    super();
    this.follow(toasts, 'change');
    this.follow(rpc, 'state');
  }

  render() {
    return html`<div class="toasts" role="log" aria-label="Messages" aria-live="polite">${
      rpc.isAway ? away() : nothing}${repeat(
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

const away = () => html`<div class="toast error" data-away>${icon('alert')}
  <div><p>The server does not answer</p>
    <p class="dim">${rpc.heardAt ? html`It was last heard <rv-time at=${new Date(now()
      - (performance.now() - rpc.heardAt)).toISOString()}></rv-time>; what is shown may be old. ` : nothing}The
      page tries again by itself.</p></div>
  <button type="button" class="plain" @click=${() => rpc.reconnect()}>Try now</button></div>`;
