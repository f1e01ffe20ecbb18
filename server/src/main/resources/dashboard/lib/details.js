const AT_ONCE = 10;

/**
 * What a list does not tell of its rows. Read only for those that somebody looks at, ten at once,
 * and again when a row has changed. Event: `change`.
 *
 * @template R, A
 */
export class Details extends EventTarget {
  /** @type {Map<string, {asOf: string, answer: A | undefined}>} */
  #known = new Map();
  /** @type {Map<string, R>} those that are wanted, and not asked for yet */
  #wanted = new Map();
  #busy = false;
  #of;

  /** @param {{key: (row: R) => string, stamp: (row: R) => string, ask: (row: R) => Promise<A>}} of
   *   `stamp`: what of a row changes when its details do */
  constructor(of) {
    super();
    this.#of = of;
  }

  /** @param {R} row @returns {A | undefined} undefined until it is there */
  get(row) {
    const key = this.#of.key(row);
    const known = this.#known.get(key);
    if (known?.asOf !== this.#of.stamp(row)) {
      this.#wanted.set(key, row);
      if (!this.#busy) {
        this.#busy = true;
        queueMicrotask(() => void this.#read());
      }
    }
    return known?.answer;
  }

  /** @param {string} key something happened to it @returns {boolean} whether anybody has looked at it */
  touch(key) {
    const known = this.#known.get(key);
    if (known) known.asOf = '';
    return !!known;
  }

  async #read() {
    while (this.#wanted.size > 0) {
      const some = [...this.#wanted].slice(0, AT_ONCE);
      await Promise.all(some.map(async ([key, row]) => {
        this.#wanted.delete(key);
        // One that is gone, or cannot be asked for now, is asked for again when it has changed.
        const answer = await this.#of.ask(row).catch(() => undefined);
        this.#known.set(key, { asOf: this.#of.stamp(row), answer: answer ?? this.#known.get(key)?.answer });
      }));
      this.dispatchEvent(new Event('change'));
    }
    this.#busy = false;
  }
}
