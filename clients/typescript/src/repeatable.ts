/** Methods of which a second call is the first one, by a field that names it. */
const KEYS: Readonly<Record<string, string>> = {
  sendTask: "idempotencyKey",
  sendMail: "idempotencyKey",
  broadcastEvent: "eventId",
  subscribeAgent: "subscriptionId",
  rememberNote: "key",
};

/** Those of them that get such a key here if the caller gave none. */
const GIVEN = new Set(["sendTask", "sendMail", "broadcastEvent"]);

const ALWAYS = new Set(["awaitTask", "exportTask", "importTask", "updateAgent", "replyMail", "archiveMail", "rpc.discover"]);

type Params = Readonly<Record<string, unknown>>;

/** The params, with a key if the method takes one by which a repeated call is known. */
export function keyed(method: string, params: Params): Params {
  const key = KEYS[method];
  return key !== undefined && GIVEN.has(method) && params[key] === undefined ? { ...params, [key]: uuid() } : params;
}

/** Whether a call may be made again though the first one may have taken effect. */
export function isRepeatable(method: string, params: Params): boolean {
  if (method === "createAgent") return params["ifExists"] === "return";
  const key = KEYS[method];
  if (key !== undefined) return params[key] !== undefined;
  return ALWAYS.has(method) || method.startsWith("get") || method.startsWith("list");
}

/** Browsers have crypto.randomUUID on secure pages only. */
function uuid(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
