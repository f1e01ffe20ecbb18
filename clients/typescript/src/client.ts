import { BrokenCallError, NoServerError, RpcError, rpcError } from "./errors.js";
import { Feed, type Interest, type WebSocketConstructor } from "./feed.js";
import { pause, Pauses } from "./pauses.js";
import type { Methods } from "./protocol.js";
import { isRepeatable, keyed } from "./repeatable.js";

export interface Options {
  /** Sent with each call, if the server wants one. */
  token?: string;
  /**
   * How long an outage of the server may last before a call fails, in milliseconds; 60,000. Meanwhile calls are made
   * again: always while nobody listens, and those that broke or were refused as unavailable if a second one does no
   * harm. 0: a call is made once.
   */
  outageMs?: number;
  /** How long a call may take beside what it asks the server to wait, in milliseconds; 60,000. */
  timeoutMs?: number;
  /** For a feed where there is no global WebSocket: in Node before 22, `WebSocket` of the package `ws`. */
  WebSocket?: WebSocketConstructor;
}

type Name = keyof Methods & string;

/** Methods that can be called without params. */
type Bare = { [M in Name]: Record<string, never> extends Methods[M]["params"] ? M : never }[Name];

/** Why fetch could not even send. Browsers do not tell. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/**
 * A Reveille server as its clients see it. Nothing is connected before the first call, and nothing of it has to be
 * closed: only feeds are.
 */
export class ReveilleClient {
  readonly #url: URL;
  readonly #options: Options;

  /** @param url where the server listens, such as `http://127.0.0.1:7717` */
  constructor(url: string | URL = "http://127.0.0.1:7717", options: Options = {}) {
    this.#url = new URL(url);
    this.#options = options;
  }

  /**
   * Calls a method and waits for its result. `sendTask`, `sendMail` and `broadcastEvent` are given a key if they have
   * none, so that they can be made again safely.
   *
   * @throws RpcError the server refused
   * @throws NoServerError nobody listens, and did not for as long as an outage may last
   * @throws BrokenCallError the call was sent, and whether it took effect is unknown
   */
  call<M extends Bare>(method: M): Promise<Methods[M]["result"]>;
  call<M extends Name>(method: M, params: Methods[M]["params"]): Promise<Methods[M]["result"]>;
  async call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const known = keyed(method, params);
    const pauses = new Pauses();
    const giveUp = { at: Number.POSITIVE_INFINITY };
    for (;;) {
      try {
        return await this.#once(method, known);
      } catch (failure) {
        giveUp.at = Math.min(giveUp.at, performance.now() + (this.#options.outageMs ?? 60_000));
        if (!mayRepeat(failure, method, known) || performance.now() >= giveUp.at) throw failure;
        await pause(pauses.next());
      }
    }
  }

  /**
   * Everything that happens, from now on or from a cursor on, for `for await`. It connects again whenever the connection
   * breaks and goes on after the last notification that it has, so that durable ones are neither missed nor come twice.
   */
  watch(interest: Interest = {}): Feed {
    const constructor = this.#options.WebSocket ?? (globalThis.WebSocket as WebSocketConstructor | undefined);
    if (constructor === undefined) {
      throw new Error("There is no WebSocket here: give one, such as that of the package ws, as the option WebSocket.");
    }
    const address = new URL("/ws", this.#url);
    address.protocol = this.#url.protocol === "https:" ? "wss:" : "ws:";
    if (this.#options.token !== undefined) address.searchParams.set("token", this.#options.token);
    return new Feed(() => new constructor(address.href), interest);
  }

  async #once(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    const name = method.startsWith("rpc.") ? method : `async.${method}`;
    const response = await this.#post(method, JSON.stringify({ jsonrpc: "2.0", id: 1, method: name, params }), patience(params));
    const answer = response as { result?: unknown; error?: unknown } | null;
    if (answer?.error !== undefined) throw rpcError(answer.error);
    if (answer === null || !("result" in answer)) {
      throw new Error(`${this.#url.href} answered, but not as a Reveille server does. Does another program listen there?`);
    }
    return answer.result;
  }

  async #post(method: string, body: string, asked: number): Promise<unknown> {
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (this.#options.token !== undefined) headers["Authorization"] = `Bearer ${this.#options.token}`;
    const signal = AbortSignal.timeout((this.#options.timeoutMs ?? 60_000) + asked);
    let text: string;
    try {
      const response = await fetch(new URL("/rpc", this.#url), { method: "POST", headers, body, signal });
      text = await response.text();
    } catch (cause) {
      const code = (cause as { cause?: { code?: string } }).cause?.code;
      throw code !== undefined && NOT_SENT.has(code)
        ? new NoServerError(this.#url.href, { cause })
        : new BrokenCallError(method, { cause });
    }
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return null;
    }
  }
}

/** What the call itself asks the server to wait, in milliseconds. */
function patience(params: Readonly<Record<string, unknown>>): number {
  const seconds = Math.max(Number(params["waitSeconds"] ?? 0), Number(params["timeoutSeconds"] ?? 0), params["wait"] ? 60 : 0);
  return Math.min(seconds * 1000, 86_400_000);
}

function mayRepeat(failure: unknown, method: string, params: Readonly<Record<string, unknown>>): boolean {
  if (failure instanceof NoServerError) return true;
  const unknown = failure instanceof BrokenCallError || (failure instanceof RpcError && failure.isUnavailable);
  return unknown && isRepeatable(method, params);
}
