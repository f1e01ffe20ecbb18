// Runs one scenario in Chromium and tells, a JSON object a line, how each of its steps went.
//   node run.mjs SCENARIO SERVER-ADDRESS SCREENSHOT-FOLDER   (with NODE_MODULES and CHROMIUM set)
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Proxy } from './proxy.mjs';

const [scenario, address, shots] = process.argv.slice(2);
const modules = createRequire(join(process.env.NODE_MODULES, 'x.js'));
const { chromium } = modules('playwright-core');
const axe = readFileSync(modules.resolve('axe-core/axe.min.js'), 'utf8');
const name = scenario.replace(/^.*\//, '').replace(/\.mjs$/, '');
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
mkdirSync(shots, { recursive: true });

const tell = (told) => console.log(`@${JSON.stringify(told)}`);
const assert = (holds, message) => {
  if (!holds) throw new Error(message);
};

/** Asks the harness in Java to do something with the server. */
async function server(request) {
  tell({ ask: request });
  return JSON.parse((await answers.next()).value);
}

const proxy = await Proxy.to(new URL(address).port);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let last = null;

/**
 * A page of its own, which must log no error, break no policy and ask no other host.
 *
 * @param {(page: any) => Promise<unknown>} [before] is done while it is still empty
 */
async function open(path = '/', options = {}, before = async () => {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(`${error}\n${error.stack}`));
  page.on('console', (message) => {
    // A socket that cannot be opened is told by Chromium itself; scenarios cut them on purpose.
    const isExpected = /WebSocket connection|Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !isExpected) page.complaints.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(proxy.address) && url !== 'about:blank') page.complaints.push(`asked ${url}`);
  });
  last = page;
  await before(page);
  await page.goto(proxy.address + path);
  return page;
}

/** Calls beside the page, in one batch. */
async function post(body, server = proxy.address) {
  const answer = await fetch(`${server}/rpc`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return answer.json();
}

/** One JSON-RPC call, over the line that the page has. */
async function rpc(method, params = {}, server = proxy.address) {
  const { result, error } = await post({ jsonrpc: '2.0', id: 1, method: `async.${method}`, params }, server);
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}

/** The same beside that line, as somebody else calls while the page's is cut. */
const direct = (method, params) => rpc(method, params, address.replace(/\/$/, ''));

/** Many calls, a hundred at once. @param {[string, object][]} calls */
async function rpcAll(calls) {
  for (let at = 0; at < calls.length; at += 100) {
    const answers = await post(calls.slice(at, at + 100).map(([method, params], id) => ({
      jsonrpc: '2.0', id, method: `async.${method}`, params })));
    for (const { error } of answers) if (error) throw new Error(error.message);
  }
}

/** Fails on findings that are serious or critical. */
async function accessible(page) {
  // By the protocol of the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert(bad.length === 0, bad.map(({ id, help, nodes }) =>
    `${id}: ${help}\n${nodes.slice(0, 3).map((n) => `  ${n.html} ${n.failureSummary}`).join('\n')}`).join('\n'));
}

/** Waits until it holds. @param {() => Promise<unknown> | unknown} holds */
async function until(what, holds, millis = 60_000) {
  const end = Date.now() + millis;
  while (!(await holds())) {
    assert(Date.now() < end, `not within ${millis} ms: ${what}`);
    await new Promise((go) => setTimeout(go, 50));
  }
}

const shot = (page, title) => page.screenshot({ path: join(shots, `${name}-${title}.png`) });

/** After a step that failed the others make no sense. */
async function step(title, action) {
  const begin = performance.now();
  try {
    await action();
    const complaints = last?.complaints.splice(0) ?? [];
    assert(complaints.length === 0, `the page complains: ${complaints.join('\n')}`);
    tell({ step: title, ok: true, ms: Math.round(performance.now() - begin) });
  } catch (error) {
    const file = `${name}-failed.png`;
    await last?.screenshot({ path: join(shots, file) }).catch(() => {});
    tell({ step: title, ok: false, error: String(error?.stack ?? error), screenshot: file });
    throw error;
  }
}

try {
  const { default: run } = await import(pathToFileURL(scenario));
  await run({ open, step, rpc, rpcAll, direct, accessible, until, shot, assert, proxy, server, browser });
} catch (error) {
  tell({ ended: String(error?.stack ?? error) });
} finally {
  await browser.close();
  proxy.close();
  process.exit(0);
}
