import { html, render } from 'lit';
import { bound } from 'ui/lib/keys.js';

/** Shows which keys do what, those of the present view among them. */
export function showKeys() {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog keys';
  const list = [
    ...bound(),
    { keys: '↑ ↓ Enter', what: 'Move in a list, open' },
    { keys: 'Esc', what: 'Close' }];
  render(html`<form method="dialog"><h2>Keys</h2>
    <dl>${list.map(({ keys, what }) => html`<div><dt>${keys.split(' ').map((key) =>
      html`<kbd>${key}</kbd> `)}</dt><dd>${what}</dd></div>`)}</dl>
    <div class="dialog-actions"><button class="primary">Close</button></div></form>`, dialog);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
