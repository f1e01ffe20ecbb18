import { html } from 'lit';
import { duration, money, number, short } from 'ui/lib/format.js';

/**
 * @typedef {{labels: Record<string, string>, value?: number | null, count?: number, sum?: number,
 *   buckets?: {le: number | null, count: number}[]}} Sample
 * @typedef {{name: string, type: string, samples: Sample[]}} Metric
 */

/** What is of interest without a history, in groups. @param {Metric[]} metrics */
export function figures(metrics) {
  const by = new Map(metrics.map((metric) => [metric.name, metric.samples]));
  const of = (/** @type {string} */ name) => by.get(`reveille_${name}`) ?? [];
  const total = (/** @type {string} */ name, /** @type {Record<string, string>} */ labels = {}) =>
    sum(of(name).filter((sample) => Object.entries(labels).every(([k, v]) => sample.labels[k] === v)));
  const failed = total('model_calls_total') - total('model_calls_total', { outcome: 'ok' });
  const spent = of('spent_today_usd');
  const heap = (by.get('jvm_memory_used_bytes') ?? []).find(({ labels }) => labels.area === 'heap')?.value;
  const most = (by.get('jvm_memory_max_bytes') ?? []).find(({ labels }) => labels.area === 'heap')?.value;
  return html`<div class="figure-groups">
    ${group('Tasks', [
      ['begun', number(total('task_runs_total'))],
      ...outcomes(of('tasks_ended_total'), 'outcome'),
      ['oldest queued', known(of('oldest_queued_task_age_seconds'), duration)]])}
    ${group('Models', [
      ['calls', number(total('model_calls_total'))],
      ['failed', number(failed)],
      ['call, half below', half(of('model_call_duration_seconds'))],
      ['call, 95 % below', ninetyFive(of('model_call_duration_seconds'))],
      ['input tokens', short(total('model_tokens_total', { kind: 'input' }))],
      ['output tokens', short(total('model_tokens_total', { kind: 'output' }))],
      ['spent today', isKnown(spent) ? money(sum(spent) * 1e6) : 'being counted']])}
    ${group('Waking', [
      ['due within the hour', known(of('wakes_due_in_next_hour'), number)],
      ['wakes', number(total('wakes_total'))],
      ['late, 95 % below', ninetyFive(of('wake_lateness_seconds'))],
      ...outcomes(of('schedule_firings_total'), 'outcome').map(([k, v]) =>
        /** @type {[string, string]} */ ([`schedules ${k}`, v]))])}
    ${group('Store', [
      ['writes', number(total('store_commit_duration_seconds'))],
      ['write, half below', half(of('store_commit_duration_seconds'))],
      ['write, 95 % below', ninetyFive(of('store_commit_duration_seconds'))],
      ['lag', known(of('store_lag_seconds'), duration)]])}
    ${group('Traffic', [
      ['mail', number(total('mails_received_total'))],
      ['events', number(total('events_published_total'))],
      ['dead letters', number(total('dead_letters_total'))],
      ['tool calls', number(total('tool_calls_total'))],
      ['protocol calls', number(total('rpc_calls_total'))],
      ['sockets', number(total('websockets'))]])}
    ${group('Process', [
      ['heap', heap && most ? `${bytes(heap)} of ${bytes(most)} MB` : '–'],
      ['threads', number(sum(by.get('jvm_threads') ?? []))],
      ['processor time', duration(sum(by.get('process_cpu_seconds_total') ?? []))]])}
  </div>`;
}

/** @param {string} title @param {[string, string][]} lines */
const group = (title, lines) => html`<div><h3>${title}</h3><dl class="facts">${lines.map(([name, value]) =>
  html`<dt>${name}</dt><dd class="figure-s">${value}</dd>`)}</dl></div>`;

/** @param {Sample[]} samples @returns {number} of values, or of how many a histogram has seen */
const sum = (samples) => samples.reduce((all, { value, count }) => all + (value ?? count ?? 0), 0);

/** @param {Sample[]} samples whether there is none of which the server does not know how many */
const isKnown = (samples) => samples.every(({ value }) => value !== null);

/** @param {Sample[]} samples @param {(n: number) => string} show */
const known = (samples, show) => (isKnown(samples) ? show(sum(samples)) : '–');

/** @param {Sample[]} samples @param {string} label @returns {[string, string][]} */
function outcomes(samples, label) {
  /** @type {Map<string, number>} */
  const by = new Map();
  for (const { labels, value } of samples) by.set(labels[label], (by.get(labels[label]) ?? 0) + (value ?? 0));
  return [...by].map(([name, n]) => [name, number(n)]);
}

const half = (/** @type {Sample[]} */ samples) => quantile(samples, 0.5);
const ninetyFive = (/** @type {Sample[]} */ samples) => quantile(samples, 0.95);

/**
 * Where that part of all is below: the bound of the bucket in which it falls, for more is not known.
 *
 * @param {Sample[]} samples @param {number} part
 */
function quantile(samples, part) {
  /** @type {Map<number, number>} */
  const below = new Map();
  for (const { buckets = [] } of samples) {
    for (const { le, count } of buckets) below.set(le ?? Infinity, (below.get(le ?? Infinity) ?? 0) + count);
  }
  const bounds = [...below].sort(([a], [b]) => a - b);
  const all = bounds.at(-1)?.[1] ?? 0;
  if (all === 0) return '–';
  const [bound] = bounds.find(([, count]) => count >= all * part) ?? [Infinity];
  const last = bounds.at(-2)?.[0] ?? 0;
  return bound === Infinity ? `over ${span(last)}` : span(bound);
}

/** @param {number} seconds */
const span = (seconds) => seconds < 0.01 ? `${number(seconds * 1000)} ms` : duration(seconds);

/** @param {number} n */
const bytes = (n) => number(Math.round(n / 2 ** 20));
