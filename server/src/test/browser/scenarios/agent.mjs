/** One agent's page, as a person who looks after it uses it. */
const TOLD = `Look the notes up, please.
THINK the notes first
CALL current_time {}
THINK now the file
WAIT 20s
CALL read_file {"path": "notes.txt"}
SAY They say {{result}}`;

export default async function ({ open, step, rpc, rpcAll, accessible, until, shot, assert }) {
  await rpc('createAgent', { agentId: 'scribe', definition: 'clerk',
    config: { approvals: ['read_file'], budget: { maxTokens: 10_000, perSeconds: 3600 } } });
  await rpc('createAgent', { agentId: 'desk', definition: 'clerk' });
  const page = await open('/#/agent/scribe');
  const go = (hash) => page.goto(page.url().replace(/#.*|$/, hash));
  const state = (name) => page.locator(`.view-head [data-state="${name}"]`).waitFor();
  const button = (name) => page.getByRole('button', { name, exact: true });
  const toast = (text) => page.locator('.toast', { hasText: text }).first().waitFor();

  await step('an agent that does nothing says so', async () => {
    await page.getByRole('heading', { name: 'scribe', level: 1 }).waitFor();
    await state('idle');
    await page.getByText('No task is under way').waitFor();
    await accessible(page);
  });

  await step('a task is sent in a form, and its steps come live', async () => {
    await page.keyboard.press('n');
    await page.locator('#field-prompt').fill(TOLD);
    await accessible(page);
    await button('Send').click();
    await state('active');
    const task = page.locator('[data-task="scribe/2"]');
    await task.locator('.step[data-kind="tool"]').first().waitFor();
    const called = (await task.locator('.step .call strong').first().innerText()).trim();
    await task.locator('.step[data-kind="tool"] .step-head', { hasText: called }).first().waitFor();
    await until('what it says now', async () => (await task.locator('.tokens').innerText()) === 'now the file');
    await accessible(page);
    await shot(page, 'running');
  });

  await step('it is steered', async () => {
    await page.getByRole('button', { name: 'Steer scribe/2' }).click();
    await page.locator('#field-message').fill('Only the first line');
    await button('Steer').click();
    await page.locator('.step[data-kind="steer"]', { hasText: 'Only the first line' }).waitFor();
  });

  await step('a call waits for a yes, and gets it', async () => {
    await page.locator('.approval', { hasText: 'read_file' }).waitFor();
    await state('waiting');
    await accessible(page);
    await shot(page, 'approval');
    await button('Approve').click();
    await state('idle');
    await until('the approval is gone', async () => (await page.locator('.approval').count()) === 0);
  });

  await step('the task tells all that it did', async () => {
    await page.locator('.tabs').getByRole('link', { name: 'Tasks' }).click();
    await page.locator('[data-task="scribe/2"] a').click();
    await page.locator('.said', { hasText: 'forty-two' }).waitFor();
    await accessible(page);
    await shot(page, 'task');
  });

  await step('it is forked from a step, and the fork is replayed', async () => {
    await page.getByRole('button', { name: 'Fork from step 1' }).click();
    await page.locator('#field-prompt').fill('SAY forked');
    await page.locator('.dialog').getByRole('button', { name: 'Fork' }).click();
    await page.locator('.said', { hasText: 'forked' }).waitFor();
    assert(!page.url().endsWith('/task/2'), page.url());
    await button('Replay').click();
    await page.getByText('Nothing differs from the recording').waitFor();
    await accessible(page);
    await page.getByRole('link', { name: /^fork:/ }).click();
    await page.locator('.said', { hasText: 'forty-two' }).waitFor();
  });

  await step('it sleeps and is woken', async () => {
    await go('#/agent/scribe');
    await button('Sleep').click();
    await page.locator('#field-durationSeconds').fill('900');
    await page.locator('#field-wakeEvents').fill('paper.*, ink.low');
    await page.locator('#field-reason').fill('nothing to write');
    await page.locator('.dialog').getByRole('button', { name: 'Sleep' }).click();
    await state('sleeping');
    await until('a countdown', async () => /1[45]:\d\d/.test(await page.locator('.big').innerText()));
    await page.getByText('paper.*, ink.low', { exact: true }).waitFor();
    await accessible(page);
    await shot(page, 'sleeping');
    await page.keyboard.press('w');
    await state('idle');
  });

  await step('it is stopped and started', async () => {
    await button('Stop').click();
    await page.locator('.dialog').getByRole('button', { name: 'Stop' }).click();
    await state('stopped');
    await button('Start').click();
    await state('idle');
  });

  await step('a dead task is redriven with other words', async () => {
    const { taskId } = await rpc('sendTask', { agentId: 'scribe', prompt: 'FAIL 408 times=9\nSAY never', maxAttempts: 1 });
    await go(`#/agent/scribe/task/${taskId.split('/')[1]}`);
    await page.locator('.task-head [data-state="dead"]').waitFor();
    await accessible(page);
    await button('Redrive').click();
    await page.locator('#field-prompt').fill('SAY well again');
    await page.locator('.dialog').getByRole('button', { name: 'Redrive' }).click();
    await page.locator('.said', { hasText: 'well again' }).waitFor();
  });

  await step('mail becomes a task, and the timeline leads from one to the other', async () => {
    await go('#/agent/scribe/mail');
    await page.getByText('No mail').waitFor();
    await button('Write').click();
    await page.locator('#field-subject').fill('A letter');
    await page.locator('#field-body').fill('SAY read it');
    await button('Send').click();
    await page.locator('[data-mail]').getByRole('button').click();
    await page.locator('.words', { hasText: 'SAY read it' }).waitFor();
    await accessible(page);
    await page.getByRole('link', { name: 'What came of it' }).click();
    const mail = page.locator('.entry.here[data-type="MailReceived"]');
    await mail.waitFor();
    await mail.locator('.entry-links a', { hasText: '#' }).first().click();
    await page.locator('.entry.here:not([data-type="MailReceived"])').waitFor();
  });

  await step('the timeline is filtered and unfolded', async () => {
    await page.getByRole('link', { name: /^approval/ }).click();
    await until('only approvals', async () => (await page.locator('.entry').count()) === 2);
    await page.locator('.entry .seq').first().click();
    await page.locator('.entry-json .json').waitFor();
    await accessible(page);
    await page.getByRole('link', { name: /^all/ }).click();
    await page.locator('.entry[data-seq="1"]').waitFor();
    await shot(page, 'timeline');
  });

  await step('a schedule is made, fired by hand, and has it in its ledger', async () => {
    await go('#/agent/scribe/schedules');
    await button('New schedule').click();
    await page.locator('#field-schedule').fill('0 8 * * 1-5');
    await page.locator('#field-task').fill('SAY good morning');
    await page.locator('#field-scheduleId').fill('mornings');
    await button('Create').click();
    await page.locator('[data-schedule="mornings"] .fold').click();
    await button('Fire now').click();
    await page.locator('[data-firing]', { hasText: 'by hand' }).waitFor();
    await accessible(page);
    await shot(page, 'schedules');
    await button('Pause').click();
    await button('Resume').waitFor();
  });

  await step('notes and subscriptions are kept', async () => {
    await go('#/agent/scribe/notes');
    await button('New note').click();
    await page.locator('#field-key').fill('paper');
    await page.locator('#field-text').fill('The good paper is in the left drawer.');
    await button('Remember').click();
    await page.locator('[data-note="paper"]').waitFor();
    await accessible(page);
    await go('#/agent/scribe/definition');
    await page.locator('p.words', { hasText: 'You keep the files.' }).waitFor();
    await button('Subscribe').click();
    await page.locator('#field-events').fill('paper.low');
    await page.locator('.dialog').getByRole('button', { name: 'Subscribe' }).click();
    await page.locator('[data-subscription]', { hasText: 'paper.low' }).waitFor();
    await accessible(page);
  });

  await step('what another client does to them is seen as it happens', async () => {
    await rpc('subscribeAgent', { agentId: 'scribe', subscriptionId: 'ink', events: ['ink.*'] });
    await page.locator('[data-subscription="ink"]').waitFor();
    await rpc('unsubscribeAgent', { agentId: 'scribe', subscriptionId: 'ink' });
    await page.locator('[data-subscription="ink"]').waitFor({ state: 'detached' });
    await go('#/agent/scribe/notes');
    await page.locator('[data-note="paper"]').waitFor();
    await rpc('rememberNote', { agentId: 'scribe', key: 'ink', text: 'It is blue.' });
    await page.locator('[data-note="ink"]', { hasText: 'It is blue.' }).waitFor();
    await rpc('forgetNote', { agentId: 'scribe', key: 'ink' });
    await page.locator('[data-note="ink"]').waitFor({ state: 'detached' });
  });

  await step('a task tells its pictures and how its model is to answer', async () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const { taskId } = await rpc('sendTask', { agentId: 'desk', prompt: 'SAY seen', wait: true,
      images: [{ mimeType: 'image/png', data: png }, { url: 'https://example.org/leaf.png' }],
      settings: { temperature: 0.5 } });
    await go(`#/agent/desk/task/${taskId.split('/')[1]}`);
    await page.locator('.pictures', { hasText: 'image/png, 1 kB' }).waitFor();
    await page.getByRole('link', { name: 'https://example.org/leaf.png' }).waitFor();
    await page.locator('[data-setting="temperature"]', { hasText: '0.5' }).waitFor();
    await accessible(page);
  });

  await step('time is travelled', async () => {
    await go('#/agent/scribe/past');
    await page.locator('.moment').waitFor();
    const { entries } = await rpc('getTimeline', { agentId: 'scribe' });
    const asleep = entries.find(({ type }) => type === 'FellAsleep').seq;
    await page.locator('input[type="range"]').fill(String(asleep));
    await page.locator(`.moment[data-moment="${asleep}"]`).waitFor();
    await page.locator('[data-path="state"]', { hasText: 'sleeping' }).waitFor();
    await accessible(page);
    await shot(page, 'past');
    await page.getByRole('button', { name: 'One entry back' }).click();
    await page.locator(`.moment[data-moment="${asleep - 1}"]`).waitFor();
    await until('it did not sleep then', async () => (await page.locator('h2 [data-state="sleeping"]').count()) === 0);
    assert(page.url().includes(`seq=${asleep - 1}`), page.url());
  });

  await step('it is readable in the dark and on a phone', async () => {
    await page.keyboard.press('t');
    await page.locator('[data-theme="dark"]').waitFor();
    for (const tab of ['now', 'timeline', 'task/2', 'past', 'schedules', 'definition']) {
      await go(`#/agent/scribe/${tab}`);
      await page.locator('.card, .entries, .folds').first().waitFor();
      await accessible(page);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    for (const tab of ['now', 'timeline', 'task/2', 'past', 'mail', 'schedules', 'notes', 'definition']) {
      await go(`#/agent/scribe/${tab}`);
      await page.locator('.card, .entries, .folds').first().waitFor();
      assert(await fits(), `${tab} is wider than the phone`);
      await shot(page, `phone-${tab.replace('/', '-')}`);
    }
    await accessible(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press('t');
  });

  await step('an agent that is not there says so', async () => {
    await go('#/agent/nobody');
    await page.locator('.blank.bad').waitFor();
  });
}
