import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockState } from "./stateLock.ts";

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "vigie-lock-"));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

test("a state directory is one program's, until that ends", async () => {
  const lock = await lockState(path.join(dir, "made"));
  await expect(lockState(path.join(dir, "made"), 10)).rejects.toThrow(/another program works in .*made/);
  lock.release();
  const next = await lockState(path.join(dir, "made"), 10);
  next.release();
});
