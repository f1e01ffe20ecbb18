import { teller } from '../teller.mjs';

const MINUTE = 60_000;

/**
 * A laptop that sleeps for a minute: the page stands still, its socket is dead and nobody says so.
 * Meanwhile agents work on. DashboardTest runs this beside the other scenarios.
 */
export default async function ({ open, step, rpc, until, assert, proxy, direct }) {
  const page = await open();
  const { happen, heard, complete, live } = teller(page, { rpc: direct, until, assert });
  const lid = await page.context().newCDPSession(page);

  await step('what happens is heard', async () => {
    await live();
    await rpc('createAgent', { agentId: 'teller', definition: { systemPrompt: '' } });
    await happen(3);
    await complete();
  });

  await step('a minute asleep, the page hears nothing', async () => {
    const woken = Date.now() + MINUTE;
    await lid.send('Page.setWebLifecycleState', { state: 'frozen' });
    proxy.silence();
    await direct('scheduleTask',
      { agentId: 'teller', schedule: '@every 5s', prompt: 'SAY tick.', scheduleId: 'ticks', maxRuns: 5 });
    await happen(20);
    await direct('sendMail', { to: 'user', from: 'teller', body: 'Are you there?' });
    await new Promise((go) => setTimeout(go, woken - Date.now()));
    proxy.cut();
    proxy.mend();
    await lid.send('Page.setWebLifecycleState', { state: 'active' });
  });

  await step('then it hears all of it, each once and in order', async () => {
    await complete();
    await live();
    const all = (await heard()).length;
    assert(all === 23, `${all} of 23`);
  });

  await step('and shows what holds now', async () => {
    await until('five firings are told', async () => (await page.evaluate(async () =>
      (await import('ui/context.js')).feed.recent.filter((n) => n.method === 'schedule.fired').length)) === 5);
    await page.locator('[data-figure="Unread mail"] .figure', { hasText: '1' }).waitFor();
    await until('the row is right', async () => (await page.evaluate(async () =>
      (await import('ui/context.js')).agents.get('teller')?.state)) === 'idle');
  });
}
