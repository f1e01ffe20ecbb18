import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import WebSocket from "ws";
import { BrokenCallError, NoServerError, ReveilleClient, RpcError } from "../dist/index.js";
import { Server } from "./server.mjs";

/** @type {string} */
let folder;
/** @type {Server} */
let server;
/** @type {ReveilleClient} */
let client;
/** @type {import("../dist/index.js").WebSocketConstructor} */
const Socket = WebSocket;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "reveille-ts-"));
  server = new Server(folder);
  await server.start();
  client = new ReveilleClient(server.url, { WebSocket: Socket });
});

after(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** @param {string} agentId */
function create(agentId) {
  return client.call("createAgent", {
    agentId,
    definition: { systemPrompt: "You follow the script." },
    ifExists: "return",
  });
}

test("calls are typed and answered", async () => {
  const created = await create("typed");
  assert.equal(created.agentId, "typed");
  const sent = await client.call("sendTask", { agentId: "typed", prompt: "SAY hello", wait: true });
  assert.ok("result" in sent);
  assert.equal(sent.result, "hello");
  const agent = await client.call("getAgent", { agentId: "typed" });
  assert.equal(agent.state, "idle");
  const health = await client.call("getHealth");
  assert.ok(health.checks.some((check) => check.name === "store" && check.ok));
});

test("a refusal says what was wrong", async () => {
  await assert.rejects(client.call("getAgent", { agentId: "nobody" }), (error) => {
    assert.ok(error instanceof RpcError);
    assert.equal(error.code, "not_found");
    assert.match(error.hint, /listAgents/);
    return true;
  });
});

test("nobody there is told apart from a call whose outcome is unknown", async () => {
  const rude = createServer((socket) => socket.once("data", () => socket.destroy()));
  await new Promise((resolve) => rude.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (rude.address());
  const impatient = new ReveilleClient(`http://127.0.0.1:${port}`, { outageMs: 0 });
  await assert.rejects(impatient.call("getHealth"), BrokenCallError);
  await new Promise((resolve) => rude.close(resolve));
  await assert.rejects(impatient.call("getHealth"), NoServerError);
});

test("a feed tells what happens, and can be closed", async () => {
  await create("watched");
  const feed = client.watch({ agents: ["watched"], kinds: ["task"] });
  await feed.ready();
  const first = feed.next();
  await client.call("sendTask", { agentId: "watched", prompt: "SAY done", wait: true });
  assert.equal((await first).value?.kind, "task.queued");
  const kinds = [];
  for await (const notification of feed) {
    kinds.push(notification.kind);
    if (notification.kind === "task.completed") break;
  }
  assert.deepEqual(kinds, ["task.started", "task.step", "task.completed"]);
  assert.deepEqual(await feed.next(), { value: undefined, done: true });
});

test("a feed with a cursor of another journal says so", async () => {
  const feed = client.watch({ cursor: "999999999.0" });
  await assert.rejects(feed.next(), (error) => error instanceof RpcError && error.field === "cursor");
});

test("without a WebSocket it is said what to do", () => {
  if (globalThis.WebSocket === undefined) {
    assert.throws(() => new ReveilleClient(server.url).watch(), /package ws/);
  }
});

test("through kills and restarts no call is lost, and the feed misses nothing and repeats nothing", async () => {
  await create("busy");
  await client.call("updateAgent", { agentId: "busy", config: { queueLimit: 1000, poisonAfter: 1000 } });
  const timeline = await client.call("getTimeline", { agentId: "busy", limit: 1 });
  const cursor = timeline.entries[0]?.cursor ?? "";
  const feed = client.watch({ agents: ["busy"], cursor });
  /** @type {import("../dist/index.js").Notification[]} */
  const heard = [];
  const expected = 40;
  const watching = (async () => {
    let ends = 0;
    for await (const notification of feed) {
      heard.push(notification);
      if (notification.kind === "task.completed" && ++ends === expected) return;
    }
  })();
  /** @type {Set<string>} */
  const sent = new Set();
  for (let i = 0; i < expected; i++) {
    if (i === 10 || i === 20) await server.kill();
    if (i === 30) await server.stop();
    const answer = client.call("sendTask", { agentId: "busy", prompt: `SAY ${i}` });
    if (server.process === undefined) await server.start();
    sent.add((await answer).taskId);
  }
  await watching;
  assert.equal(sent.size, expected);
  const ended = heard.filter((it) => it.kind === "task.completed").map((it) => it.params["taskId"]);
  assert.deepEqual(new Set(ended), sent);
  assert.equal(ended.length, expected);
  const cursors = heard.map((it) => it.params.cursor);
  assert.equal(new Set(cursors).size, cursors.length);
  assert.equal(feed.cursor, cursors.at(-1));
  const again = client.watch({ agents: ["busy"], cursor });
  const replayed = [];
  for await (const notification of again) {
    replayed.push(notification.params.cursor);
    if (replayed.length === cursors.length) break;
  }
  assert.deepEqual(replayed, cursors);
});
