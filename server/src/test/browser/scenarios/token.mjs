/** A server that wants a token: the page comes, asks for it, and keeps it for the tab. */
export const options = { 'server.token': 's3cret' };

export default async function ({ open, step, accessible, shot }) {
  const page = await open();
  const enter = async (token) => {
    await page.locator('#token').fill(token);
    await page.getByRole('button', { name: 'Connect' }).click();
  };
  const live = () => page.locator('.connection', { hasText: 'live' }).waitFor();

  await step('the page asks for the token', async () => {
    await page.getByRole('heading', { name: 'This server wants a token' }).waitFor();
    await accessible(page);
    await shot(page, 'gate');
  });
  await step('a wrong one is told', async () => {
    await enter('wrong');
    await page.getByText('The server does not know this token').waitFor();
  });
  await step('the right one connects, and is kept over a reload', async () => {
    await enter('s3cret');
    await live();
    await page.reload();
    await live();
  });
  await step('and opens the figures, too', async () => {
    await page.goto(page.url().replace(/#.*|$/, '#/system'));
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: '/metrics' }).click();
    const figures = await opened;
    await figures.getByText('reveille_build_info').first().waitFor();
    await figures.close();
  });
}
