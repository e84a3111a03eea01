// The configuration and the files with which wrangler is told to upload.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { DELIVERIES } from "../../../worker/queue/retry.ts";
import { RESOURCES } from "../../archiveAndQueue.ts";
import { namesOf } from "../account/names.ts";
import { configOf, type Upload, upload } from "./upload.ts";
import { readWorkerConfig } from "./workerConfig.ts";

const config = await readWorkerConfig();

function whatIn(dir: string, changes: Partial<Upload>): Upload {
  return {
    built: { bundleDir: dir, boardDir: dir, config, fingerprint: "f", migrations: [] },
    names: namesOf("vigie"),
    databaseId: "the-id",
    archive: false,
    queue: false,
    variables: {},
    secrets: {},
    ...changes,
  };
}

async function scratch(): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), "vigie-uploaded-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

async function uploaded(changes: Partial<Upload>) {
  const dir = await scratch();
  const config = configOf(whatIn(dir, changes));
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
  const text = await readFile(path.resolve(import.meta.dirname, "../../../wrangler.toml"), "utf8");
  expect(text).not.toMatch(/account_id|database_id|\[vars\]|^#\[/m);
});

/** wrangler's ends, one after the other; null: it was killed. */
async function uploadWith(ends: readonly (number | null)[]) {
  const dir = await scratch();
  const runs: { modes: number[] }[] = [];
  const said = "✘ [ERROR] the-secret-of-the-tests is not taken (429 Too Many Requests)\n";
  const done = upload(whatIn(dir, { secrets: { CARD_KEY: "the-secret-of-the-tests" } }), {
    accountId: "a",
    dir: path.join(dir, "deploy"),
    wait: async () => undefined,
    runWrangler: async (args) => {
      const files = args.filter((arg) => arg.endsWith(".json"));
      runs.push({ modes: await Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777)) });
      return { code: ends[runs.length - 1] ?? null, output: "", said };
    },
  });
  const message = await done.then(
    () => null,
    (error: unknown) => String(error),
  );
  return { runs, message, left: await readdir(path.join(dir, "deploy")) };
}

test("an upload that does not work is tried again, and its files are only this user's and are deleted", async () => {
  expect(await uploadWith([1, null, 0])).toEqual({
    runs: [{ modes: [0o600, 0o600] }, { modes: [0o600, 0o600] }, { modes: [0o600, 0o600] }],
    message: null,
    left: [],
  });
});

test("an upload that never works is no success, and its reason shows no secret", async () => {
  const { message, left } = await uploadWith([1, null, null]);
  expect(message).toMatch(/the upload did not work: \(CARD_KEY\) is not taken \(429/);
  expect(left).toEqual([]);
});
