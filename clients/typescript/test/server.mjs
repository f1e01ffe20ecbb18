import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A real server in a process of its own; the command that starts one is given by whoever runs these tests. */
export class Server {
  /** @param {string} folder where it has its data and whatever else it looks for */
  constructor(folder) {
    this.folder = folder;
    this.port = 0;
    this.url = "";
    /** @type {import("node:child_process").ChildProcess | undefined} */
    this.process = undefined;
  }

  async start() {
    const given = process.env.REVEILLE_TEST_SERVER;
    if (given === undefined) throw new Error("REVEILLE_TEST_SERVER must be the command of a server, as a JSON array");
    const [program, ...words] = JSON.parse(given);
    const folders = [`--data=${this.folder}/data`, `--agents=${this.folder}`, `--workspace=${this.folder}`];
    this.process = spawn(program, [...words, "serve", `--port=${this.port}`, ...folders], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (this.process.stdout === null) throw new Error("it has no output");
    for await (const line of createInterface({ input: this.process.stdout })) {
      const ready = /is ready at (http:\/\/[^ ]+)/.exec(line);
      if (ready?.[1] !== undefined) {
        this.url = ready[1];
        this.port = Number(new URL(this.url).port);
        return;
      }
    }
    throw new Error("the server did not start");
  }

  /** As kill -9 does it. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** In good order. */
  async stop() {
    await this.#end("SIGTERM");
  }

  /** @param {NodeJS.Signals} signal */
  async #end(signal) {
    if (this.process !== undefined) {
      const exit = once(this.process, "exit");
      this.process.kill(signal);
      await exit;
      this.process = undefined;
    }
  }
}
