import { html } from 'lit';
import { rpc } from 'ui/context.js';
import { Part } from 'ui/lib/element.js';

/** Whether a token was sent of which nothing has come yet. */
let tried = false;
rpc.addEventListener('open', () => (tried = false));

/** Asks for the token of a server that wants one. It is kept until the tab is closed. */
class Gate extends Part {
  static properties = { wrong: { state: true } };

  constructor() {
    super();
    this.wrong = false;
  }

  render() {
    return html`<form class="gate" @submit=${this.#submit}>
      <h1>This server wants a token</h1>
      <p class="dim">It is what <code>server.token</code> is set to where the server runs. It is kept
        in this tab only.</p>
      <div class="field"><label for="token">Token</label>
        <input id="token" name="token" type="password" required autocomplete="off"
          aria-describedby="token-about">
        <p id="token-about" class="form-error" role="alert">${
          this.wrong ? 'The server does not know this token.' : ''}</p></div>
      <button class="primary">Connect</button>
    </form>`;
  }

  #submit(/** @type {SubmitEvent} */ event) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.querySelector('#token'));
    tried = true;
    rpc.useToken(input.value);
  }

  connectedCallback() {
    super.connectedCallback();
    // The form goes while the token is tried; if it comes back, the token was wrong.
    this.wrong = tried;
    tried = false;
  }
}
customElements.define('rv-gate', Gate);
