import { Part } from 'ui/lib/element.js';
import { afterFrame } from 'ui/lib/frames.js';
import { duration } from 'ui/lib/format.js';
import { heightOf, leftOf, paint, spanOf } from 'ui/views/timeline/gantt-paint.js';

const SHORTEST = 2_000;
const LONGEST = 14 * 86_400_000;

/** @typedef {{agentId: string, spans: import('./spans.js').Span[]}} Row */

/**
 * Rows of spans over time with arrows between them, on a canvas: `<rv-gantt .rows .arrows .end .length>`.
 * It is moved by dragging, the wheel and keys, and then asks for another window by `window` (detail:
 * `{end, length}`); `pick` (detail: `{agentId, seq}`) says what was clicked.
 */
class Gantt extends Part {
  static properties = { rows: { attribute: false }, arrows: { attribute: false },
    end: { type: Number }, length: { type: Number } };

  #canvas = document.createElement('canvas');
  #tip = document.createElement('div');
  /** @type {import('./gantt-paint.js').Hit[]} */
  #hits = [];
  /** @type {{x: number, end: number, moved: boolean} | null} */
  #drag = null;

  constructor() {
    super();
    /** @type {Row[]} */
    this.rows = [];
    /** @type {import('./spans.js').Arrow[]} */
    this.arrows = [];
    this.end = 0;
    this.length = 60_000;
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute('role', 'img');
    this.#tip.className = 'tip';
    this.#tip.hidden = true;
    this.#listen();
    this.whileShown(() => {
      this.append(this.#canvas, this.#tip);
      const again = () => this.requestUpdate();
      const size = new ResizeObserver(again);
      size.observe(this);
      window.addEventListener('themechange', again);
      return () => {
        size.disconnect();
        window.removeEventListener('themechange', again);
      };
    });
  }

  render() {
    return undefined;
  }

  updated() {
    this.#canvas.setAttribute('aria-label',
      `${this.rows.length} agents over ${duration(this.length / 1000)}; the same is in the list below`);
    afterFrame(this, () => this.#draw());
  }

  #listen() {
    const canvas = this.#canvas;
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#drag = { x: event.offsetX, end: this.end, moved: false };
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!this.#drag) return this.#show(event.offsetX, event.offsetY);
      const by = event.offsetX - this.#drag.x;
      if (Math.abs(by) > 3) this.#drag.moved = true;
      if (this.#drag.moved) this.#ask(this.#drag.end - by / spanOf(this.clientWidth) * this.length, this.length);
    });
    canvas.addEventListener('pointerup', (event) => {
      const hit = this.#drag?.moved ? null : this.#at(event.offsetX, event.offsetY);
      this.#drag = null;
      if (hit) this.dispatchEvent(new CustomEvent('pick', { detail: { agentId: hit.row, seq: hit.seq } }));
    });
    canvas.addEventListener('pointercancel', () => (this.#drag = null));
    canvas.addEventListener('pointerleave', () => (this.#tip.hidden = true));
    canvas.addEventListener('keydown', (event) => {
      const act = /** @type {Record<string, () => void>} */ ({
        ArrowLeft: () => this.#move(-this.length / 8), ArrowRight: () => this.#move(this.length / 8),
        '+': () => this.zoom(0.6), '-': () => this.zoom(1 / 0.6) })[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }

  /**
   * Sideways moves; up and down zooms once the chart was clicked, and until then scrolls the page.
   *
   * @param {WheelEvent} event
   */
  #wheel(event) {
    const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!sideways && !event.ctrlKey && document.activeElement !== this.#canvas) return;
    event.preventDefault();
    if (sideways) this.#move((event.deltaX || event.deltaY) / spanOf(this.clientWidth) * this.length);
    else this.#zoom(event.deltaY > 0 ? 1.25 : 0.8, this.#time(event.offsetX));
  }

  /** @param {number} by less than 1: nearer */
  zoom(by) {
    this.#zoom(by, this.end);
  }

  /** Keeps the time below the pointer where it is. @param {number} by @param {number} around */
  #zoom(by, around) {
    const length = Math.max(SHORTEST, Math.min(LONGEST, this.length * by));
    this.#ask(around + (this.end - around) * (length / this.length), length);
  }

  /** @param {number} by milliseconds */
  #move(by) {
    this.#ask(this.end + by, this.length);
  }

  /** @param {number} end @param {number} length */
  #ask(end, length) {
    this.dispatchEvent(new CustomEvent('window', { detail: { end, length } }));
  }

  /** @param {number} x */
  #time(x) {
    return this.end - this.length + (x - leftOf(this.clientWidth)) / spanOf(this.clientWidth) * this.length;
  }

  /** @param {number} x @param {number} y */
  #at(x, y) {
    return this.#hits.findLast((it) => x >= it.x - 2 && x <= it.x + it.width + 2 && y >= it.y
      && y <= it.y + it.height);
  }

  /** @param {number} x @param {number} y */
  #show(x, y) {
    const hit = this.#at(x, y);
    this.#tip.hidden = !hit;
    this.#canvas.classList.toggle('over', !!hit);
    if (!hit) return;
    this.#tip.textContent = hit.text;
    this.#tip.style.left = `${Math.min(x + 12, this.clientWidth - 220)}px`;
    this.#tip.style.top = `${y + 16}px`;
  }

  #draw() {
    const width = this.clientWidth;
    const height = heightOf(this.rows.length);
    const canvas = this.#canvas;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.height = `${height}px`;
    }
    const pen = canvas.getContext('2d');
    if (!pen) return;
    const style = getComputedStyle(this);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#hits = paint(pen, this, width, colour);
  }
}
customElements.define('rv-gantt', Gantt);
