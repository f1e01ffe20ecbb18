/** Where an agent lives, as a page of one server of several tells it: what that server answers is made up. */
const NODES = ['node-0.reveille:7718', 'node-1.reveille:7718'];

export default async function ({ open, step, rpc, until }) {
  const homes = { near: NODES[0], far: NODES[1], nowhere: undefined };
  for (const agentId of Object.keys(homes)) {
    await rpc('createAgent', { agentId, definition: { systemPrompt: '' } });
  }

  /** As a server that is one of two. */
  const told = (message) => {
    const { result } = message;
    if (result?.nodes) result.nodes = NODES.map((name, i) => ({ ...result.nodes[0], name, self: i === 0 }));
    if (result?.agentId in homes && result.why !== undefined) result.node = homes[result.agentId];
    return message;
  };
  const page = await open('/#/agent/near', {}, (blank) => blank.routeWebSocket(/\/ws/, (near) => {
    const far = near.connectToServer();
    far.onMessage((text) => {
      const message = JSON.parse(text);
      near.send(JSON.stringify(Array.isArray(message) ? message.map(told) : told(message)));
    });
  }));
  const why = page.locator('p.why');
  const at = async (agentId) => {
    await page.goto(page.url().replace(/#.*|$/, `#/agent/${agentId}`));
    await page.getByRole('heading', { name: agentId, level: 1 }).waitFor();
  };
  const says = (what) => until(`it says "${what}"`, async () =>
    what.test((await why.innerText()).trim()));

  await step('an agent of the server that the page is from lives there', async () => {
    await says(/lives on node-0\.reveille:7718$/);
  });

  await step('of one that lives elsewhere it says where', async () => {
    await at('far');
    await says(/lives on node-1\.reveille:7718$/);
  });

  await step('nothing is said of one of which nobody knows where it lives', async () => {
    await at('nowhere');
    await page.getByText('No task is under way').waitFor();
    await until('no home', async () => (await page.locator('.why [data-node]').count()) === 0);
  });
}
