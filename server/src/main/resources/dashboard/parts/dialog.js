import { html, nothing, render } from 'lit';
import { RpcError } from 'ui/lib/errors.js';

/**
 * @typedef {{name: string, label: string, kind?: 'text' | 'area' | 'number' | 'select' | 'time' | 'check',
 *   value?: string | number | boolean, options?: string[], hint?: string, required?: boolean}} Field
 * @typedef {{title: string, text?: unknown, fields?: Field[], action: string, danger?: boolean,
 *   submit?: (values: Record<string, any>) => Promise<unknown>}} Question
 */

/**
 * Asks a person, in a dialog with as many fields as wanted. With `submit` it stays open until that
 * has succeeded, and shows an error beside the field that the server names.
 *
 * @param {Question} question
 * @returns {Promise<Record<string, any> | null>} what was entered (empty texts are left out); null
 *   if it was closed
 */
export function ask(question) {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  document.body.append(dialog);
  return new Promise((resolve) => {
    /** @type {Record<string, any> | null} */
    let answer = null;
    /** @type {RpcError | null} */
    let error = null;
    let busy = false;
    const draw = () => render(body(question, { error, busy, submit, close: () => dialog.close() }), dialog);
    const submit = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const values = read(question, /** @type {HTMLFormElement} */ (event.target));
      busy = true;
      draw();
      try {
        await question.submit?.(values);
        answer = values;
        dialog.close();
      } catch (failure) {
        error = RpcError.from(failure);
        busy = false;
        draw();
      }
    };
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(answer);
    });
    draw();
    dialog.showModal();
  });
}

/**
 * @param {string} title @param {unknown} text what happens then @param {string} action the button's words
 * @returns {Promise<boolean>} whether the person agreed
 */
export const confirm = async (title, text, action) =>
  (await ask({ title, text, action, danger: true })) !== null;

/**
 * @param {Question} question
 * @param {{error: RpcError | null, busy: boolean, submit: (event: SubmitEvent) => void,
 *   close: () => void}} state
 */
function body({ title, text, fields = [], action, danger }, { error, busy, submit, close }) {
  const named = fields.some((field) => field.name === error?.field);
  return html`<form @submit=${submit} aria-labelledby="dialog-title">
    <h2 id="dialog-title">${title}</h2>
    ${text ? html`<p class="dim">${text}</p>` : nothing}
    ${fields.map((it) => field(it, error?.field === it.name ? error : null))}
    ${error && !named ? html`<p class="form-error" role="alert">${error.message}${
      error.hint ? html`<span>${error.hint}</span>` : nothing}</p>` : nothing}
    <div class="dialog-actions">
      <button type="button" @click=${close}>Cancel</button>
      <button class=${danger ? 'danger' : 'primary'} ?disabled=${busy}>${action}</button>
    </div>
  </form>`;
}

/** @param {Field} field @param {RpcError | null} error */
function field({ name, label, kind = 'text', value = '', options = [], hint, required }, error) {
  const id = `field-${name}`;
  const about = hint || error ? `${id}-about` : nothing;
  return html`<div class="field ${kind}">
    <label for=${id}>${label}${required ? html`<span aria-hidden="true"> *</span>` : nothing}</label>
    ${input()}
    ${error ? html`<p class="form-error" id="${id}-about" role="alert">${error.message}</p>`
      : hint ? html`<p class="hint" id="${id}-about">${hint}</p>` : nothing}
  </div>`;

  function input() {
    switch (kind) {
      case 'area':
        return html`<textarea id=${id} name=${name} rows="5" ?required=${required}
          aria-describedby=${about} aria-invalid=${!!error} .value=${String(value)}></textarea>`;
      case 'select':
        return html`<select id=${id} name=${name} aria-describedby=${about}>${options.map((option) =>
          html`<option ?selected=${option === value}>${option}</option>`)}</select>`;
      case 'check':
        return html`<input id=${id} name=${name} type="checkbox" ?checked=${value === true}>`;
      default:
        return html`<input id=${id} name=${name} ?required=${required} step="any" autocomplete="off"
          type=${kind === 'time' ? 'datetime-local' : kind} aria-describedby=${about}
          aria-invalid=${!!error} .value=${String(value)}>`;
    }
  }
}

/** @param {Question} question @param {HTMLFormElement} form */
function read({ fields = [] }, form) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const { name, kind } of fields) {
    const input = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
    if (kind === 'check') values[name] = input.checked;
    else if (input.value === '') continue;
    else if (kind === 'number') values[name] = Number(input.value);
    else if (kind === 'time') values[name] = new Date(input.value).toISOString();
    else values[name] = input.value;
  }
  return values;
}
