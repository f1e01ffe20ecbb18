import { LitElement } from 'lit';

/**
 * What every part and view of the page is made from: it renders into the page itself, so that one
 * style sheet, the labels and the tests reach everything, and it follows sources while it is shown.
 */
export class Part extends LitElement {
  /** @type {(() => (() => void))[]} */
  #starts = [];
  /** @type {(() => void)[]} */
  #ends = [];

  createRenderRoot() {
    return this;
  }

  /**
   * Renders anew with each of these events; for constructors.
   *
   * @param {EventTarget} source
   * @param {string[]} events
   */
  follow(source, ...events) {
    this.whileShown(() => {
      const render = () => this.requestUpdate();
      for (const event of events) source.addEventListener(event, render);
      return () => {
        for (const event of events) source.removeEventListener(event, render);
      };
    });
  }

  /**
   * For constructors.
   *
   * @param {() => (() => void)} start called when it comes into the page; its result when it goes
   */
  whileShown(start) {
    this.#starts.push(start);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ends = this.#starts.map((start) => start());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
    this.#ends = [];
  }
}

/** @param {string} href a style sheet of a view's own, such as `/ui/views/mail.css`; loaded once */
export function styles(href) {
  if (document.head.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  document.head.append(link);
}
