import { html } from 'lit';
import { agents } from 'ui/context.js';
import { Part } from 'ui/lib/element.js';
import 'ui/parts/chart.js';

const EVERY = 2000;
const KEPT = 300;
const SERIES = [
  { label: 'active', tone: 'go' }, { label: 'waiting', tone: 'wait' }, { label: 'idle', tone: 'calm' },
  { label: 'sleeping', tone: 'rest' }, { label: 'stopped', tone: 'off' }];

/** @type {number[][]} seconds, then a row for each state; sampled since the page was opened */
const samples = [[], ...SERIES.map(() => [])];

function sample() {
  if (agents.status !== 'ready') return;
  const counts = agents.counts();
  samples[0].push(Date.now() / 1000);
  SERIES.forEach(({ label }, i) => samples[i + 1].push(counts[label]));
  if (samples[0].length > KEPT) for (const row of samples) row.shift();
}
setInterval(sample, EVERY);

/** The agents' states over the last ten minutes, as this page has seen them. */
class StatesChart extends Part {
  constructor() {
    super();
    this.whileShown(() => {
      sample();
      const timer = setInterval(() => this.requestUpdate(), EVERY);
      return () => clearInterval(timer);
    });
  }

  render() {
    return html`<rv-chart label="Agents by state since this page was opened" .series=${SERIES}
      .data=${samples.map((row) => row.slice())} stacked height="140" span=${EVERY * KEPT / 1000}></rv-chart>`;
  }
}
customElements.define('rv-states-chart', StatesChart);
