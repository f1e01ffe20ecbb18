/** The chart of several agents, and the overview's figures. */
export const options = {'telemetry.stuckSeconds': '2'};

export default async function ({ open, step, rpc, accessible, until, shot, assert }) {
  for (const agentId of ['editor', 'writer', 'reader']) {
    await rpc('createAgent', { agentId, definition: { systemPrompt: 'You work.' } });
  }
  await rpc('subscribeAgent', { agentId: 'reader', events: ['draft.ready'], prompt: 'SAY read' });
  await rpc('sendTask', { agentId: 'editor', wait: true, prompt: [
    'CALL send_mail {"to": "writer", "subject": "Please write", "body": "WAIT 2s\\nSAY written"}',
    'CALL sleep {"seconds": 1}', 'WAIT 1s', 'CALL broadcast_event {"event": "draft.ready"}', 'SAY done'].join('\n') });
  const page = await open('/#/timeline');
  const picture = () => page.evaluate(() => document.querySelector('rv-gantt canvas').toDataURL());
  const painted = () => page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
  const arrow = (kind) => page.locator(`[data-arrow="${kind}"]`);

  await step('the chart shows who did what, and the list says it', async () => {
    await page.locator('rv-gantt canvas').waitFor();
    await page.getByText('As a list').click();
    await arrow('mail').first().waitFor();
    await arrow('event').first().waitFor();
    await page.locator('.as-list [data-state="active"]').first().waitFor();
    await accessible(page);
  });

  await step('it is zoomed and moved, by keys and by hand', async () => {
    await painted();
    await shot(page, 'chart');
    const whole = await picture();
    for (let i = 0; i < 4; i++) await page.getByRole('button', { name: 'Nearer' }).click();
    await until('it is nearer', async () => (await picture()) !== whole);
    const box = await page.locator('rv-gantt canvas').boundingBox();
    await page.mouse.move(box.x + 500, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 700, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await page.locator('.view-head', { hasText: 'before' }).waitFor();
    await page.locator('rv-gantt canvas').focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Now' }).click();
    await until('it follows', async () => !(await page.locator('.view-head').innerText()).includes('before'));
  });

  await step('it is live', async () => {
    const before = await page.locator('.as-list [data-state="sleeping"]').count();
    await rpc('sleepAgent', { agentId: 'reader', durationSeconds: 600 });
    await until('it sleeps', async () => (await page.locator('.as-list [data-state="sleeping"]').count()) > before);
  });

  await step('agents are chosen, and the address says which', async () => {
    await page.getByRole('button', { name: 'Hide editor' }).click();
    await until('it is gone', async () => (await arrow('mail').count()) === 0);
    assert(/agents=/.test(page.url()), page.url());
    await page.getByLabel('Show another agent').fill('editor');
    await page.keyboard.press('Enter');
    await arrow('mail').first().waitFor();
  });

  await step('a click leads to the agent', async () => {
    const box = await page.locator('rv-gantt canvas').boundingBox();
    await page.mouse.click(box.x + 30, box.y + 45);
    await page.locator('.view.agent').waitFor();
    await page.goBack();
    await page.locator('rv-gantt canvas').waitFor();
  });

  await step('it is dark, and fits a phone', async () => {
    await page.keyboard.press('t');
    await page.getByText('As a list').click();
    await accessible(page);
    await painted();
    await shot(page, 'chart-dark');
    await page.setViewportSize({ width: 390, height: 844 });
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    assert(fits, 'the timeline is wider than the phone');
    await painted();
    await shot(page, 'chart-phone');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press('t');
  });

  await step('the states over time begin before this page did', async () => {
    const remembered = async () => (await rpc('getOverview', { history: true })).history;
    await until('the server remembers something', async () => (await remembered()).length > 0);
    const history = await remembered();
    await page.goto(page.url().replace(/#.*|$/, '#/overview'));
    await page.reload();
    await until('the chart has them', async () => (await page.evaluate(() =>
      document.querySelector('rv-states-chart rv-chart')?.data[0].length)) > history.length);
  });

  await step('the overview counts it all, and each figure leads on', async () => {
    await rpc('createAgent', { agentId: 'late', definition: { systemPrompt: '' }, autoStart: false });
    await rpc('sendTask', { agentId: 'late', prompt: 'SAY late' });
    await page.goto(page.url().replace(/#.*|$/, '#/overview'));
    const figure = (name) => page.locator(`[data-figure="${name}"]`);
    const shows = (name, text) => until(`${name}: ${text}`, async () => (await figure(name).innerText()).includes(text));
    await shows('Queued tasks', '1');
    await shows('Wakes within the hour', '1');
    await shows('Spent today', '$');
    await accessible(page);
    await shot(page, 'overview');
    await figure('Wakes within the hour').click();
    await page.locator('[data-rows="1"]').waitFor();
    await page.getByRole('link', { name: 'reader', exact: true }).waitFor();
    await accessible(page);
    await page.goBack();
    await figure('Oldest waiting').click();
    await page.getByText('Task late/2').waitFor();
  });

  await step('it says what waits, and why, and what comes next', async () => {
    await page.goto(page.url().replace(/#.*|$/, '#/overview'));
    const card = (name) => page.locator('.card', { has: page.getByRole('heading', { name }) });
    await card('What waits, and for what').locator('li', { hasText: 'late' }).getByText(/^stopped/).waitFor();
    await card('What comes next').locator('li', { hasText: 'reader' }).getByText('its sleep ends').waitFor();
    await page.goto(page.url().replace(/#.*|$/, '#/agents?state=sleeping'));
    const why = page.locator('[data-key="reader"] [data-column="why"]');
    await until('why it sleeps', async () => (await why.innerText()).startsWith('asleep'));
    assert(!/T\d\d:\d\d/.test(await why.innerText()), `the times are the reader's own: ${await why.innerText()}`);
  });

  await step('several alerts of a kind are one, which unfolds', async () => {
    await rpc('createAgent', { agentId: 'slow', definition: { systemPrompt: '' }, config: { maxConcurrentTasks: 2 } });
    for (const n of [1, 2]) await rpc('sendTask', { agentId: 'slow', prompt: `WAIT 600s\nSAY ${n}` });
    await page.goto(page.url().replace(/#.*|$/, '#/overview'));
    const stuck = page.locator('[data-alerts="stuckTask"]');
    await stuck.getByText('2 tasks are stuck').click();
    await accessible(page);
    await shot(page, 'alerts');
    await stuck.getByRole('link', { name: /slow\/\d/ }).first().click();
    await page.getByText(/^Task slow\//).waitFor();
  });
}
