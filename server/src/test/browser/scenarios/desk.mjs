/** What waits for a person, dealt with as a person would: mail, events, schedules and the like. */
export const options = {'workspace.allowWrite': 'true'};

export default async function ({ open, step, rpc, accessible, until, shot, assert }) {
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
}
