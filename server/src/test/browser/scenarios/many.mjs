/**
 * Ten thousand agents: how much work it is until they are seen, and whether sixty changes a second freeze the page.
 * What is held to a limit is the time that the page's thread had a processor: a busy machine makes all of this later,
 * and not more.
 */
const AGENTS = 10_000;
const SECONDS = 5;
const RATE = 60;
/** So many a second are drawn on a machine that does much else, too; a page that hangs draws none. */
const FRAMES = 2;
const TRACED = { categories: ['toplevel', '__metadata'] };
const agent = (i) => `agent-${String(i).padStart(5, '0')}`;

export default async function ({ open, step, rpcAll, until, assert, accessible, shot, browser }) {
  await step('ten thousand agents', () =>
    rpcAll(Array.from({ length: AGENTS }, (_, i) =>
      ['createAgent', { agentId: agent(i), definition: { systemPrompt: '' } }])));

  let page;
  await step('the first of them are seen after half a second of work', async () => {
    // Each time as a browser that was never here.
    const work = [];
    for (let i = 0; i < 3; i++) {
      await page?.context().close();
      let metrics;
      page = await open('/#/agents', {}, async (blank) => (metrics = await figures(blank)));
      await page.locator('.vl-row').first().waitFor();
      work.push(Math.round(1000 * (await metrics()).ThreadTime));
      console.log(`rows seen after ${await page.evaluate(() => Math.round(performance.now()))} ms, ${work[i]} of work`);
    }
    assert(Math.min(...work) > 0 && Math.min(...work) <= 500, `rows after ${work} ms of work`);
  });

  await step('all of them are there, and few in the page', async () => {
    await until('all', async () =>
      (await page.locator('[data-rows]').getAttribute('data-rows')) === String(AGENTS));
    assert((await page.locator('.vl-row').count()) < 60, 'too many rows in the page');
    await page.locator('.vl').focus();
    await page.keyboard.press('End');
    await page.locator(`[data-key="${agent(AGENTS - 1)}"]`).waitFor();
    await page.keyboard.press('Home');
    await accessible(page);
    await shot(page, 'agents');
  });

  for (const view of ['agents', 'overview']) {
    await step(`sixty changes a second leave ${view} alive`, async () => {
      await page.goto(page.url().replace(/#.*|$/, `#/${view}`));
      await page.getByRole('heading', { level: 1 }).waitFor();
      await browser.startTracing(undefined, TRACED);
      const before = await frames(page);
      for (let second = 0; second < SECONDS; second++) {
        const begin = Date.now();
        await rpcAll(Array.from({ length: RATE }, (_, i) => {
          const agentId = agent((second * RATE + i) % 300);
          return i % 2 ? ['wakeAgent', { agentId }] : ['sleepAgent', { agentId, durationSeconds: 900 }];
        }));
        await new Promise((go) => setTimeout(go, Math.max(0, 1000 - (Date.now() - begin))));
      }
      const drawn = await frames(page) - before;
      const longest = Math.max(...await tasks(browser));
      console.log(`${view}: longest task ${Math.round(longest)} ms of work, ${Math.round(drawn / SECONDS)} frames/s`);
      assert(longest <= 200, `a task took ${longest} ms of work`);
      assert(drawn >= SECONDS * FRAMES, `${drawn} frames in ${SECONDS} s`);
    });
  }
}

/** What the browser has counted for this page since now, in seconds. */
async function figures(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => Object.fromEntries(
    (await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
}

/** How many frames the page has drawn since it was first asked. */
const frames = (page) => page.evaluate(() => {
  if (window.drawn === undefined) {
    window.drawn = 0;
    const frame = () => {
      window.drawn++;
      requestAnimationFrame(frame);
    };
    frame();
  }
  return window.drawn;
});

/** Of each task of the pages' main threads, while it was traced, the milliseconds that it had a processor. */
async function tasks(browser) {
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const thread = ({ pid, tid }) => `${pid}/${tid}`;
  const main = new Set(traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(thread));
  const all = traceEvents.filter((event) => /RunTask/.test(event.name) && event.tdur && main.has(thread(event)));
  if (all.length === 0) throw new Error('no task was traced');
  return all.map(({ tdur }) => tdur / 1000);
}
