import { html } from 'lit';
import { feed, health, rpc } from 'ui/context.js';
import { Part } from 'ui/lib/element.js';
import { go, to } from 'ui/lib/router.js';

/** How the page is connected, in one word and a colour; a click tries again at once, or shows how the server is. */
class Connection extends Part {
  constructor() {
    super();
    this.follow(rpc, 'state');
    this.follow(feed, 'state');
    this.follow(health, 'change');
  }

  render() {
    const { tone, text, about } = this.#said();
    return html`<button type="button" class="connection ${tone}" data-state=${rpc.state}
      title=${about} @click=${() => (rpc.state === 'open' ? go(to(health.alerts.length ? 'overview' : 'system')) : rpc.reconnect())}>
      <span class="dot" aria-hidden="true"></span><span role="status">${text}</span></button>`;
  }

  /** @returns {{tone: string, text: string, about: string}} */
  #said() {
    switch (rpc.state) {
      case 'connecting':
        return { tone: 'wait', text: 'connecting', about: 'Opening the socket' };
      case 'waiting':
        return { tone: 'bad', text: 'offline', about: 'The page tries again by itself; click to try now' };
      case 'unauthenticated':
        return { tone: 'bad', text: 'token needed', about: 'The server wants a token' };
      case 'open':
        return this.#whenOpen();
    }
  }

  #whenOpen() {
    if (feed.catchingUp) {
      return { tone: 'wait', text: 'catching up', about: 'What was missed is being told' };
    }
    return health.alerts.length
      ? { tone: 'wait', text: health.report?.status ?? '', about: 'Connected; click for what is not well' }
      : { tone: 'ok', text: 'live', about: 'Connected; everything is shown as it happens. Click for how the server is' };
  }
}
customElements.define('rv-connection', Connection);
