import { html, nothing } from 'lit';
import { rpc, tallies } from 'ui/context.js';
import { Part } from 'ui/lib/element.js';
import { bind } from 'ui/lib/keys.js';
import { go, parse, to } from 'ui/lib/router.js';
import { isDark, useTheme } from 'ui/lib/theme.js';
import { count } from 'ui/parts/badge.js';
import { icon } from 'ui/parts/icons.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { showKeys } from 'ui/shell/keys-dialog.js';
import { VIEWS, viewOf } from 'ui/views.js';
import 'ui/shell/connection.js';
import 'ui/shell/gate.js';
import 'ui/shell/search.js';
import 'ui/shell/toasts.js';

/** The page around the views: header, navigation, and the one view that the address names. */
class Shell extends Part {
  /** @type {import('../lib/router.js').Route} */
  #route = parse(location.hash);
  /** @type {(HTMLElement & {route: unknown}) | null} */
  #view = null;
  /** @type {any} */
  #problem = null;

  constructor() {
    super();
    this.follow(rpc, 'state');
    this.follow(tallies, 'change');
    this.follow(/** @type {any} */ (window), 'themechange');
    this.whileShown(() => {
      const moved = () => void this.#moved();
      window.addEventListener('hashchange', moved);
      const unbind = this.#bindings().map(bind);
      void this.#moved();
      return () => {
        window.removeEventListener('hashchange', moved);
        unbind.forEach((end) => end());
      };
    });
  }

  #bindings() {
    const views = VIEWS.filter((view) => view.key && !view.hidden).map((view) => ({
      keys: `g ${view.key}`, what: `Go to ${view.title}`, run: () => go(to(view.id)) }));
    return [
      { keys: '/', what: 'Search', run: () => this.#search() },
      { keys: '?', what: 'Show the keys', run: showKeys },
      { keys: 't', what: 'Light or dark', run: () => useTheme(isDark() ? 'light' : 'dark') },
      ...views];
  }

  #search() {
    /** @type {HTMLInputElement | null} */ (this.querySelector('rv-search input'))?.focus();
  }

  /** Shows the view of the new address; the same view only gets its new route. */
  async #moved() {
    const before = this.#route.view;
    this.#route = parse(location.hash);
    const view = viewOf(this.#route.view);
    document.title = `${view?.title ?? 'Nothing here'} · Reveille`;
    if (view && this.#view?.localName === view.tag) {
      this.#view.route = this.#route;
    } else if (view) {
      await this.#load(view);
      if (before !== view.id) this.#focusMain();
    } else {
      this.#view = null;
    }
    this.requestUpdate();
    requestAnimationFrame(() => this.#showWhere());
  }

  /** On a phone the navigation is wider than the page. */
  #showWhere() {
    this.querySelector('.nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** @param {import('../views.js').View} view */
  async #load(view) {
    this.#problem = null;
    try {
      await view.load();
      if (viewOf(this.#route.view) !== view) return; // somewhere else already
      const element = /** @type {any} */ (document.createElement(view.tag));
      element.route = this.#route;
      this.#view = element;
    } catch (error) {
      this.#view = null;
      this.#problem = error;
    }
  }

  /** Whoever uses a keyboard or a screen reader begins where the new view does. */
  #focusMain() {
    this.updateComplete.then(() =>
      /** @type {HTMLElement | null} */ (this.querySelector('main'))?.focus({ preventScroll: true }));
  }

  render() {
    return html`
      <button class="skip" type="button" @click=${() => this.#focusMain()}>Skip to content</button>
      <header class="bar">
        <a class="brand" href=${to('overview')} aria-label="Reveille: overview">
          <img src="/ui/icon.svg" alt="" width="24" height="24"><span>Reveille</span></a>
        <rv-search></rv-search>
        <rv-connection></rv-connection>
        <button type="button" class="plain wide-only" title="Keys (?)" aria-label="Show the keys"
          @click=${showKeys}>${icon('keyboard')}</button>
        <button type="button" class="plain" title="Light or dark (t)" aria-label="Light or dark"
          @click=${() => useTheme(isDark() ? 'light' : 'dark')}>${icon(isDark() ? 'sun' : 'moon')}</button>
      </header>
      <nav class="nav" aria-label="Views">${VIEWS.filter((v) => !v.hidden).map((v) => this.#link(v))}</nav>
      <main class="main" tabindex="-1">${this.#main()}</main>
      <rv-toasts></rv-toasts>`;
  }

  /** @param {import('../views.js').View} view */
  #link(view) {
    const here = this.#route.view === view.id;
    return html`<a href=${to(view.id)} aria-current=${here ? 'page' : nothing}>
      ${icon(view.id)}<span>${view.title}</span>
      ${view.tally ? count(tallies.counts[view.tally]) : nothing}</a>`;
  }

  #main() {
    if (rpc.state === 'unauthenticated') return html`<rv-gate></rv-gate>`;
    if (this.#problem) return failed(this.#problem, () => location.reload());
    if (!viewOf(this.#route.view)) {
      return html`<h1 class="hidden">Nothing here</h1>${empty(
        'There is nothing at this address',
        html`Go to the <a href=${to('overview')}>overview</a>.`)}`;
    }
    return this.#view ?? loading();
  }
}
customElements.define('rv-shell', Shell);
