import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bridge, startBridge } from "./neonBridge.ts";

let bridge: Bridge;

beforeAll(async () => {
  bridge = await startBridge(1, 0);
});

afterAll(() => bridge.close());

test("a connection that waits for the next statement is never announced to end: a busy client would send into its end", async () => {
  const response = await fetch(`http://127.0.0.1:${bridge.port}/`);
  expect(response.headers.get("connection")).toBe("keep-alive");
  expect(response.headers.get("keep-alive")).toBeNull();
});
