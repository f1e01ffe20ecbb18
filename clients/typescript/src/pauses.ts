/** Pauses between attempts, each twice the one before, from 50 ms to 2 s. */
export class Pauses {
  #next = 50;

  next(): number {
    const now = this.#next;
    this.#next = Math.min(2 * now, 2_000);
    return now;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
