import { html, nothing } from 'lit';
import { now } from 'ui/lib/clock.js';
import { exact, minute } from 'ui/lib/format.js';

const SHOWN = 6;
const ASKED = 100;
/** So many runs of each the server tells. */
const TOLD = 5;
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });

/**
 * The next runs, by day.
 *
 * @param {any[]} schedules
 * @param {ReturnType<typeof import('./details.js').scheduleDetails>} details
 * @param {number} days the present one among them; of few, all is shown
 * @param {(schedule: any) => string} href
 */
export function agenda(schedules, details, days, href) {
  const begin = new Date(now());
  begin.setHours(0, 0, 0, 0);
  const all = runs(schedules, details);
  return html`<ol class=${days < 7 ? 'agenda few' : 'agenda'} aria-label="Next runs">
    ${Array.from({ length: days }, (_, n) =>
      day(dayAt(begin, n), dayAt(begin, n + 1), all, href, days < 7))}</ol>`;
}

/** @param {any[]} schedules @param {ReturnType<typeof import('./details.js').scheduleDetails>} details */
function runs(schedules, details) {
  return schedules
    .filter((schedule) => schedule.next && !schedule.paused)
    .sort((a, b) => (a.next < b.next ? -1 : 1))
    .slice(0, ASKED)
    .flatMap((schedule) => (details.get(schedule)?.nextRuns ?? [schedule.next])
      .map((/** @type {string} */ at, /** @type {number} */ i) =>
        ({ at: new Date(at), schedule, isLast: i === TOLD - 1 })))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** By the calendar: a day may have 23 hours. @param {Date} begin @param {number} n */
const dayAt = (begin, n) => new Date(begin.getFullYear(), begin.getMonth(), begin.getDate() + n);

/**
 * @param {Date} from @param {Date} to @param {{at: Date, schedule: any, isLast: boolean}[]} all
 * @param {(schedule: any) => string} href @param {boolean} whole
 */
function day(from, to, all, href, whole) {
  const its = all.filter(({ at }) => at >= from && at < to);
  const shown = whole ? its : its.slice(0, SHOWN);
  const isToday = from.getDate() === new Date(now()).getDate();
  return html`<li class=${isToday ? 'today' : nothing}><h3>${isToday ? 'Today' : DAY.format(from)}</h3>
    ${its.length === 0 ? html`<p class="dim">–</p>` : nothing}
    <ul>${shown.map(({ at, schedule }) => html`<li><a href=${href(schedule)}
      title="${exact(at)}: ${schedule.task}"><b>${minute(at)}</b>
      <span class="one-line">${schedule.scheduleId} <span class="dim">${schedule.agentId}</span></span></a></li>`)}</ul>
    ${beyond(its.filter(({ isLast }) => isLast).map(({ schedule }) => schedule.scheduleId))}
    ${its.length > shown.length ? html`<p class="dim">and ${its.length - shown.length} more</p>` : nothing}</li>`;
}

/** Whose further runs nobody has told. @param {string[]} names */
function beyond(names) {
  if (names.length === 0) return nothing;
  const some = names.slice(0, 2).join(', ');
  const more = names.length > 2 ? ` and ${names.length - 2} more` : '';
  return html`<p class="dim one-line" title=${names.join(', ')}>${some}${more} ${
    names.length === 1 ? 'goes' : 'go'} on</p>`;
}
