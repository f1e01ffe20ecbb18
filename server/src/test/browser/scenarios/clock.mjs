/** A browser whose clock is wrong shows what is so by the server's. */
const MINUTE = 60_000;

export default async function ({ open, step, rpc, until, assert }) {
  await rpc('createAgent', { agentId: 'owl', definition: { systemPrompt: '' } });
  await rpc('createAgent', { agentId: 'lark', definition: { systemPrompt: '' } });

  for (const [what, minutes] of [['five minutes slow', -5], ['five minutes fast', 5]]) {
    let page;
    const at = async (hash) => {
      await page.goto(page.url().replace(/#.*|$/, hash));
      await page.getByRole('heading', { level: 1 }).waitFor();
    };
    const here = () => page.evaluate(() => Date.now());
    const server = async () => Date.parse((await rpc('getServerInfo')).at);

    await step(`a clock is ${what}`, async () => {
      page = await open('/#/agents', {}, (blank) => blank.addInitScript(shifted, minutes * MINUTE));
      const off = await here() - await server();
      assert(Math.abs(off - minutes * MINUTE) < MINUTE, `it is ${off} ms off`);
    });

    await step('wakes are counted down as the server will wake', async () => {
      await rpc('sleepAgent', { agentId: 'owl', durationSeconds: 58 * 60 });
      await rpc('sleepAgent', { agentId: 'lark', durationSeconds: 63 * 60 });
      const left = page.locator('[data-key="owl"] [data-column="wakes"]');
      await until('less than 58 minutes', async () => /^5[67]:\d\d$|^58:00$/.test(await left.innerText()));
      await page.locator('[data-key="owl"] [data-column="since"]', { hasText: /now|\d s/ }).waitFor();
    });

    await step('who wakes within the hour does so by the server', async () => {
      await at('#/agents?wakes=1h');
      await page.locator('[data-rows="1"]').waitFor();
      await page.locator('[data-key="owl"]').waitFor();
    });

    await step('charts end at the server’s present', async () => {
      await at('#/overview');
      const chart = () => page.evaluate(() => document.querySelector('rv-states-chart rv-chart')?.data[0].at(-1) * 1000);
      await until('the states do', async () => Math.abs(await chart() - await server()) < MINUTE);
      await at('#/timeline');
      const end = () => page.evaluate(() => document.querySelector('rv-timeline')?.end ?? 0);
      await until('the timeline does', async () => Math.abs(await end() - await server()) < MINUTE);
      await page.context().close();
    });

    await step('they are woken', async () => {
      for (const agentId of ['owl', 'lark']) await rpc('wakeAgent', { agentId });
    });
  }
}

/** In the page, before its scripts: its clock goes wrong. @param {number} by milliseconds */
function shifted(by) {
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given) {
      if (given.length) super(...given);
      else super(Right.now() + by);
    }

    static now() {
      return Right.now() + by;
    }
  };
}
