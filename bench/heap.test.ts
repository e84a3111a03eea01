import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../local/freePort.ts";
import { samplesByPlace } from "./cpuProfile.ts";
import { heapsOf } from "./heap.ts";
import { openProfiler } from "./profiler.ts";

const MB = 2 ** 20;
let worker: Miniflare;
let inspector: URL;

beforeAll(async () => {
  const inspectorPort = await freePort("127.0.0.1");
  inspector = new URL(`http://127.0.0.1:${inspectorPort}`);
  worker = new Miniflare(
    convertV4MiniflareOptions({
      name: "vigie",
      inspectorPort,
      compatibilityDate: "2026-11-01",
      modules: true,
      script: `const held = [];
        export default {
          fetch(request) {
            const made = Array.from({ length: 500_000 }, (_, i) => ({ i }));
            if (new URL(request.url).pathname === "/hold") held.push(made);
            return new Response(String(made.length));
          }
        }`,
    }),
  );
  await worker.ready;
});

afterAll(() => worker.dispose());

test("a profile says which function a Worker was busy with", async () => {
  const profiler = await openProfiler(inspector, 500);
  const profiles = await profiler.during(() => worker.dispatchFetch("http://vigie/drop"));
  profiler.close();
  const names = samplesByPlace(profiles, ({ functionName }) => `node_modules/${functionName}/`);
  expect(names.get("fetch")).toBeGreaterThan(0);
}, 60_000);

test("of a Worker's heap, what it holds stays once garbage is collected, and what it dropped does not", async () => {
  const ask = async (path: string) => (await worker.dispatchFetch(`http://vigie${path}`)).text();
  await ask("/drop");
  const before = await heapsOf(inspector, { collect: true });

  await ask("/drop");
  const dropped = await heapsOf(inspector, { collect: true });
  expect(Math.abs(dropped.workerBytes - before.workerBytes)).toBeLessThan(MB);

  await ask("/hold");
  const held = await heapsOf(inspector, { collect: true });
  expect(held.workerBytes - before.workerBytes).toBeGreaterThan(5 * MB);
  expect(Math.abs(held.localBytes - before.localBytes)).toBeLessThan(MB);
}, 60_000);
