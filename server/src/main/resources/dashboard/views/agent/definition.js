import { html, nothing } from 'lit';
import { rpc } from 'ui/context.js';
import { attempt } from 'ui/lib/toasts.js';
import { ask } from 'ui/parts/dialog.js';
import { icon } from 'ui/parts/icons.js';
import { failed, loading } from 'ui/parts/states.js';
import { remove } from 'ui/views/agent/actions.js';
import { about, AgentPart, Live } from 'ui/views/agent/live.js';
import { words } from 'ui/views/agent/steps.js';
import 'ui/parts/json-view.js';

/** What an agent is: its definition, its configuration, and the events it listens for. */
class AgentDefinition extends AgentPart {
  /** @type {Live<any>} */
  #definition;

  constructor() {
    super();
    this.shows(() => new Live(() => this.#read(), about(this.agentId, 'agent.updated')),
      (definition) => (this.#definition = definition));
  }

  /** An inline definition stands in the entry that created the agent. */
  async #read() {
    const { definition, agentId } = this.agent;
    if (definition) return rpc.call('getDefinition', { name: definition });
    const { entries } = await rpc.call('getTimeline', { agentId, limit: 1 });
    return entries[0]?.inline ?? {};
  }

  #changed() {
    this.dispatchEvent(new Event('changed', { bubbles: true }));
  }

  async #subscribe() {
    await ask({
      title: `What ${this.agentId} listens for`,
      action: 'Subscribe',
      fields: [
        { name: 'events', label: 'Events', required: true, hint: 'Names with commas between, * as wildcard' },
        { name: 'subscriptionId', label: 'Name', hint: 'Nothing: the first subscription-N that is free' },
        { name: 'prompt', label: 'Task that comes of it', kind: 'area',
          hint: '{{event}} and {{data}} stand for the event’s' },
      ],
      submit: ({ events, ...rest }) => rpc.call('subscribeAgent', {
        agentId: this.agentId, events: events.split(',')
          .map((/** @type {string} */ it) => it.trim()).filter(Boolean), ...rest }),
    });
    this.#changed();
  }

  /** @param {string} subscriptionId */
  async #unsubscribe(subscriptionId) {
    await attempt(rpc.call('unsubscribeAgent', { agentId: this.agentId, subscriptionId }), 'It listens no more');
    this.#changed();
  }

  render() {
    const { value, error } = this.#definition;
    return html`<div class="two even">
      <section class="card"
        aria-labelledby="definition-title"><h2 id="definition-title">Definition ${this.agent.definition ?? 'of its own'}</h2>
        ${!value ? error ? failed(error, () => void this.#definition.read()) : loading() : html`
          <p class="dim">${value.description}${value.source ? html` · <code>${value.source}</code>` : nothing}</p>
          <h3>System prompt</h3>${value.systemPrompt ? words(value.systemPrompt) : html`<p class="dim">none</p>`}
          <h3>Tools</h3><p>${(value.tools ?? []).join(', ') || html`<span class="dim">none</span>`}</p>
          <details><summary>All of it</summary><rv-json .value=${value} .open=${1}></rv-json></details>`}</section>
      <div class="aside">
        <section class="card" aria-labelledby="listens-title"><h2 id="listens-title">Listens for</h2>
          ${this.agent.subscriptions.length === 0 ? html`<p class="dim">No events.</p>` : nothing}
          <ul class="lines">${this.agent.subscriptions
            .map((/** @type {any} */ it) => html`<li data-subscription=${it.subscriptionId}>
            <div class="grow"><strong>${it.subscriptionId}</strong> ${it.events.join(', ')}
              ${it.prompt ? html`<p class="dim">${it.prompt}</p>` : nothing}</div>
            <button type="button" class="plain small" aria-label="End ${it.subscriptionId}"
              @click=${() => this.#unsubscribe(it.subscriptionId)}>${icon('close')}</button></li>`)}</ul>
          <button type="button" @click=${() => this.#subscribe()}>${icon('plus')} Subscribe</button></section>
        <section class="card" aria-labelledby="config-title"><h2 id="config-title">Configuration</h2>
          <rv-json .value=${this.agent.config} .open=${1}></rv-json></section>
        <button type="button" class="leave"
          @click=${() => remove(this.agentId)}>Delete the agent</button></div></div>`;
  }
}
customElements.define('rv-agent-definition', AgentDefinition);
