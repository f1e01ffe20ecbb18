import { html } from 'lit';
import { icon } from 'ui/parts/icons.js';
import { taskHref } from 'ui/parts/links.js';
import { approve, deny } from 'ui/views/agent/actions.js';
import 'ui/parts/time.js';

/** A call that waits for somebody's yes. @param {any} approval */
export const approvalCard = ({ approvalId, taskId, tool, arguments: args, expiresAt }) => html`
  <section class="card approval" data-approval=${approvalId} aria-label="Waits for your yes: ${tool}">
    <p>${icon('approvals')} <a href=${taskHref(taskId)}>${taskId}</a> wants to call <strong>${tool}</strong>
      <span class="dim">· no answer is a no <rv-time at=${expiresAt}></rv-time></span></p>
    <code class="words">${args}</code>
    <div class="actions">
      <button type="button" class="primary" @click=${() => approve(approvalId)}>${icon('check')} Approve</button>
      <button type="button" @click=${() => deny(approvalId)}>Deny</button></div>
  </section>`;
