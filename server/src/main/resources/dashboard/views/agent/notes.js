import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { rpc } from 'ui/context.js';
import { moreOf } from 'ui/lib/answer.js';
import { attempt } from 'ui/lib/toasts.js';
import { ask, confirm } from 'ui/parts/dialog.js';
import { icon } from 'ui/parts/icons.js';
import { empty, failed, loading } from 'ui/parts/states.js';
import { about, AgentPart, LivePages } from 'ui/views/agent/live.js';
import { words } from 'ui/views/agent/steps.js';
import 'ui/parts/time.js';

/** What an agent remembers. */
class AgentNotes extends AgentPart {
  /** @type {LivePages} */
  #notes;
  #query = '';

  constructor() {
    super();
    this.shows(() => new LivePages((page) => rpc.call('listNotes', {
      agentId: this.agentId, ...(this.#query ? { query: this.#query } : {}), ...page }),
    about(this.agentId, 'note')), (notes) => (this.#notes = notes));
  }

  async #remember() {
    await ask({
      title: `A note for ${this.agentId}`,
      action: 'Remember',
      fields: [
        { name: 'key', label: 'Key', hint: 'A note of that key is replaced; nothing: a new one' },
        { name: 'text', label: 'Note', kind: 'area', required: true },
      ],
      submit: (values) => rpc.call('rememberNote', { agentId: this.agentId, ...values }),
    });
    void this.#notes.read();
  }

  /** @param {string} key */
  async #forget(key) {
    if (!await confirm(`Forget ${key}?`, 'The agent finds it no more.', 'Forget')) return;
    await attempt(rpc.call('forgetNote', { agentId: this.agentId, key }), 'Forgotten');
    void this.#notes.read();
  }

  render() {
    return html`<div class="filters"><input type="search" aria-label="Search the notes"
      placeholder="Search the notes"
        @input=${(/** @type {any} */ event) => {
          this.#query = event.target.value.trim();
          this.#notes.soon();
        }}>
      <button type="button" class="push"
        @click=${() => this.#remember()}>${icon('plus')} New note</button></div>${this.#list()}`;
  }

  #list() {
    const { value, error } = this.#notes;
    if (error) return failed(error, () => void this.#notes.read());
    if (!value) return loading('Loading notes');
    if (value.items.length === 0) return empty(this.#query ? 'No note is like that' : 'No notes');
    return html`<ul class="folds">${repeat(value.items, (note) => note.key, (note) => html`
      <li class="note-item" data-note=${note.key}><div class="task-head"><strong>${note.key}</strong>
        ${note.tags.length ? html`<span class="dim">${note.tags.join(', ')}</span>` : nothing}
        <span class="dim push">${note.by} · <rv-time at=${note.at}></rv-time></span>
        <button type="button" class="plain small" aria-label="Forget ${note.key}"
          @click=${() => this.#forget(note.key)}>${icon('close')}</button></div>
        ${words(note.text)}</li>`)}</ul>${moreOf(this.#notes, 'More')}`;
  }
}
customElements.define('rv-agent-notes', AgentNotes);
