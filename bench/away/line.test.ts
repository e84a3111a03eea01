import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type Line, openLine } from "./line.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A line to a server that answers what it was sent. */
async function lineToEcho(wait?: (ms: number) => Promise<void>): Promise<Line> {
  const server = createServer((request, response) => request.pipe(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const line = await openLine((server.address() as AddressInfo).port, wait);
  closers.push(
    () => line.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return line;
}

const said = async (line: Line, body: string) =>
  (await fetch(`http://127.0.0.1:${line.port}/`, { method: "POST", body })).text();

test("a request comes through a line, and its answer comes back", async () => {
  expect(await said(await lineToEcho(), "hello")).toBe("hello");
});

test("a request waits as long as the line is long, and no request waits on a short one", async () => {
  const waited: number[] = [];
  const line = await lineToEcho(async (ms) => {
    waited.push(ms);
  });
  await said(line, "near");
  expect(waited).toEqual([]);
  line.setDelay(200);
  expect(await said(line, "far")).toBe("far");
  expect(new Set(waited)).toEqual(new Set([200]));
  waited.length = 0;
  line.setDelay(0);
  await said(line, "near again");
  expect(waited).toEqual([]);
});

test("a line that is cut refuses connections, and loses the request that is on its way", async () => {
  const held = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  const line = await lineToEcho(() => {
    waiting.resolve();
    return held.promise;
  });
  line.setDelay(200);
  const underWay = said(line, "lost");
  await waiting.promise;
  await Promise.all([expect(underWay).rejects.toThrow("fetch failed"), line.cut()]);
  held.resolve();
  await expect(said(line, "refused")).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
});

test("a line that is mended answers on the same port", async () => {
  const line = await lineToEcho();
  await line.cut();
  await line.mend();
  expect(await said(line, "back")).toBe("back");
});
