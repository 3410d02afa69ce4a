import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Something that works on a case: it is asked one thing at a time.
 *
 * @typedef {object} Host
 * @property {(request: any) => Promise<any>} ask rejects with what the work failed on
 * @property {() => Promise<void>} close ends it, even in the middle of its work
 */

/**
 * Starts a program that reads requests and writes replies, a line of JSON each.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} env variables added to this process's
 * @returns {Host}
 */
export function startProcess(command, args, env = {}) {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => {
    child.once("error", resolve);
    child.once("close", resolve);
  });
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command}: expected a reply, but the program has ended`);
      const answer = JSON.parse(value);
      if ("failed" in answer) throw new Error(answer.failed);
      return answer.reply;
    },
    async close() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
