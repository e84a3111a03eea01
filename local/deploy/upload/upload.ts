// Uploads the build, by wrangler: modules, board, bindings, secrets, schedule, address and consumers. The configuration
// is wrangler.toml with what belongs to this account, in a file that is deleted afterwards.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { RESOURCES } from "../../archiveAndQueue.ts";
import { Mendable } from "../../errorSentence.ts";
import type { Names } from "../account/names.ts";
import { closeScratch, openScratch, sweepScratch } from "../scratch.ts";
import type { Built } from "./build.ts";
import type { WorkerConfig } from "./workerConfig.ts";
import { reasonIn, type WranglerRun } from "./wrangler.ts";

export interface Upload {
  built: Built;
  names: Names;
  databaseId: string;
  archive: boolean;
  queue: boolean;
  variables: Record<string, string>;
  secrets: Record<string, string>;
}

export interface UploadTools {
  accountId: string;
  /** For files that only this user may read, and that are deleted again. */
  dir: string;
  runWrangler: WranglerRun;
  wait: (ms: number) => Promise<void>;
}

/** The names of the folders with an upload's files, of every Vigie. */
export const UPLOADS = /^upload-/;

const TRIES = 3;
const PAUSE_MS = 5_000;

export async function upload(what: Upload, { accountId, dir, runWrangler, wait }: UploadTools): Promise<void> {
  const name = `upload-${what.names.worker}`;
  // The lease says that nobody else uploads now: what lies there was left by an upload that was killed.
  await sweepScratch(dir, name, () => true);
  const scratch = await openScratch(dir, name);
  try {
    const configFile = path.join(scratch, "wrangler.json");
    await writeFile(configFile, JSON.stringify(configOf(what)), { mode: 0o600 });
    const args = ["deploy", "--no-bundle", "--config", configFile];
    if (Object.keys(what.secrets).length > 0) {
      const secretsFile = path.join(scratch, "secrets.json");
      await writeFile(secretsFile, JSON.stringify(what.secrets), { mode: 0o600 });
      args.push("--secrets-file", secretsFile);
    }
    const env = { CLOUDFLARE_ACCOUNT_ID: accountId };
    for (let attempt = 1; ; attempt += 1) {
      const { code, said } = await runWrangler(args, env);
      if (code === 0) return;
      if (attempt === TRIES) {
        const reason = without(what.secrets, reasonIn(said)).replace(/\.$/, "");
        throw new Mendable(
          `the upload did not work: ${reason}. Once that is mended or has passed, run this again: it goes on where it stopped`,
        );
      }
      await wait(PAUSE_MS * attempt);
    }
  } finally {
    await closeScratch(scratch);
  }
}

/** Hides the secrets that a tool repeats in what it says. */
function without(secrets: Record<string, string>, text: string): string {
  return Object.entries(secrets).reduce((shown, [name, value]) => shown.replaceAll(value, `(${name})`), text);
}

export function configOf({ built, names, databaseId, archive, queue, variables }: Upload): Record<string, unknown> {
  const { bundleDir, boardDir, config } = built;
  const [database] = config.d1_databases;
  return {
    ...(config satisfies WorkerConfig),
    $schema: undefined,
    // It has been done, and wrangler complains where nothing is bundled.
    minify: undefined,
    name: names.worker,
    main: path.join(bundleDir, "index.js"),
    base_dir: bundleDir,
    find_additional_modules: true,
    assets: { ...config.assets, directory: boardDir },
    d1_databases: [{ binding: database.binding, database_name: names.database, database_id: databaseId }],
    vars: variables,
    ...(archive ? { r2_buckets: [{ binding: "ARCHIVE", bucket_name: names.bucket }] } : {}),
    ...(queue ? { queues: queuesOf(names) } : {}),
  };
}

/** As `npm start` has them (local/archiveAndQueue.ts), under this Vigie's names. */
function queuesOf(names: Names) {
  const { "vigie-payments": payments, "vigie-dead-letters": letters } = RESOURCES.queueConsumers;
  return {
    producers: [{ binding: "QUEUE", queue: names.queue }],
    consumers: [
      {
        queue: names.queue,
        max_batch_size: payments.maxBatchSize,
        max_batch_timeout: payments.maxBatchTimeout,
        max_retries: payments.maxRetries,
        // One consumer at a time: docs/queue.md, Order.
        max_concurrency: 1,
        dead_letter_queue: names.deadLetters,
      },
      {
        queue: names.deadLetters,
        max_batch_size: letters.maxBatchSize,
        max_batch_timeout: letters.maxBatchTimeout,
        max_retries: letters.maxRetries,
        retry_delay: letters.retryDelay,
      },
    ],
  };
}
