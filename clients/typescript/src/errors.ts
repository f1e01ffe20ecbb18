/** The server's refusal of a call: what was wrong, as a number, a symbolic code and a sentence. */
export class RpcError extends Error {
  override readonly name = "RpcError";

  /** @param data the error object's data as it came */
  constructor(
    readonly number: number,
    message: string,
    readonly data: Record<string, unknown>,
  ) {
    super(message);
  }

  /** Such as `not_found`; empty if the server gave none. */
  get code(): string {
    return text(this.data["code"]);
  }

  /** The parameter that was wrong; empty if it was none. */
  get field(): string {
    return text(this.data["field"]);
  }

  /** What to do about it; empty if the server does not know. */
  get hint(): string {
    return text(this.data["hint"]);
  }

  /** A wait that ran out; what was waited for goes on. */
  get isTimeout(): boolean {
    return this.number === -32007;
  }

  /** The server starts, drains or cannot write: the same call may succeed later. */
  get isUnavailable(): boolean {
    return this.number === -32004;
  }
}

/** Nobody listens at the server's address; the call was not sent. */
export class NoServerError extends Error {
  override readonly name = "NoServerError";

  constructor(url: string, options?: ErrorOptions) {
    super(`No server at ${url} . Start one with: reveille serve`, options);
  }
}

/** The connection broke, or the server was silent for too long, after a call was sent: whether it took effect is unknown. */
export class BrokenCallError extends Error {
  override readonly name = "BrokenCallError";

  constructor(method: string, options?: ErrorOptions) {
    super(
      `The connection broke during ${method}, and whether it took effect is unknown.` +
        " See what the server has, or call again with the same idempotencyKey.",
      options,
    );
  }
}

export function rpcError(error: unknown): RpcError {
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
  const known = typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
  return new RpcError(typeof code === "number" ? code : 0, text(message), known);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
