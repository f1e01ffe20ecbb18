/** Tasks of all agents, found by their state, their agent and their conversation. */
export default async function ({ open, step, rpc, rpcAll, accessible, until, shot, assert }) {
  const page = await open('/#/tasks');
  const go = (hash) => page.goto(page.url().replace(/#.*|$/, hash));
  const row = (taskId) => page.locator(`[data-key="${taskId}"]`);
  const rows = (n) => until(`${n} rows`, async () => (await page.locator(`[data-rows="${n}"]`).count()) === 1);
  const chip = (name) => page.locator('.chips').getByRole('link', { name, exact: true });
  const send = async (agentId, prompt, more = {}) => (await rpc('sendTask', { agentId, prompt, ...more })).taskId;
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  const thread = { threadId: 'the spring book', wait: true };
  const asked = [];
  let late;

  await step('a server without tasks says so', async () => {
    await page.getByText('No tasks yet').waitFor();
    await accessible(page);
  });

  await step('tasks come in as they happen, with what was asked', async () => {
    await rpc('createAgent', { agentId: 'editor', definition: { systemPrompt: 'You edit.' } });
    await rpc('createAgent', { agentId: 'writer', definition: { systemPrompt: 'You write.' }, config: { maxAttempts: 1 } });
    await rpc('createAgent', { agentId: 'late', definition: 'clerk', autoStart: false, config: { queueLimit: 100 } });
    const done = await send('editor', 'SAY the first page is fine', { wait: true });
    await row(done).locator('[data-state="succeeded"]').waitFor();
    await row(done).getByText('the first page is fine').waitFor();
    late = await send('late', 'SAY what nobody does yet', { priority: 'high' });
    await row(late).locator('[data-state="queued"]').waitFor();
    const dead = await send('writer', 'FAIL 408 times=9\nSAY never');
    await row(dead).locator('[data-state="dead"]').waitFor();
    const running = await send('editor', 'WAIT 600s\nSAY at last');
    await row(running).locator('[data-state="running"]').waitFor();
    await accessible(page);
  });

  await step('what a task has cost is told', async () => {
    const taskId = await send('writer', ['CALL current_time {}', 'SAY it is late'].join('\n'), { wait: true });
    const { usage } = await rpc('getTask', { taskId });
    const cost = usage.costMicros ? /^\$0\.\d+$/ : /^–$/;
    await until('its cost', async () => cost.test(await row(taskId).locator('[data-column="cost"]').innerText()));
  });

  await step('the figures of the overview lead to those tasks', async () => {
    await go('#/overview');
    const figure = (name) => page.locator(`[data-figure="${name}"]`);
    await until('one is queued', async () => (await figure('Queued tasks').innerText()).startsWith('1'));
    await figure('Queued tasks').click();
    await rows(1);
    assert(page.url().endsWith('#/tasks?state=queued'), page.url());
    await row(late).waitFor();
    await page.goBack();
    await until('one runs', async () => (await figure('Running tasks').innerText()).startsWith('1'));
    await figure('Running tasks').click();
    await page.locator('.vl-row [data-state="running"]').waitFor();
    await rows(1);
  });

  await step('filters stand in the address', async () => {
    await chip('dead').click();
    await page.locator('.vl-row [data-state="dead"]').waitFor();
    await chip('all').click();
    await page.getByLabel('Only of this agent').fill('writer');
    await page.keyboard.press('Enter');
    await rows(2);
    assert(page.url().endsWith('#/tasks?agent=writer'), page.url());
    await chip('expired').click();
    await page.getByText('No task is like that').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await row(late).waitFor();
  });

  await step('the tasks of a conversation stand in its order', async () => {
    for (let i = 1; i <= 3; i++) asked.push(await send('writer', `SAY chapter ${i}`, thread));
    await send('editor', 'SAY of another agent', { threadId: thread.threadId });
    await row(asked[1]).getByRole('link', { name: asked[1] }).click();
    await page.locator('.known').getByRole('link', { name: 'the spring book' }).click();
    await rows(3);
    const order = await page.locator('.vl-row').evaluateAll((all) => all.map(({ dataset }) => dataset.key));
    assert(String(order) === String(asked), `${order}, not ${asked}`);
    await accessible(page);
    await shot(page, 'thread');
    await page.locator('[data-filter="thread"]').click();
    await rows(5);
  });

  await step('of many some are shown, and more when somebody asks', async () => {
    await rpcAll(Array.from({ length: 70 }, (_, i) => ['sendTask', { agentId: 'late', prompt: `SAY line ${i}` }]));
    await go('#/tasks?state=queued');
    await rows(50);
    await page.getByText('the newest 50').waitFor();
    await page.getByRole('button', { name: 'Older tasks' }).click();
    await rows(72);
    await page.getByText('72 tasks').waitFor();
  });

  await step('the list is walked by keys, and Enter opens a task', async () => {
    await page.locator('.vl').focus();
    await page.keyboard.press('End');
    await page.locator(`.vl-row[aria-selected="true"][data-key="${late}"]`).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Task ${late}` }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
  });

  await step('it is readable in the light, in the dark and on a phone', async () => {
    await go('#/tasks?agent=writer');
    await row(asked[2]).getByText('chapter 3').waitFor();
    await accessible(page);
    await go('#/tasks');
    await page.locator('.vl-row').first().waitFor();
    await shot(page, 'light');
    await page.getByRole('button', { name: 'Light or dark' }).click();
    await page.locator('[data-theme="dark"]').waitFor();
    await accessible(page);
    await shot(page, 'dark');
    await page.setViewportSize({ width: 390, height: 844 });
    await go('#/tasks?agent=writer');
    await rows(5);
    assert(await fits(), 'the tasks are wider than the phone');
    await accessible(page);
    await shot(page, 'phone');
    await go(`#/tasks?agent=writer&thread=${encodeURIComponent(thread.threadId)}`);
    await rows(3);
    assert(await fits(), 'a conversation is wider than the phone');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await step('agents are found by their definition', async () => {
    await go('#/agents');
    await rows(3);
    await page.getByLabel('Definition').selectOption('clerk');
    await rows(1);
    assert(page.url().endsWith('#/agents?definition=clerk'), page.url());
    await row('late').waitFor();
    await page.getByRole('link', { name: /^sleeping/ }).click();
    await page.getByText('No agent is like that').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await rows(3);
    await accessible(page);
  });
}
