import { rpc } from 'ui/context.js';

const AT_ONCE = 10;

/** @param {{agentId: string, scheduleId: string}} it a schedule, or news of one */
export const keyOf = ({ agentId, scheduleId }) => `${agentId}/${scheduleId}`;

/**
 * What the list of schedules does not tell: the next runs and the newest line of the ledger. Read
 * only for those that somebody looks at, ten at once. Event: `change`.
 */
export class Details extends EventTarget {
  /** @type {Map<string, any>} */
  #known = new Map();
  /** @type {Map<string, any>} those that are wanted, and not asked for yet */
  #wanted = new Map();
  #busy = false;

  /** @param {any} schedule @returns {any} `getSchedule`'s answer; undefined until it is there */
  get(schedule) {
    const key = keyOf(schedule);
    const known = this.#known.get(key);
    if (!known || known.asOf !== stamp(schedule)) {
      this.#wanted.set(key, schedule);
      if (!this.#busy) {
        this.#busy = true;
        queueMicrotask(() => void this.#read());
      }
    }
    return known?.answer;
  }

  /** @param {{agentId: string, scheduleId: string}} schedule something happened to it */
  touch(schedule) {
    const known = this.#known.get(keyOf(schedule));
    if (known) known.asOf = '';
  }

  async #read() {
    while (this.#wanted.size > 0) {
      const some = [...this.#wanted].slice(0, AT_ONCE);
      await Promise.all(some.map(async ([key, schedule]) => {
        this.#wanted.delete(key);
        const { agentId, scheduleId } = schedule;
        // One that is gone, or cannot be asked for now, is asked for again when it has changed.
        const answer = await rpc.call('getSchedule', { agentId, scheduleId, limit: 1 }).catch(() => null);
        this.#known.set(key, { asOf: stamp(schedule), answer: answer ?? this.#known.get(key)?.answer });
      }));
      this.dispatchEvent(new Event('change'));
    }
    this.#busy = false;
  }
}

/** What changes with each run. @param {any} schedule */
const stamp = (schedule) => `${schedule.next} ${schedule.runs} ${schedule.paused} ${schedule.schedule}`;
