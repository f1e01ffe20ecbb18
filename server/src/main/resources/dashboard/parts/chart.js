import uPlot from 'uplot';
import { Part, styles } from 'ui/lib/element.js';
import { minute } from 'ui/lib/format.js';

/** Steps of the upright axis: nobody counts half an agent. */
const WHOLE = [1, 2, 5].flatMap((n) => [n, n * 10, n * 100, n * 1000, n * 10_000]).sort((a, b) => a - b);

/**
 * Values over time: `<rv-chart .series=${[{label, tone}]} .data=${[seconds[], values[] …]} label>`.
 * A tone is one of the palette's (`go`, `wait`, …), so that light and dark have theirs. With
 * `stacked` each series stands upon the one before it; `span` is how many seconds are shown.
 */
class Chart extends Part {
  static properties = {
    series: { attribute: false }, data: { attribute: false }, label: {},
    stacked: { type: Boolean }, height: { type: Number }, span: { type: Number },
  };

  /** @type {any} */
  #plot = null;

  constructor() {
    super();
    /** @type {{label: string, tone: string}[]} */
    this.series = [];
    /** @type {number[][]} */
    this.data = [[]];
    this.label = '';
    this.stacked = false;
    this.height = 160;
    this.span = 0;
    styles('/lib/uplot/uPlot.min.css');
    this.whileShown(() => {
      const size = new ResizeObserver(() =>
        this.#plot?.setSize({ width: this.clientWidth, height: this.height }));
      size.observe(this);
      const again = () => this.#draw();
      window.addEventListener('themechange', again);
      return () => {
        size.disconnect();
        window.removeEventListener('themechange', again);
        this.#plot?.destroy();
        this.#plot = null;
      };
    });
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    this.setAttribute('role', 'img');
    this.setAttribute('aria-label', this.label);
    if (!this.#plot || changed.has('series')) this.#draw();
    else if (changed.has('data')) this.#plot.setData(this.#shown());
  }

  #draw() {
    this.#plot?.destroy();
    const style = getComputedStyle(this);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--dim'), font: '11px system-ui, sans-serif',
      grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false },
    };
    this.#plot = new uPlot({
      width: this.clientWidth || 300,
      height: this.height,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { range: (/** @type {any} */ _, /** @type {number} */ low, /** @type {number} */ high) =>
        [this.span ? high - this.span : low, high] }, y: { range: (/** @type {any} */ _, /** @type {number} */ low, /** @type {number} */ high) =>
        [Math.min(0, low), Math.max(1, high * 1.05)] } },
      axes: [
        { ...axis, space: 90, size: 28, values: (/** @type {any} */ _, /** @type {number[]} */ at) =>
          at.map((seconds) => minute(seconds * 1000)) },
        { ...axis, size: 44, incrs: WHOLE }],
      series: [{}, ...this.#order().map(({ label, tone }) => ({
        label, stroke: colour(`--${tone}`), width: 1.500, points: { show: false },
        fill: colour(this.stacked ? `--${tone}-soft` : '--none') || undefined }))],
    }, this.#shown(), this);
  }

  /** The tallest of a stack is painted first, the others over it. */
  #order() {
    return this.stacked ? this.series.toReversed() : this.series;
  }

  /** @returns {any} what uPlot takes */
  #shown() {
    const [times, ...values] = this.data;
    if (!this.stacked) return this.data;
    const sums = times.map(() => 0);
    const stack = values.map((one) => one.map((value, i) => (sums[i] += value)));
    return [times, ...stack.toReversed()];
  }
}
customElements.define('rv-chart', Chart);
