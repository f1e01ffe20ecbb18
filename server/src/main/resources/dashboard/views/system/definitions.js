import { html, nothing } from 'lit';
import { to } from 'ui/lib/router.js';
import { factList } from 'ui/parts/detail.js';
import 'ui/parts/json-view.js';

/** The kinds of agents, and what is wrong with files that are not among them. @param {any} answer */
export const definitionsView = ({ definitions, problems }) => html`
  ${problems.map((/** @type {any} */ problem) => html`<p class="alert" role="alert"><b class="mono">${problem.source}${
    problem.line ? `:${problem.line}` : ''}</b> <span>${problem.reason}</span></p>`)}
  ${definitions.length === 0 ? html`<p class="dim">There is none. They are files in the folder of agents.</p>` : nothing}
  <ul class="definitions">${definitions.map((/** @type {any} */ it) => html`<li><details>
    <summary><b>${it.name}</b> <span class="dim">${it.description}</span></summary>
    ${factList([
      ['file', html`<span class="mono">${it.source}</span>`],
      ['model', it.models?.join(', ') ?? it.model ?? 'the server’s'],
      ['tools', it.tools?.join(', ') ?? 'the server’s'],
      ['never', it.denyTools?.join(', ')],
      ['team', it.team],
      ['approvals', it.approvals ? html`<rv-json .value=${it.approvals}></rv-json>` : null],
      ['config', Object.keys(it.config ?? {}).length ? html`<rv-json .value=${it.config}></rv-json>` : null],
    ])}
    <p><a href=${to('agents', [], { q: it.name })}>Agents of that name</a></p></details></li>`)}</ul>`;
