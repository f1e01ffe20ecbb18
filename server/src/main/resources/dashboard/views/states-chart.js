import { html } from 'lit';
import { agents, feed, rpc } from 'ui/context.js';
import { now } from 'ui/lib/clock.js';
import { Part } from 'ui/lib/element.js';
import 'ui/parts/chart.js';

const EVERY = 10_000;
const KEPT = 360;
const LIVE = 2000;
const SERIES = [
  { label: 'active', tone: 'go' }, { label: 'waiting', tone: 'wait' }, { label: 'idle', tone: 'calm' },
  { label: 'sleeping', tone: 'rest' }, { label: 'stopped', tone: 'off' }];

/** @type {number[][]} seconds, then a row for each state: the server's last hour, then what this page saw */
let samples = [[], ...SERIES.map(() => [])];

/** @param {number} millis @param {Record<string, number>} counts */
function note(millis, counts) {
  samples[0].push(millis / 1000);
  SERIES.forEach(({ label }, i) => samples[i + 1].push(counts[label] ?? 0));
  if (samples[0].length > KEPT) for (const row of samples) row.shift();
}

/** What was before this page, and while its socket was cut. */
async function load() {
  const answer = await rpc.call('getOverview', { history: true }).catch(() => null);
  if (!answer) return;
  samples = [[], ...SERIES.map(() => [])];
  for (const { at, agents: counts } of answer.history) note(Date.parse(at), counts);
}
feed.addEventListener('resumed', () => void load());
void load();
setInterval(() => agents.status === 'ready' && note(now(), agents.counts()), EVERY);

/** The agents' states over the last hour, or since the server was started. */
class StatesChart extends Part {
  constructor() {
    super();
    this.whileShown(() => {
      const timer = setInterval(() => this.requestUpdate(), LIVE);
      return () => clearInterval(timer);
    });
  }

  render() {
    const counts = agents.counts();
    const latest = [now() / 1000, ...SERIES.map(({ label }) => counts[label])];
    return html`<rv-chart label="Agents by state over the last hour" .series=${SERIES}
      .data=${samples.map((row, i) => [...row, latest[i]])} stacked height="112" span=${EVERY * KEPT / 1000}></rv-chart>`;
  }
}
customElements.define('rv-states-chart', StatesChart);
