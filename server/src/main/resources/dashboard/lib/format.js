import { now } from 'ui/lib/clock.js';

const UNITS = /** @type {[string, number][]} */ ([
  ['d', 86_400], ['h', 3_600], ['min', 60], ['s', 1]]);

/** @param {number} seconds @returns {string} its two largest units, such as `3 h 12 min` */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 1) return seconds > 0 && seconds < 0.95 ? `${Math.round(seconds * 1000)} ms` : '0 s';
  const at = UNITS.findIndex(([, size]) => whole >= size);
  const [unit, size] = UNITS[at];
  const rest = UNITS[at + 1];
  const left = rest ? Math.floor((whole % size) / rest[1]) : 0;
  return `${Math.floor(whole / size)} ${unit}${left && at < 2 ? ` ${left} ${rest[0]}` : ''}`;
}

/** @param {string | number | Date} at `5 min ago`, `in 2 h`, `now` */
export function relative(at) {
  const seconds = (new Date(at).getTime() - now()) / 1000;
  const size = Math.abs(seconds);
  if (size < 2) return 'now';
  const unit = UNITS.find(([, length]) => size >= length) ?? UNITS[3];
  const text = `${Math.floor(size / unit[1])} ${unit[0]}`;
  return seconds < 0 ? `${text} ago` : `in ${text}`;
}

/** @param {string | number | Date} at time left, exact to the second: `02:14:09`; from a day on `1 d 2 h` */
export function countdown(at) {
  const seconds = Math.max(0, Math.round((new Date(at).getTime() - now()) / 1000));
  if (seconds >= 86_400) return duration(seconds);
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

const EXACT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium', timeStyle: 'medium' });
const MINUTE = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** @param {string | number | Date} at in the reader's zone, to the second */
export const exact = (at) => EXACT.format(new Date(at));

/** @param {string | number | Date} at time of day only */
export const clock = (at) => CLOCK.format(new Date(at));

/** @param {string | number | Date} at time of day, to the minute */
export const minute = (at) => MINUTE.format(new Date(at));

const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: 'numeric' });

/** @param {string | number | Date} at day and hour */
export const day = (at) => DAY.format(new Date(at));

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** @param {string} text what the server says, its times as the reader tells them */
export const timed = (text) => text.replace(INSTANT, (at) =>
  new Date(at).toDateString() === new Date(now()).toDateString() ? clock(at) : exact(at));

const NUMBER = new Intl.NumberFormat('en');
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** @param {number} n with thousands separated */
export const number = (n) => NUMBER.format(n);

/** @param {number} n such as `12.3K` */
export const short = (n) => SHORT.format(n);

/** @param {number} micros of a dollar */
export const money = (micros) =>
  `$${(micros / 1e6).toFixed(micros > 0 && micros < 10_000 ? 4 : 2)}`;

/** @param {number} n @param {string} one @param {string} [many] `1 task`, `2 tasks` */
export const plural = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** What a notification says, in a few words. @param {import('./feed.js').News} news */
export function told(news) {
  const task = news.taskId ? ` ${news.taskId.slice(news.agentId.length + 1)}` : '';
  const more = news.error ?? news.why ?? news.reason ?? news.result ?? news.prompt ?? '';
  switch (news.method) {
    case 'agent.stateChanged':
      return `${news.from} → ${news.to}${news.why ? `: ${news.why}` : ''}`;
    case 'mail.delivered':
      return `mail from ${news.from}: ${news.subject}`;
    case 'event.published':
      return `event ${news.event}`;
    case 'schedule.fired':
    case 'schedule.skipped':
    case 'schedule.missed':
      return `${news.method.replace('.', ' ')}: ${news.scheduleId}${more ? `, ${more}` : ''}`;
    case 'agent.subscribed':
      return `listens for ${news.events.join(', ')}`;
    case 'agent.unsubscribed':
      return `listens no more: ${news.subscriptionId}`;
    case 'note.remembered':
    case 'note.forgotten':
      return `${words(news.method)}: ${news.key}`;
    case 'approval.requested':
      return `wants to call ${news.tool}`;
    default:
      return `${words(news.method)}${task}${more ? `: ${more}` : ''}`;
  }
}

/** @param {string} method `deadLetter.added` → `dead letter added` */
const words = (method) =>
  method.replace('.', ' ').replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
