/** What waits for a person, dealt with as a person would: mail, events, schedules and the like. */
export const options = {'workspace.allowWrite': 'true'};

export default async function ({ open, step, rpc, accessible, until, shot, assert, proxy }) {
  const page = await open();
  const go = (hash) => page.goto(page.url().replace(/#.*|$/, hash));
  const tally = (view) => page.locator(`.nav a[href="#/${view}"] .count`);
  const button = (name) => page.getByRole('button', { name, exact: true });
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

  await step('an empty mailbox says so, mail arrives live and is told in the navigation', async () => {
    await rpc('createAgent', { agentId: 'scribe', definition: { systemPrompt: '' } });
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('heading', { name: 'Mail', level: 1 }).waitFor();
    await page.getByText('No mail', { exact: true }).waitFor();
    await rpc('sendMail', { from: 'scribe', to: 'user', subject: 'The report', priority: 'high',
      body: 'It is done.\nShall I send it to the board?' });
    await rpc('sendMail', { from: 'scribe', to: 'user', subject: 'A second thing', body: 'Later.' });
    await page.locator('.mail-row.unread', { hasText: 'The report' }).waitFor();
    await until('two unread', async () => (await tally('mail').innerText()) === '2');
    await accessible(page);
  });

  await step('a mail is read, answered and archived', async () => {
    await page.locator('.mail-row', { hasText: 'The report' }).click();
    await page.getByText('Shall I send it to the board?').waitFor();
    await until('one unread', async () => (await tally('mail').innerText()) === '1');
    await page.keyboard.press('r');
    await page.keyboard.type('SAY thank you');
    await page.keyboard.press('Control+Enter');
    await page.locator('.thread .own', { hasText: 'SAY thank you' }).waitFor();
    await page.locator('.mail-row.replied', { hasText: 'The report' }).waitFor();
    await until('the agent has it', async () =>
      (await rpc('listMail', { mailbox: 'scribe' })).mails.some((mail) => mail.subject === 'Re: The report'));
    await accessible(page);
    await shot(page, 'mail-light');
    await page.locator('.detail-head').click();
    await page.keyboard.press('e');
    await until('archived', async () => (await page.locator('.mail-row').count()) === 1);
    await page.getByRole('link', { name: 'archived' }).click();
    await page.locator('.mail-row.archived', { hasText: 'The report' }).waitFor();
  });

  await step('a mail is written', async () => {
    await page.keyboard.press('c');
    await page.locator('#field-to').fill('nobody-there');
    await page.locator('#field-body').fill('SAY hello');
    await button('Send').click();
    await page.locator('.dialog .form-error').waitFor();
    await accessible(page);
    await page.locator('#field-to').fill('scribe');
    await button('Send').click();
    await page.locator('.toast', { hasText: 'Sent to scribe' }).waitFor();
    await page.getByLabel('Mailbox').fill('scribe');
    await page.getByLabel('Mailbox').press('Enter');
    await page.getByRole('link', { name: 'all', exact: true }).click();
    await until('both are in its mailbox', async () => (await page.locator('.mail-row').count()) === 2);
  });

  await step('a mailbox that there is not says so', async () => {
    await go('#/mail?mailbox=nobody-there');
    await page.getByRole('alert').getByText('no agent nobody-there').waitFor();
    await accessible(page);
  });

  await step('an answer comes into the thread that is open', async () => {
    await go('#/mail?status=archived');
    await page.locator('.mail-row', { hasText: 'The report' }).click();
    const { mails } = await rpc('listMail', { mailbox: 'scribe' });
    const mine = mails.find(({ subject }) => subject === 'Re: The report');
    await page.locator('#reply-text').fill('not yet sent');
    await rpc('replyMail', { mailId: mine.mailId, body: 'It is on its way.' });
    await page.locator('.thread', { hasText: 'It is on its way.' }).waitFor();
    assert((await page.locator('#reply-text').inputValue()) === 'not yet sent', 'the draft is lost');
    await page.locator('.thread .own [data-state="replied"]').waitFor();
  });

  await step('mail is there, too, that came while the socket was cut', async () => {
    await go('#/mail');
    await page.locator('.mail-row', { hasText: 'Re: The report' }).waitFor();
    proxy.cut();
    await page.locator('.connection[data-state="waiting"]').waitFor();
    proxy.mend();
    await rpc('sendMail', { from: 'scribe', to: 'user', subject: 'Meanwhile', body: 'This came.' });
    await page.locator('.mail-row.unread', { hasText: 'Meanwhile' }).waitFor();
  });

  await step('an event is broadcast, and shows what it was and who heard it', async () => {
    await rpc('subscribeAgent', { agentId: 'scribe', events: ['build.*'], prompt: 'SAY {{event}}' });
    await go('#/events');
    await page.getByText('No events yet').waitFor();
    await page.keyboard.press('c');
    await page.locator('#field-event').fill('build.failed');
    await page.locator('#field-data').fill('{"branch": ');
    await button('Broadcast').last().click();
    await page.locator('.field .form-error', { hasText: 'This is no JSON' }).waitFor();
    await page.locator('#field-data').fill('{"branch": "main", "failed": ["unit", "lint"]}');
    await page.locator('#field-subject').fill('nightly');
    await button('Broadcast').last().click();
    await page.locator('.toast', { hasText: '1 agent listened' }).waitFor();
    await page.locator('.detail .json', { hasText: 'lint' }).waitFor();
    await page.locator('.detail .rows', { hasText: 'scribe' }).waitFor();
    await rpc('broadcastEvent', { event: 'nobody.hears', source: '/ci' });
    await page.locator('.vl-row', { hasText: 'nobody.hears' }).click();
    await page.locator('.detail', { hasText: 'nobody listens to it' }).waitFor();
    await accessible(page);
    await shot(page, 'events-light');
    await page.getByLabel('Filter by name').fill('build.*');
    await page.getByLabel('Filter by name').press('Enter');
    await until('one', async () => (await page.locator('.vl-row').count()) === 1);
  });

  await step('a schedule is added, run by hand, paused and deleted', async () => {
    await go('#/schedules');
    await page.getByText('No schedules yet').waitFor();
    await page.keyboard.press('c');
    await page.locator('#field-agentId').fill('scribe');
    await page.locator('#field-scheduleId').fill('morning');
    await page.locator('#field-schedule').fill('every monday');
    await page.locator('#field-task').fill('SAY good morning');
    await button('Add').click();
    await page.locator('.field:has(#field-schedule) .form-error').waitFor();
    await accessible(page);
    await page.locator('#field-schedule').fill('0 7 * * *');
    await button('Add').click();
    await page.locator('.vl-row', { hasText: 'morning' }).waitFor();
    await page.getByText('It has not been due yet.').waitFor();
    await until('in the calendar', async () => (await page.locator('.agenda a', { hasText: 'morning' }).count()) >= 5);
    await rpc('scheduleTask', { agentId: 'scribe', task: 'SAY tick', schedule: '@every 30m', scheduleId: 'ticker' });
    await rpc('triggerSchedule', { agentId: 'scribe', scheduleId: 'ticker' });
    await button('Run now').click();
    await page.locator('.ledger li', { hasText: 'by hand' }).waitFor();
    await page.locator('.vl-row [data-state="fired"]').nth(1).waitFor();
    await accessible(page);
    await shot(page, 'schedules-light');
    await page.getByRole('link', { name: 'two days' }).click();
    await until('tomorrow only', async () => (await page.locator('.agenda a', { hasText: 'morning' }).count()) <= 2);
    await page.getByRole('link', { name: 'week', exact: true }).click();
    await button('Pause').click();
    await page.locator('.vl-row', { hasText: 'morning' }).locator('[data-state="paused"]').waitFor();
    await until('not in the calendar', async () => (await page.locator('.agenda a', { hasText: 'morning' }).count()) === 0);
    await button('Resume').click();
    await button('Pause').waitFor();
    await button('Delete').click();
    await page.locator('.dialog').getByRole('button', { name: 'Delete' }).click();
    await until('one is left', async () => (await page.locator('.vl-row').count()) === 1);
  });

  await step('dead letters: one is edited and redriven, others are discarded together', async () => {
    await rpc('createAgent', { agentId: 'clumsy', definition: { systemPrompt: '' }, config: { maxAttempts: 1 } });
    for (let i = 1; i <= 3; i++) await rpc('sendTask', { agentId: 'clumsy', prompt: `FAIL 408 times=9\nSAY ${i}` });
    await until('four', async () => (await tally('deadletters').innerText().catch(() => '')) === '4');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await until('four rows', async () => (await page.locator('.vl-row').count()) === 4);
    await page.getByRole('link', { name: 'task', exact: true }).click();
    await until('three rows', async () => (await page.locator('.vl-row').count()) === 3);
    await page.locator('.vl-row').first().click({ position: { x: 60, y: 20 } });
    await page.locator('.detail .quote', { hasText: 'FAIL 408' }).waitFor();
    await accessible(page);
    await shot(page, 'deadletters-light');
    await button('Edit and redrive').click();
    await page.locator('#field-prompt').fill('SAY it works now');
    await accessible(page);
    await button('Redrive').click();
    await page.locator('.toast', { hasText: 'Redriven as clumsy/' }).waitFor();
    await until('two rows', async () => (await page.locator('.vl-row').count()) === 2);
    await until('it works', async () => (await rpc('listTasks', { agentId: 'clumsy', state: 'succeeded' })).tasks.length === 1);
    await page.getByLabel('Tick all').check();
    await button('Discard 2').click();
    await page.locator('#field-reason').fill('only a test');
    await button('Discard').click();
    await page.getByText('No dead letter is like that').waitFor();
    await until('one is left', async () => (await tally('deadletters').innerText()) === '1');
  });

  await step('an approval is given, another denied, by keys', async () => {
    await rpc('createAgent', { agentId: 'careful', definition: { systemPrompt: '' },
      config: { tools: ['files'], approvals: ['write_*'], maxConcurrentTasks: 2 } });
    await go('#/approvals');
    await page.getByText('Nothing waits for your word').waitFor();
    for (const name of ['out', 'secret']) {
      await rpc('sendTask', { agentId: 'careful',
        prompt: `CALL write_file {"path": "${name}.txt", "content": "hello"}\nSAY {{result}}` });
    }
    await until('two', async () => (await page.locator('rv-approval').count()) === 2);
    await until('they are told', async () => (await tally('approvals').innerText()) === '2');
    await page.locator('rv-approval .json', { hasText: 'secret.txt' }).waitFor();
    await page.getByText(/What task careful/).first().click();
    await page.locator('.approval .text', { hasText: 'CALL write_file' }).waitFor();
    await accessible(page);
    await shot(page, 'approvals-light');
    await page.getByRole('heading', { name: 'Approvals', level: 1 }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('y');
    await until('one is left', async () => (await page.locator('rv-approval').count()) === 1);
    await page.keyboard.press('n');
    await page.keyboard.type('not that file');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing waits for your word').waitFor();
    await until('both ended', async () =>
      (await rpc('listTasks', { agentId: 'careful', state: 'succeeded' })).tasks.length === 2);
  });

  await step('the system is read', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('y');
    await page.locator('[data-check="store"]', { hasText: 'ok' }).waitFor();
    await page.getByRole('heading', { name: 'Node embedded' }).waitFor();
    await page.locator('.definitions', { hasText: 'clerk' }).waitFor();
    await page.locator('.figure-groups').waitFor();
    await page.locator('.limits summary', { hasText: 'engine' }).click();
    await page.getByText('maxRunningTasks').waitFor();
    await accessible(page);
    await shot(page, 'system-light');
  });

  await step('it is dark, and fits a phone', async () => {
    await rpc('sendMail', { from: 'scribe', to: 'user', subject: 'Hello', body: 'x'.repeat(300) });
    await rpc('sendTask', { agentId: 'clumsy', prompt: 'FAIL 408 times=9' });
    await rpc('sendTask', { agentId: 'careful',
      prompt: 'CALL write_file {"path": "a.txt", "content": "hello"}\nSAY {{result}}' });
    await button('Light or dark').click();
    const views = ['mail', 'approvals', 'schedules', 'events', 'deadletters', 'system'];
    for (const view of views) {
      await go(`#/${view}`);
      await page.locator(`rv-${view} :is(.vl-row, .card)`).first().waitFor();
      await accessible(page);
      await shot(page, `${view}-dark`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    for (const view of views) {
      await go(`#/${view}`);
      await page.locator(`rv-${view} :is(.vl-row, .card)`).first().waitFor();
      assert(await fits(), `${view} is wider than the phone`);
      await accessible(page);
      await shot(page, `${view}-phone`);
    }
    await go('#/mail');
    await page.locator('.mail-row').first().click();
    await page.locator('.thread').waitFor();
    assert(await fits(), 'a thread is wider than the phone');
    assert(!(await page.locator('.split-list').isVisible()), 'the list is beside the thread');
    await until('the thread has the focus', () => page.evaluate(() => document.activeElement.matches('.detail')));
    await shot(page, 'thread-phone');
    await page.getByRole('link', { name: 'Close' }).click();
    await page.locator('.mail-row').first().waitFor();
  });
}
