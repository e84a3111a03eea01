import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { RESOURCES } from "./localBindings.ts";

const root = path.resolve(import.meta.dirname, "..");

test("what wrangler.toml has to uncomment is what runs on this machine", async () => {
  const text = await readFile(path.join(root, "wrangler.toml"), "utf8");
  const dir = await mkdtemp(path.join(root, "node_modules", ".uncommented-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const file = path.join(dir, "wrangler.toml");
  await writeFile(file, text.replaceAll(/^#(?=\[|\w+ = )/gm, ""));
  const { workerOptions } = unstable_getMiniflareWorkerOptions(file);
  expect(workerOptions).toMatchObject(RESOURCES);
});
