export { ReveilleClient, type Options } from "./client.js";
export { BrokenCallError, NoServerError, RpcError } from "./errors.js";
export { Feed, type Interest, type Notification, type WebSocketConstructor, type WebSocketLike } from "./feed.js";
export type * from "./protocol.js";
