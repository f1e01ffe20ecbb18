/** Nothing missing, nothing twice: over cut and silent sockets, reloads, and a restart. */
export default async function ({ open, step, rpc, until, assert, proxy, server }) {
  let told = 0;
  const page = await open();

  /** So many tasks, each of which says its number when it is queued. */
  const happen = async (n) => {
    for (let i = 0; i < n; i++) {
      await rpc('sendTask', { agentId: 'teller', prompt: `SAY number ${++told}.`, wait: true });
    }
  };
  /** What the page has heard, the oldest first. */
  const heard = async () => (await page.evaluate(async () => {
    const { feed } = await import('ui/context.js');
    return feed.recent.filter((n) => n.method === 'task.queued').map((n) => n.prompt);
  })).reverse().map((prompt) => Number(/\d+/.exec(prompt)));
  const complete = async () => {
    await until(`${told} told`, async () => (await heard()).at(-1) === told);
    const numbers = await heard();
    const wanted = Array.from({ length: told }, (_, i) => i + 1);
    assert(String(numbers) === String(wanted), `heard ${numbers}, not 1 to ${told}`);
  };
  const live = () => page.locator('.connection', { hasText: 'live' }).waitFor({ timeout: 30_000 });

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
    proxy.mend();
    await happen(5);
    await complete();
    await live();
  });

  await step('nor one that is dead and does not say so', async () => {
    proxy.silence();
    await page.locator('.connection[data-state="waiting"], .connection[data-state="connecting"]')
      .waitFor({ timeout: 60_000 });
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
}
