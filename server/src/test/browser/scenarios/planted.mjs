/**
 * What agents and strangers write is text. Each field that somebody can fill is given markup that would
 * run, and each view that shows it must show it as it was written, and run none of it.
 */
export const options = {'workspace.allowWrite': 'true'};

const evil = (where) => `<b>${where}</b>"'><img src=x onerror="__ran=1"><script>__ran=1</script>`
  + '<svg onload="__ran=1"></svg><a href="javascript:__ran=1">go</a>';
const LINK = 'javascript:__ran=1';

export default async function ({ open, step, rpc, until, assert }) {
  let page;
  const tell = () => {
    window.__broken = [];
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      window.__broken.push(`${violatedDirective} ${blockedURI} ${sample}`));
  };
  const opened = (hash) => open(hash, {}, (blank) => blank.addInitScript(tell));
  const findings = (of) => of.evaluate(() => ({
    ran: window.__ran,
    broken: window.__broken,
    elements: [...document.querySelectorAll(
      'img:not([src="/ui/icon.svg"]), script:not([type]), iframe, object, embed, [onerror], [onload]')]
      .map((it) => it.outerHTML),
    links: [...document.querySelectorAll('a[href], area[href], form[action], [src], [formaction]')]
      .map((it) => it.getAttribute('href') ?? it.getAttribute('src') ?? it.getAttribute('action') ?? it.getAttribute('formaction'))
      .filter((to) => !/^(#|\/ui\/|\/lib\/|\/metrics$|https:\/\/example\.org\/)/.test(to)) }));

  /** Nothing of it is an element, nothing ran, and the policy was not even asked. */
  const clean = async (where) => {
    const { ran, broken, elements, links } = await findings(page);
    assert(ran === undefined, `${where}: ${ran} ran`);
    assert(broken.length === 0, `${where}: ${broken}`);
    assert(elements.length === 0, `${where}: ${elements}`);
    assert(links.length === 0, `${where}: ${links}`);
  };

  /** Goes there, sees each of these as text, and finds nothing else of them. */
  const shows = async (hash, ...marks) => {
    await page.goto(page.url().replace(/#.*|$/, hash));
    await page.locator('h1').first().waitFor();
    for (const mark of marks) await until(`${hash} shows ${mark}`, () => page.evaluate((text) => [
      ...document.querySelectorAll('main *')].some((it) =>
      it.textContent.includes(text) || it.title?.includes(text) || it.value?.includes?.(text)), `<b>${mark}</b>`));
    for (const fold of await page.locator('main details:not([open]) > summary').all()) {
      await fold.click({ timeout: 2000 }).catch(() => {}); // one that has gone meanwhile
    }
    await clean(hash);
  };
  /** Whether such a value is taken at all; where it is not, it stands nowhere. */
  const taken = (method, params) => rpc(method, params).then(() => true, () => false);
  const about = {};

  await step('what is looked for would be found', async () => {
    page = await opened('/#/overview');
    await page.locator('h1').waitFor();
    await clean('nothing yet');
    await page.evaluate((html) => {
      const planted = document.createElement('div');
      planted.innerHTML = html;
      document.querySelector('main').append(planted);
    }, evil('control'));
    await until('the policy stops it', async () => (await findings(page)).broken.length > 0);
    const { ran, elements, links } = await findings(page);
    assert(ran === undefined, 'the policy lets it run');
    assert(elements.length >= 3 && links.length >= 2, `only ${elements} and ${links} are found`);
    page.complaints.length = 0;
    await page.context().close();
  });

  await step('it is planted wherever somebody can write', async () => {
    page = await opened('/#/overview');
    for (const agentId of [evil('name'), LINK, '<b>x']) {
      assert(!(await taken('createAgent', { agentId })), 'an agent has such a name');
    }
    await rpc('createAgent', { agentId: 'evil', definition: { description: evil('description'), systemPrompt: evil('system'),
      tools: ['files', 'mail'] }, config: { approvals: ['write_*'], maxAttempts: 1, maxConcurrentTasks: 3 } });
    const send = async (prompt, more = {}) => (await rpc('sendTask', { agentId: 'evil', prompt, ...more })).taskId;
    const thread = evil('thread').slice(0, 60);
    about.thread = (await taken('sendTask', { agentId: 'evil', prompt: 'SAY threaded', threadId: thread })) ? thread : 'plain';
    const content = JSON.stringify(evil('content'));
    about.task = await send(`${evil('prompt')}\nTHINK ${evil('thought')}\nCALL write_file {"path": "x.html", "content": ${content}}\nCALL read_file {"path": "x.html"}\nSAY ${evil('said')} {{result}}`,
      { context: { [evil('key')]: evil('context') } });
    await until('it asks', async () => (await rpc('listApprovals', {})).approvals.length === 1);
    assert(!(await taken('sendTask', { agentId: 'evil', prompt: 'x', images: [{ url: LINK }] })), 'a picture may be a script');
    about.pictured = await send('SAY seen', { images: [{ url: `https://example.org/${encodeURI(evil('picture'))}` }] });
    about.held = await send(`CALL write_file {"path": "y.html", "content": ${content}}\nSAY never`);
    await until('both ask', async () => (await rpc('listApprovals', {})).approvals.length === 2);
    const { approvals } = await rpc('listApprovals', {});
    const first = approvals.find(({ taskId }) => taskId === about.task);
    await rpc('resolveApproval', { approvalId: first.approvalId, decision: 'approve', note: evil('note of approval') });
    await rpc('awaitTask', { taskId: about.task });
    about.slow = await send('WAIT 600s\nSAY late');
    await rpc('steerTask', { taskId: about.slow, message: evil('steered') });
    about.gone = await send('WAIT 600s\nSAY never');
    await rpc('cancelTask', { taskId: about.gone, reason: evil('cancelled') });
    about.dead = await send(`${evil('dead')}\nFAIL 408 times=9`);
    await rpc('sendMail', { from: 'evil', to: 'user', subject: evil('subject'), body: `${evil('body')} ${LINK}` });
    await rpc('sendMail', { to: 'evil', subject: evil('to agent'), body: `SAY ${evil('answered')}` });
    await rpc('subscribeAgent', { agentId: 'evil', subscriptionId: 'ears', events: ['evil.*'], prompt: `SAY ${evil('subscription')} {{event}}` });
    about.event = (await rpc('broadcastEvent', { event: 'evil.happened', source: evil('source'), subject: evil('of event'),
      data: { [evil('data key')]: [evil('data')] } })).eventId;
    await rpc('broadcastEvent', { event: 'nobody.hears', source: LINK, subject: evil('unheard'), data: { x: evil('unheard data') } });
    await rpc('broadcastEvent', { event: evil('event'), subject: evil('unheard') });
    await rpc('rememberNote', { agentId: 'evil', key: 'plain', text: evil('note') });
    about.key = await taken('rememberNote', { agentId: 'evil', key: evil('note key').slice(0, 60), text: 'x', tags: [LINK] });
    await rpc('scheduleTask', { agentId: 'evil', schedule: '@every 30m', scheduleId: 'later', task: `SAY ${evil('scheduled')}` });
    await rpc('createAgent', { agentId: 'sleepy', definition: { systemPrompt: '' } });
    await rpc('sendMail', { from: 'evil', to: 'sleepy', subject: evil('between'), body: 'SAY read' });
    await until('it is read', async () => (await rpc('listTasks', { agentId: 'sleepy', state: 'succeeded' })).tasks.length === 1);
    await rpc('sleepAgent', { agentId: 'sleepy', durationSeconds: 900, reason: evil('asleep') });
  });

  await step('no view runs it, and each shows it as it was written', async () => {
    const number = (taskId) => taskId.split('/')[1];
    await shows('#/overview', 'subject');
    await shows('#/tasks', 'prompt');
    await shows(`#/tasks?agent=evil&thread=${encodeURIComponent(about.thread)}`);
    await shows('#/timeline', 'between');
    await shows('#/mail', 'subject');
    const { mails } = await rpc('listMail', { mailbox: 'user' });
    await shows(`#/mail/${encodeURIComponent(mails.find(({ subject }) => subject.includes('subject')).mailId)}`, 'body');
    await shows('#/mail?mailbox=evil', 'to agent');
    await shows('#/approvals', 'content');
    await shows('#/schedules', 'scheduled');
    await shows('#/schedules/evil/later', 'scheduled');
    await shows('#/events', 'source', 'event');
    await shows(`#/events/${encodeURIComponent(about.event)}`, 'data', 'data key');
    const { deadLetters } = await rpc('listDeadLetters', {});
    for (const { deadLetterId, kind } of deadLetters) {
      await shows(`#/deadletters/${encodeURIComponent(deadLetterId)}`, kind === 'task' ? 'dead' : 'unheard');
    }
    await shows('#/system');
    await shows('#/agents');
    await shows('#/agent/evil', 'steered');
    await shows('#/agent/sleepy', 'asleep');
    await shows('#/agent/evil/timeline', 'prompt', 'said', 'note of approval', 'cancelled');
    await shows('#/agent/evil/tasks');
    await shows(`#/agent/evil/task/${number(about.task)}`, 'prompt', 'thought', 'content', 'said', 'note of approval');
    await shows(`#/agent/evil/task/${number(about.held)}`, 'content');
    await shows(`#/agent/evil/task/${number(about.pictured)}`);
    await shows(`#/agent/evil/task/${number(about.slow)}`, 'steered');
    await shows(`#/agent/evil/task/${number(about.gone)}`, 'cancelled');
    await shows('#/agent/evil/past');
    await shows('#/agent/evil/mail', 'to agent');
    await shows('#/agent/evil/schedules?open=later', 'scheduled');
    await shows('#/agent/evil/notes', 'note');
    await shows('#/agent/evil/definition', 'system', 'description');
  });

  await step('neither does what stands in the address', async () => {
    const text = encodeURIComponent(evil('address'));
    for (const hash of ['agents?q=', 'agents?state=', 'agents?definition=', 'tasks?agent=', 'tasks?state=', 'tasks?agent=evil&thread=',
      'timeline?agents=', 'mail?mailbox=', 'mail/', 'approvals?agent=', 'schedules?q=', 'schedules/evil/', 'events?q=',
      'events?since=', 'events/', 'deadletters?q=', 'deadletters/', 'agent/', 'agent/evil/', 'agent/evil/task/', '']) {
      await page.goto(page.url().replace(/#.*|$/, `#/${hash}${text}`));
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 100))));
      await clean(hash);
    }
  });

  await step('nor what is told while the page looks on', async () => {
    await shows('#/agent/evil', 'steered');
    await rpc('sendTask', { agentId: 'evil', prompt: `THINK ${evil('live thought')}\nSAY ${evil('live')}`, wait: true });
    await shows('#/overview', 'live');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'New agent' }).click();
    await page.locator('#field-agentId').fill(evil('asked'));
    await page.getByRole('button', { name: 'Create' }).click();
    await page.locator('.dialog .form-error').waitFor();
    await clean('the error of a form');
    await page.keyboard.press('Escape');
  });
}
