// What wrangler is told to upload.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { DELIVERIES } from "../../worker/queue/retry.ts";
import { RESOURCES } from "../localBindings.ts";
import { namesOf } from "./names.ts";
import { configOf, type Upload } from "./upload.ts";
import { readWorkerConfig } from "./workerConfig.ts";

async function uploaded(changes: Partial<Upload>) {
  const dir = await mkdtemp(path.join(tmpdir(), "vigie-uploaded-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const what: Upload = {
    built: { bundleDir: dir, boardDir: dir, config: readWorkerConfig(), fingerprint: "f", migrations: [] },
    names: namesOf("vigie"),
    databaseId: "the-id",
    archive: false,
    queue: false,
    variables: {},
    secrets: {},
    ...changes,
  };
  const config = configOf(what);
  await writeFile(path.join(dir, "index.js"), "");
  await writeFile(path.join(dir, "wrangler.json"), JSON.stringify(config));
  return { config, ...unstable_getMiniflareWorkerOptions(path.join(dir, "wrangler.json")) };
}

test("what --archive and --queue bind is what runs on this machine", async () => {
  const { workerOptions } = await uploaded({ archive: true, queue: true });
  expect(workerOptions).toMatchObject(RESOURCES);
});

test("the queue delivers as often as the consumer expects, and to one consumer at a time", async () => {
  const { config } = await uploaded({ queue: true });
  expect(config).toMatchObject({
    queues: {
      consumers: [
        {
          queue: "vigie-payments",
          max_retries: DELIVERIES - 1,
          max_concurrency: 1,
          dead_letter_queue: "vigie-dead-letters",
        },
        { queue: "vigie-dead-letters" },
      ],
    },
  });
});

test("another Vigie of the account has its own database, bucket and queues", async () => {
  const { config } = await uploaded({ names: namesOf("staging"), archive: true, queue: true });
  expect(JSON.stringify(config)).not.toMatch(/"(database_name|bucket_name|queue|name)":"vigie/);
});

test("wrangler.toml is the same for everyone: no account, no id, no variable, nothing to uncomment", async () => {
  const text = await readFile(path.resolve(import.meta.dirname, "../../wrangler.toml"), "utf8");
  expect(text).not.toMatch(/account_id|database_id|\[vars\]|^#\[/m);
});
