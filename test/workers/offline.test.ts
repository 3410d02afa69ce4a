import { readFile } from "node:fs/promises";
import { transformWithOxc } from "vite";
import { describe, expect, it } from "vitest";

const SCOPE = "https://lab.test/";
const BUILD = {
  id: "a",
  first: [["index.html", "sha256-a"]],
  later: [["samples/a.npy", "sha256-b"]],
};
const refuse = () => Promise.reject(new DOMException("no storage", "QuotaExceededError"));

/** A service worker of a small build over some storage, and its answer to a page that asks for a file. */
async function worker(cache: object, caches: object = {}) {
  const source = await readFile("workers/offline.ts", "utf8");
  const code = source.replace('"@@build@@"', () => JSON.stringify(JSON.stringify(BUILD)));
  const { code: script } = await transformWithOxc(code, "offline.ts");
  const hear = new Map<string, (event: object) => void>();
  const self = { registration: { scope: SCOPE }, addEventListener: hear.set.bind(hear) };
  const asked: string[] = [];
  const load = async ({ url }: Request) => {
    asked.push(url);
    return new Response("from the server");
  };
  const storage = { open: async () => cache, ...caches };
  new Function("self", "caches", "fetch", script)(self, storage, load);
  const get = async (path: string) => {
    let answer: Promise<Response> | null = null;
    hear.get("fetch")!({
      request: new Request(SCOPE + path),
      respondWith: (response: Promise<Response>) => {
        answer = response;
      },
    });
    return answer && (await (answer as Promise<Response>).then((response) => response.text()));
  };
  return { get, asked };
}

describe("the service worker", () => {
  it("answers with what it kept, and keeps what it had to fetch", async () => {
    const kept = new Map<string, Response>();
    const { get, asked } = await worker({
      match: async ({ url }: Request) => kept.get(url)?.clone(),
      put: async ({ url }: Request, response: Response) => void kept.set(url, response),
    });
    expect(await get("samples/a.npy")).toBe("from the server");
    expect(await get("samples/a.npy")).toBe("from the server");
    expect(asked).toEqual([`${SCOPE}samples/a.npy`]);
    expect(await get("other.npy")).toBeNull();
  });

  it.each([
    ["may not open its storage", {}, { open: refuse }],
    ["may not read its storage", { match: refuse, put: refuse }, {}],
    ["has no room", { match: async () => undefined, put: refuse }, {}],
  ])("answers as the server does where it %s", async (_, cache, caches) => {
    const { get } = await worker(cache, caches);
    expect(await get("")).toBe("from the server");
  });
});
