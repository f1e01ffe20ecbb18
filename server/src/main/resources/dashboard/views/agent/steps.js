import { html, nothing } from 'lit';
import { badge } from 'ui/parts/badge.js';
import { number } from 'ui/lib/format.js';
import 'ui/parts/time.js';

const LONG = 600;

/**
 * The steps of a task as a conversation: what the model said and called, what tools answered, and
 * what it was told meanwhile.
 *
 * @param {any[]} steps as `getTask` answers them
 * @param {(step: number) => void} [fork] shown as a button at each reply of the model
 * @param {any[]} [all] the steps that these are some of: a call may have been made before them
 */
export function stepList(steps, fork, all = steps) {
  if (steps.length === 0) return nothing;
  const tools = new Map(all.flatMap(({ calls = [] }) => calls)
    .map((/** @type {any} */ { callId, tool }) => [callId, tool]));
  return html`<ol class="steps">${steps.map((step) => html`
    <li class="step step-${step.kind}" data-step=${step.step} data-kind=${step.kind}>
      <div class="step-head"><strong>${WHO[step.kind] ?? step.kind}</strong>
        <span class="dim">${step.kind === 'model' ? `step ${step.step}${step.model ? ` · ${step.model}` : ''}` : tools.get(step.callId) ?? step.callId ?? ''}</span>
        ${step.outcome ? badge(step.outcome) : nothing}
        <rv-time class="dim push" at=${step.at} mode="clock"></rv-time>
        ${fork && step.kind === 'model' ? html`<button type="button" class="plain small"
          aria-label="Fork from step ${step.step}" @click=${() => fork(step.step)}>Fork</button>` : nothing}
      </div>
      ${step.text ? words(step.text) : nothing}
      ${(step.calls ?? []).map((/** @type {any} */ call) => html`<p class="call"><strong>${call.tool}</strong>
        <code>${call.arguments}</code></p>`)}
    </li>`)}</ol>`;
}

const WHO = /** @type {Record<string, string>} */ ({
  model: 'Model', tool: 'Tool', steer: 'You', nudge: 'Reveille', approval: 'Approval', budget: 'Budget',
  compaction: 'Summary', trouble: 'Trouble' });

/** Text as it was written; a long one is folded. @param {string} text */
export const words = (text) =>
  text.length <= LONG ? html`<p class="words">${text}</p>` : html`<details class="words">
    <summary>${text.slice(0, LONG)}… <span class="dim">all ${number(text.length)} characters</span></summary>${text.slice(LONG)}</details>`;
