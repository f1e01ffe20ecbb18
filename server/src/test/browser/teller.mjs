/**
 * An agent whose tasks say their numbers, and a page that must hear each of them once.
 *
 * @param {any} page
 * @param {any} harness
 */
export function teller(page, { rpc, until, assert }) {
  let told = 0;

  /** So many tasks, each of which says its number when it is queued. */
  const happen = async (n) => {
    for (let i = 0; i < n; i++) {
      await rpc('sendTask', { agentId: 'teller', prompt: `SAY number ${++told}.`, wait: true });
    }
  };

  /** What the page has heard, the oldest first. */
  const heard = async () => (await page.evaluate(async () => {
    const { feed } = await import('ui/context.js');
    return feed.recent.filter((n) => n.method === 'task.queued' && n.prompt.startsWith('SAY number'))
      .map((n) => n.prompt);
  })).reverse().map((prompt) => Number(/\d+/.exec(prompt)));

  /** Waits until the page has heard all, and fails if it has not heard each of them once, in order. */
  const complete = async () => {
    await until(`${told} told`, async () => (await heard()).at(-1) === told);
    const numbers = await heard();
    const wanted = Array.from({ length: told }, (_, i) => i + 1);
    assert(String(numbers) === String(wanted), `heard ${numbers}, not 1 to ${told}`);
  };
  const live = () => page.locator('.connection', { hasText: 'live' }).waitFor();
  return { happen, heard, complete, live };
}
