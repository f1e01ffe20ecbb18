import { teller } from '../teller.mjs';

/** Nothing missing, nothing twice: over cut and silent sockets, reloads, and a restart. */
export default async function ({ open, step, rpc, until, assert, accessible, proxy, server }) {
  const page = await open();
  const { happen, heard, complete, live } = teller(page, { rpc, until, assert });

  await step('what happens is heard', async () => {
    await live();
    await rpc('createAgent', { agentId: 'teller', definition: { systemPrompt: '' } });
    await happen(3);
    await complete();
  });

  await step('a reload loses nothing and repeats nothing', async () => {
    await happen(2);
    await page.goto('about:blank');
    await happen(5);
    await page.goto(`${proxy.address}/`);
    await complete();
  });

  await step('neither does a cut socket', async () => {
    await live();
    proxy.cut();
    await page.locator('.connection[data-state="waiting"]').waitFor();
    await page.locator('[data-away]').getByText('The server does not answer').waitFor();
    await accessible(page);
    proxy.mend();
    await happen(5);
    await complete();
    await live();
    await until('it is told no more', async () => (await page.locator('[data-away]').count()) === 0);
  });

  await step('nor one that is dead and does not say so', async () => {
    proxy.silence();
    await page.locator('.connection[data-state="waiting"], .connection[data-state="connecting"]')
      .waitFor({ timeout: 120_000 });
    proxy.cut();
    proxy.mend();
    await happen(5);
    await complete();
    await live();
  });

  await step('nor a restart of the server', async () => {
    await happen(2);
    const { port } = await server('restart');
    proxy.cut();
    proxy.mend(port);
    await happen(4);
    await complete();
    await live();
    await until('the row is right', async () =>
      (await page.evaluate(async () =>
        (await import('ui/context.js')).agents.get('teller')?.state)) === 'idle');
  });

  await step('nor a tab that has no room for all that was told', async () => {
    const long = 'z'.repeat(30_000);
    await rpc('sendTask', { agentId: 'teller', prompt: `SAY ${long}`, wait: true });
    await happen(1);
    await complete();
    const remembered = await page.evaluate(async () => JSON.stringify((await import('ui/context.js')).feed.recent).length);
    assert(remembered < long.length, `${remembered} characters are remembered`);
    await page.evaluate(() => {
      // All that the tab may store, but for a few hundred characters: a cursor has room, and nothing else.
      sessionStorage.clear();
      let filled = '';
      for (let size = 8 * 1024 * 1024; size >= 64; size /= 2) {
        try {
          sessionStorage.setItem('filler', filled + 'x'.repeat(size));
          filled += 'x'.repeat(size);
        } catch {
          // Half of it, then.
        }
      }
      sessionStorage.setItem('filler', filled.slice(400));
    });
    const before = (await heard()).at(-1);
    await page.goto('about:blank');
    await happen(5);
    await page.goto(`${proxy.address}/`);
    await until('what happened meanwhile', async () => (await heard()).at(-1) === before + 5);
    const numbers = await heard();
    assert(String(numbers) === String([1, 2, 3, 4, 5].map((n) => before + n)), `heard ${numbers} after ${before}`);
  });
}
