/**
 * Keys of the whole page. A key is one character (`/`) or two in a row (`g a`).
 *
 * @typedef {{keys: string, what: string, run: () => void}} Binding
 */

const CHAIN = 1200;
/** @type {Binding[]} */
const bindings = [];
let before = '';
let beforeAt = 0;

/** @param {Binding} binding @returns {() => void} takes it away again */
export function bind(binding) {
  bindings.push(binding);
  return () => bindings.splice(bindings.indexOf(binding), 1);
}

/** All that are bound now, for the page that shows them. @returns {readonly Binding[]} */
export const bound = () => bindings;

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement
  && !target.matches('[type="checkbox"]')
  && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const now = performance.now();
  const chain = now - beforeAt < CHAIN ? `${before} ${event.key}` : '';
  const hit = bindings.find((b) => b.keys === chain) ?? bindings.find((b) => b.keys === event.key);
  before = hit ? '' : event.key;
  beforeAt = now;
  if (hit) {
    event.preventDefault();
    hit.run();
  }
});
