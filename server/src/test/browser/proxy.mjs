import { connect, createServer } from 'node:net';

/** Stands between page and server, so that a test can cut the line, silence it, or move the server. */
export class Proxy {
  #server;
  #port;
  #pairs = new Set();
  #mode = 'open';

  /** @param {string} port of the server, on loopback */
  static async to(port) {
    const proxy = new Proxy();
    proxy.#port = Number(port);
    proxy.#server = createServer((near) => proxy.#pair(near));
    await new Promise((go) => proxy.#server.listen(0, '127.0.0.1', go));
    return proxy;
  }

  get address() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  #pair(near) {
    if (this.#mode === 'cut') return near.destroy();
    const far = connect(this.#port, '127.0.0.1');
    const pair = [near, far];
    this.#pairs.add(pair);
    for (const [from, to] of [[near, far], [far, near]]) {
      from.on('data', (bytes) => this.#mode !== 'silent' && to.write(bytes));
      from.on('error', () => {});
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
    }
  }

  /** Ends all connections and lets no new one in. */
  cut() {
    this.#mode = 'cut';
    for (const [near, far] of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  /** Lets nothing through, and says nothing of it, as a laptop that sleeps. */
  silence() {
    this.#mode = 'silent';
  }

  /** @param {number} [port] where the server is now */
  mend(port = this.#port) {
    this.#port = port;
    this.#mode = 'open';
  }

  close() {
    this.cut();
    this.#server.close();
  }
}
