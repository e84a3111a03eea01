import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workFile, writeWork } from "./workFiles.ts";

test("two trainings at once do not take each other's files, and what a killed one left is dropped", () => {
  const all = join(import.meta.dirname, "work");
  // No system gives a process so high a number.
  const left = join(all, "99999999");
  const others = join(all, String(process.ppid));
  for (const folder of [left, others]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "labels.u8"), "of another training");
  }
  const mine = writeWork("labels.u8", Uint8Array.of(1));
  expect(mine).toBe(workFile("labels.u8"));
  expect([left, others].map((folder) => join(folder, "labels.u8"))).not.toContain(mine);
  expect([left, others].map((folder) => existsSync(folder))).toEqual([false, true]);
  rmSync(others, { recursive: true });
});
