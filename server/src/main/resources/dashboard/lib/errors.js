/**
 * Why a call was refused, as the protocol tells it: `code` is symbolic (`not_found`, `conflict`, …),
 * `hint` says what to do, `field` names the param.
 */
export class RpcError extends Error {
  /**
   * @param {string} message
   * @param {{code?: string, hint?: string, field?: string, [key: string]: any}} data
   * @param {string} [method]
   */
  constructor(message, data, method = '') {
    super(message);
    this.name = 'RpcError';
    this.code = data.code ?? 'internal';
    this.hint = data.hint ?? '';
    this.field = data.field ?? '';
    this.data = data;
    this.method = method;
  }

  /** @param {{message: string, data?: any}} error @param {string} method */
  static of(error, method) {
    return new RpcError(error.message, error.data ?? {}, method);
  }

  /** @param {string} method */
  static timeout(method) {
    return new RpcError(
      'the server did not answer in time',
      { code: 'timeout', hint: 'look at the connection above; what was asked may still be done' },
      method);
  }

  /** @param {string} method */
  static disconnected(method) {
    return new RpcError(
      'the connection ended before the answer came',
      { code: 'disconnected', hint: 'it may have been done: look before you repeat it' },
      method);
  }

  static unauthenticated() {
    return new RpcError(
      'a valid token is needed', { code: 'unauthenticated', hint: 'enter it in the page' });
  }

  /** @param {unknown} error anything that was thrown */
  static from(error) {
    return error instanceof RpcError ? error : new RpcError(String(error), { code: 'internal' });
  }
}
