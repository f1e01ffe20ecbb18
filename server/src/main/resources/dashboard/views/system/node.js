import { html } from 'lit';
import { number } from 'ui/lib/format.js';
import { badge } from 'ui/parts/badge.js';

/** What the parts of the load are called in the report. */
const PARTS = /** @type {Record<string, string>} */ ({
  load: 'load', cpu: 'processor', heap: 'memory', running: 'running tasks', store: 'store lag' });

const COUNTS = /** @type {[string, string][]} */ ([
  ['agents', 'agents'], ['liveCells', 'in memory'], ['running', 'running'], ['maxRunning', 'may run'],
  ['waiting', 'wait for a place'], ['nearAlarms', 'due soon']]);

/** @typedef {{name: string, state: string, self: boolean, oldest: boolean, slices: number | null,
 *   definitions?: string | null}} Member */

/** The servers of a cluster, and how much of all agents each holds. @param {Member[]} nodes */
export const nodesView = (nodes) => html`<section class="card nodes"><h2>Servers</h2>
  <table><thead><tr><th>server</th><th>state</th><th>slices</th><th></th></tr></thead>
    <tbody>${nodes.map(({ name, state, self, oldest, slices }) => html`<tr>
      <td class="mono">${name}</td><td>${badge(state)}</td>
      <td>${slices === null ? '' : html`<meter min="0" max="256" value=${slices} aria-label="slices"></meter> ${number(slices)}`}</td>
      <td class="dim">${[self ? 'this one' : '', oldest ? 'places slices' : ''].filter(Boolean).join(', ')}</td></tr>`)}</tbody></table>
  ${new Set(nodes.map(({ definitions }) => definitions).filter(Boolean)).size > 1
    ? html`<p class="alert">Agent definitions are not the same on all servers: which ones an agent has depends on where it lives.</p>` : ''}
  <p class="hint">All agents fall into 256 slices by their names; each slice is at one server.</p></section>`;

/** A node with its load. @param {{name: string, load: any}} node */
export const nodeView = ({ name, load }) => html`<section class="card node"><h2>Node ${name}
    ${load.refuses ? badge('unavailable') : load.defers ? badge('degraded') : ''}</h2>
  ${load.refuses ? html`<p class="alert">It takes no new work for want of memory.</p>` : ''}
  ${load.defers ? html`<p class="alert">It is loaded: only urgent tasks are begun.</p>` : ''}
  <div class="node-columns">
    <div>${Object.entries({ load: load.load, ...load.parts }).map(([part, value]) => gauge(PARTS[part] ?? part, value))}</div>
    <dl class="counts">${COUNTS.filter(([key]) => load[key] !== undefined).map(([key, label]) => html`
      <div><dd class="figure">${number(load[key])}</dd><dt>${label}</dt></div>`)}</dl>
  </div></section>`;

/** @param {string} name @param {number} value from 0 to 1, or more */
const gauge = (name, value) => html`<div class="gauge"><span>${name}</span>
  <meter min="0" max="1" high="0.8" optimum="0" value=${value} aria-label=${name}></meter>
  <span class="figure-s">${Math.round(value * 100)} %</span></div>`;
