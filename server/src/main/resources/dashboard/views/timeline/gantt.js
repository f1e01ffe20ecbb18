import { Part } from 'ui/lib/element.js';
import { afterFrame } from 'ui/lib/frames.js';
import { clock, duration } from 'ui/lib/format.js';
import { tone } from 'ui/parts/badge.js';

const ROW = 44;
const BAR = 18;
const AXIS = 26;
const SHORTEST = 2_000;
const LONGEST = 14 * 86_400_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 172_800];

/** @typedef {{agentId: string, spans: import('./spans.js').Span[]}} Row */
/** @typedef {{x: number, y: number, width: number, height: number, row: string, seq: number, text: string}} Hit */

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
  /** @type {Hit[]} */
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
    canvas.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.shiftKey && Math.abs(event.deltaY) > Math.abs(event.deltaX) && event.deltaMode === 0
        && !event.altKey && document.activeElement !== canvas) return; // the page scrolls, until the chart was chosen
      event.preventDefault();
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        this.#move((event.deltaX || event.deltaY) / this.#width * this.length);
      } else {
        this.#zoom(event.deltaY > 0 ? 1.25 : 0.8, this.#time(event.offsetX));
      }
    }, { passive: false });
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#drag = { x: event.offsetX, end: this.end, moved: false };
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!this.#drag) return this.#show(event.offsetX, event.offsetY);
      const by = event.offsetX - this.#drag.x;
      if (Math.abs(by) > 3) this.#drag.moved = true;
      if (this.#drag.moved) this.#ask(this.#drag.end - by / this.#width * this.length, this.length);
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

  /** Where names end and time begins. */
  get #left() {
    return Math.min(150, this.clientWidth * 0.28);
  }

  get #width() {
    return Math.max(1, this.clientWidth - this.#left - 8);
  }

  /** @param {number} at */
  #x(at) {
    return this.#left + (at - (this.end - this.length)) / this.length * this.#width;
  }

  /** @param {number} x */
  #time(x) {
    return this.end - this.length + (x - this.#left) / this.#width * this.length;
  }

  /** @param {number} x @param {number} y */
  #at(x, y) {
    return this.#hits.findLast((it) => x >= it.x - 2 && x <= it.x + it.width + 2 && y >= it.y && y <= it.y + it.height);
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
    const height = AXIS + Math.max(1, this.rows.length) * ROW;
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
    pen.clearRect(0, 0, width, height);
    this.#hits = [];
    this.#drawAxis(pen, colour, height);
    this.#drawRows(pen, colour, width);
    this.#drawArrows(pen, colour);
  }

  /** @param {CanvasRenderingContext2D} pen @param {(name: string) => string} colour @param {number} height */
  #drawAxis(pen, colour, height) {
    const step = 1000 * (STEPS.find((it) => it * 1000 / this.length * this.#width > 90) ?? 172_800);
    pen.font = '11px system-ui, sans-serif';
    pen.textBaseline = 'middle';
    pen.lineWidth = 1;
    for (let at = Math.ceil((this.end - this.length) / step) * step; at <= this.end; at += step) {
      const x = Math.round(this.#x(at)) + 0.5;
      pen.strokeStyle = colour('line');
      pen.beginPath();
      pen.moveTo(x, AXIS - 6);
      pen.lineTo(x, height);
      pen.stroke();
      pen.fillStyle = colour('dim');
      pen.fillText(clock(at), x + 4, AXIS / 2);
    }
  }

  /** @param {CanvasRenderingContext2D} pen @param {(name: string) => string} colour @param {number} width */
  #drawRows(pen, colour, width) {
    const left = this.#left;
    this.rows.forEach(({ agentId, spans }, i) => {
      const y = AXIS + i * ROW;
      pen.strokeStyle = colour('line');
      pen.beginPath();
      pen.moveTo(0, y + 0.5);
      pen.lineTo(width, y + 0.5);
      pen.stroke();
      pen.save();
      pen.beginPath();
      pen.rect(left, y, width - left, ROW);
      pen.clip();
      for (const span of spans) {
        const x = Math.max(left - 8, this.#x(span.from));
        const end = Math.min(width, this.#x(span.to));
        if (end < left || x > width) continue;
        const thin = span.state === 'idle' || span.state === 'stopped';
        const height = thin ? 4 : BAR;
        const box = { x, y: y + (ROW - height) / 2, width: Math.max(2, end - x), height };
        pen.fillStyle = colour(thin ? `${tone(span.state)}-soft` : tone(span.state));
        pen.beginPath();
        pen.roundRect(box.x, box.y, box.width, box.height, Math.min(4, box.width / 2));
        pen.fill();
        this.#hits.push({ ...box, y: y + 8, height: ROW - 16, row: agentId, seq: span.seq,
          text: `${agentId}: ${span.state} for ${duration((span.to - span.from) / 1000)}, from ${clock(span.from)}` });
      }
      pen.restore();
      pen.fillStyle = colour('text');
      pen.font = '560 13px system-ui, sans-serif';
      pen.fillText(fit(pen, agentId, left - 16), 8, y + ROW / 2);
      this.#hits.push({ x: 0, y, width: left - 4, height: ROW, row: agentId, seq: 0, text: agentId });
    });
  }

  /** @param {CanvasRenderingContext2D} pen @param {(name: string) => string} colour */
  #drawArrows(pen, colour) {
    const rowOf = new Map(this.rows.map(({ agentId }, i) => [agentId, AXIS + i * ROW + ROW / 2]));
    for (const { kind, from, to, at, sent, seq, what } of this.arrows) {
      const [y1, y2] = [rowOf.get(from), rowOf.get(to)];
      const [x1, x2] = [this.#x(sent), this.#x(at)];
      if (y1 === undefined || y2 === undefined || x2 < this.#left || x1 > this.#left + this.#width) continue;
      const down = y2 > y1 ? 1 : -1;
      const head = y2 - down * (BAR / 2 + 1);
      pen.strokeStyle = pen.fillStyle = colour(kind === 'mail' ? 'accent' : kind === 'event' ? 'bad' : 'text');
      pen.lineWidth = 1.5;
      pen.setLineDash(kind === 'event' ? [4, 3] : []);
      pen.beginPath();
      pen.moveTo(x1, y1 + down * BAR / 2);
      pen.lineTo(x2, head - down * 5);
      pen.stroke();
      pen.setLineDash([]);
      pen.beginPath();
      pen.moveTo(x2, head);
      pen.lineTo(x2 - 4, head - down * 7);
      pen.lineTo(x2 + 4, head - down * 7);
      pen.fill();
      this.#hits.push({ x: x2 - 6, y: Math.min(y2, head - down * 12), width: 12, height: 20, row: to, seq,
        text: `${kind} from ${from} to ${to}: ${what}`.slice(0, 200) });
    }
  }
}
customElements.define('rv-gantt', Gantt);

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} room */
function fit(pen, text, room) {
  if (pen.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}
