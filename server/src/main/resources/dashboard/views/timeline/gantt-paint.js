import { now } from 'ui/lib/clock.js';
import { clock, day, duration, minute } from 'ui/lib/format.js';
import { tone } from 'ui/parts/badge.js';

export const ROW = 44;
const BAR = 18;
const AXIS = 26;
/** Seconds between two lines of the grid. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400, 172_800];

/** @typedef {{x: number, y: number, width: number, height: number, row: string, seq: number, text: string}} Hit */

/** @param {number} rows @returns {number} how high a chart of so many is */
export const heightOf = (rows) => AXIS + Math.max(1, rows) * ROW;

/** @param {number} width of a chart @returns {number} where names end and time begins */
export const leftOf = (width) => Math.min(200, width * 0.3);

/** @param {number} width @returns {number} how wide time is */
export const spanOf = (width) => Math.max(1, width - leftOf(width) - 8);

/**
 * Paints a chart once.
 *
 * @param {CanvasRenderingContext2D} pen
 * @param {{rows: import('./gantt.js').Row[], arrows: import('./spans.js').Arrow[], end: number, length: number}} view
 * @param {number} width
 * @param {(name: string) => string} colour of the palette
 * @returns {Hit[]} what is where, the uppermost last
 */
export function paint(pen, view, width, colour) {
  return new Painter(pen, view, width, colour).paint();
}

class Painter {
  /** @type {Hit[]} */
  hits = [];
  #view;
  #span;

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {{rows: import('./gantt.js').Row[], arrows: import('./spans.js').Arrow[], end: number, length: number}} view
   * @param {number} width
   * @param {(name: string) => string} colour
   */
  constructor(pen, view, width, colour) {
    this.pen = pen;
    this.#view = view;
    this.width = width;
    this.height = heightOf(view.rows.length);
    this.left = leftOf(width);
    this.#span = spanOf(width);
    this.colour = colour;
  }

  paint() {
    this.pen.clearRect(0, 0, this.width, this.height);
    this.#axis();
    this.#rows();
    this.#now();
    this.#arrows();
    return this.hits;
  }

  /** @param {number} at */
  x(at) {
    const { end, length } = this.#view;
    return this.left + (at - (end - length)) / length * this.#span;
  }

  #axis() {
    const { pen, colour, height } = this;
    const step = 1000 * (STEPS.find((it) => it * 1000 / this.#view.length * this.#span > 90) ?? 172_800);
    const label = step < 60_000 ? clock : step < 43_200_000 ? minute : day;
    pen.font = '11px system-ui, sans-serif';
    pen.textBaseline = 'middle';
    pen.lineWidth = 1;
    for (let at = Math.ceil((this.#view.end - this.#view.length) / step) * step; at <= this.#view.end; at += step) {
      const x = Math.round(this.x(at)) + 0.5;
      pen.strokeStyle = colour('line');
      pen.beginPath();
      pen.moveTo(x, AXIS - 6);
      pen.lineTo(x, height);
      pen.stroke();
      pen.fillStyle = colour('dim');
      const text = label(at);
      if (x + 4 + pen.measureText(text).width <= this.width) pen.fillText(text, x + 4, AXIS / 2);
    }
  }

  /** Where what has happened ends. */
  #now() {
    const x = Math.round(this.x(now())) + 0.5;
    if (x < this.left || x > this.width) return;
    this.pen.strokeStyle = this.colour('accent');
    this.pen.lineWidth = 1;
    this.pen.beginPath();
    this.pen.moveTo(x, AXIS - 6);
    this.pen.lineTo(x, this.height);
    this.pen.stroke();
  }

  #rows() {
    const { pen, colour, width, left } = this;
    this.#view.rows.forEach(({ agentId, spans }, i) => {
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
        const x = Math.max(left - 8, this.x(span.from));
        const end = Math.min(width, this.x(span.to));
        if (end < left || x > width) continue;
        const thin = span.state === 'idle' || span.state === 'stopped';
        const height = thin ? 2 : BAR;
        const box = { x, y: y + (ROW - height) / 2, width: Math.max(2, end - x), height };
        pen.fillStyle = colour(thin ? 'line-strong' : tone(span.state));
        if (span.state === 'stopped') dots(pen, box);
        else {
          pen.beginPath();
          pen.roundRect(box.x, box.y, box.width, box.height, Math.min(3, box.width / 3));
          pen.fill();
        }
        this.hits.push({ ...box, y: y + 8, height: ROW - 16, row: agentId, seq: span.seq,
          text: `${agentId}: ${span.state} for ${duration((span.to - span.from) / 1000)}, from ${clock(span.from)}` });
      }
      pen.restore();
      pen.fillStyle = colour('text');
      pen.font = '560 13px system-ui, sans-serif';
      pen.fillText(fit(pen, agentId, left - 16), 8, y + ROW / 2);
      this.hits.push({ x: 0, y, width: left - 4, height: ROW, row: agentId, seq: 0, text: agentId });
    });
  }

  #arrows() {
    const { pen, colour, left } = this;
    const rowOf = new Map(this.#view.rows.map(({ agentId }, i) => [agentId, AXIS + i * ROW + ROW / 2]));
    for (const { kind, from, to, at, sent, seq, what } of this.#view.arrows) {
      const [y1, y2] = [rowOf.get(from), rowOf.get(to)];
      const [x1, x2] = [this.x(sent), this.x(at)];
      if (y1 === undefined || y2 === undefined || x2 < left || x1 > left + this.#span) continue;
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
      this.hits.push({ x: x2 - 6, y: Math.min(y2, head - down * 12), width: 12, height: 20, row: to, seq,
        text: `${kind} from ${from} to ${to}: ${what}`.slice(0, 200) });
    }
  }
}

/** @param {CanvasRenderingContext2D} pen @param {{x: number, y: number, width: number, height: number}} box */
function dots(pen, { x, y, width, height }) {
  for (let at = x; at < x + width; at += 6) pen.fillRect(at, y, Math.min(2, x + width - at), height);
}

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} room */
function fit(pen, text, room) {
  if (pen.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > room) length--;
  return `${text.slice(0, length)}…`;
}
