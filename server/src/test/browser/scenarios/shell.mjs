/** The shell, the overview and the agents, as a person first meets them. */
export default async function ({ open, step, rpc, accessible, until, shot, assert }) {
  const page = await open();
  const rows = (n) => until(`${n} rows`, async () => (await page.locator('.vl-row').count()) === n);
  const go = (hash) => page.goto(page.url().replace(/#.*|$/, hash));

  await step('an empty server says so', async () => {
    await page.getByText('Nothing yet').waitFor();
    await page.locator('.connection', { hasText: 'live' }).waitFor();
    await accessible(page);
    await page.locator('.connection').click();
    await page.getByRole('heading', { name: 'System', level: 1 }).waitFor();
  });

  await step('an agent is created in a dialog', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
    await page.getByText('No agents yet').waitFor();
    await page.getByRole('button', { name: 'New agent' }).click();
    await page.locator('#field-agentId').fill('not a name');
    await accessible(page);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.locator('.dialog .form-error').waitFor();
    await page.locator('#field-agentId').fill('scribe-1');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.locator('.toast', { hasText: 'scribe-1 is there' }).waitFor();
    await page.getByRole('heading', { name: 'scribe-1', level: 1 }).waitFor();
  });

  await step('what happens is shown as it happens', async () => {
    for (const id of ['alpha', 'beta', 'gamma', 'delta']) {
      await rpc('createAgent', { agentId: id, definition: { systemPrompt: '' } });
    }
    await rpc('sleepAgent', { agentId: 'beta', durationSeconds: 900 });
    await rpc('stopAgent', { agentId: 'gamma' });
    await rpc('sendTask', { agentId: 'alpha', prompt: 'SAY hello', wait: true });
    await go('#/agents');
    const beta = page.locator('[data-key="beta"]');
    await beta.locator('[data-state="sleeping"]').waitFor();
    await until('a countdown', async () => /1[45]:\d\d/.test(await beta.innerText()));
    await page.locator('[data-key="gamma"] [data-state="stopped"]').waitFor();
    await accessible(page);
    await shot(page, 'agents-light');
  });

  await step('filters stand in the address', async () => {
    await page.getByRole('link', { name: /^sleeping/ }).click();
    await rows(1);
    assert(page.url().endsWith('#/agents?state=sleeping'), page.url());
    await page.getByRole('link', { name: /^all/ }).click();
    await page.getByLabel('Filter by name').fill('ta');
    await rows(2);
    await page.getByLabel('Filter by name').fill('nobody');
    await page.getByText('No agent is like that').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await rows(5);
  });

  await step('a list is walked by keys', async () => {
    await page.locator('.vl').focus();
    await page.keyboard.press('End');
    await page.locator('.vl-row[aria-selected="true"][data-key="scribe-1"]').waitFor();
    await page.keyboard.press('Home');
    await page.locator('.vl-row[aria-selected="true"][data-key="alpha"]').waitFor();
  });

  await step('keys are shown, search finds', async () => {
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await accessible(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('gam');
    await page.locator('.hit', { hasText: 'gamma' }).waitFor();
    await accessible(page);
  });

  await step('the overview counts', async () => {
    await go('#/overview');
    await until('three idle', async () =>
      (await page.locator('.tile[data-state="idle"] .figure').innerText()) === '3');
    await page.locator('.told', { hasText: 'hello' }).first().waitFor();
    await page.locator('rv-chart canvas').waitFor();
    await accessible(page);
    await shot(page, 'overview-light');
  });

  await step('it is dark when wanted, and readable', async () => {
    await page.getByRole('button', { name: 'Light or dark' }).click();
    await page.locator('[data-theme="dark"]').waitFor();
    await accessible(page);
    await shot(page, 'overview-dark');
    await go('#/agents');
    await page.locator('[data-key="alpha"]').waitFor();
    await accessible(page);
    await shot(page, 'agents-dark');
  });

  await step('it fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator('[data-key="alpha"]').waitFor();
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    assert(await fits(), 'the agents are wider than the phone');
    await accessible(page);
    await shot(page, 'agents-phone');
    await go('#/overview');
    await page.locator('.tile').first().waitFor();
    assert(await fits(), 'the overview is wider than the phone');
    await accessible(page);
    await shot(page, 'overview-phone');
  });

  await step('an address that is none says so', async () => {
    await go('#/nowhere');
    await page.getByText('There is nothing at this address').waitFor();
  });
}
