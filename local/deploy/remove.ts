// `npm run deploy -- --remove`: takes the Worker away, and with --with-data what it kept. What is gone already is
// passed over, so a removal that was ended goes on where it stopped.
import { z } from "zod";
import { Mendable } from "../errorSentence.ts";
import { type Call, resultIfThere, resultOf } from "./account/api.ts";
import { connect } from "./account/connect.ts";
import { boundBucket, boundQueue, type FoundInAccount, findRest, findWorker } from "./account/find.ts";
import { type Names, namesAround } from "./account/names.ts";
import { mustBeAllowed } from "./account/permissions.ts";
import { DONE, type Options, WOULD_CHANGE } from "./options.ts";
import { sweepScratch } from "./scratch.ts";
import { unshownSecrets } from "./secrets/unshown.ts";
import { UPLOADS } from "./upload/upload.ts";
import { readWorkerConfig } from "./upload/workerConfig.ts";
import type { World } from "./world.ts";

/** Returns the exit code. */
export async function removeVigie(options: Options, world: World): Promise<number> {
  await sweepScratch(`${world.stateDir}/deploy`, UPLOADS, world.isGone);
  const connection = await connect(world);
  const { call } = connection;
  await mustBeAllowed(connection, ["workers", ...(options.withData ? (["d1"] as const) : [])]);
  const name = options.name ?? (await readWorkerConfig()).name;
  const worker = await findWorker(call, name);
  const bucket = boundBucket(worker);
  const queue = boundQueue(worker);
  const names = namesAround(name, bucket, queue);
  // Without the Worker nothing tells whether there was a bucket or a queue: the account is asked.
  const isUnknown = worker === null && options.withData;
  const parts = { archive: bucket !== null || isUnknown, queue: queue !== null || isUnknown };
  if (parts.queue) await mustBeAllowed(connection, ["queues"]);
  if (parts.archive && options.withData) await mustBeAllowed(connection, ["r2"]);
  const found = await findRest(call, names, worker, parts);
  const unshown = unshownSecrets(`${world.stateDir}/deploy`, connection.accountId, name);
  const leaving = leavingWords(found, names, options.withData);
  if (leaving.length === 0) {
    if (options.withData && !options.dryRun) await unshown.forget();
    world.say(`There is nothing of ${name} here.`);
    return DONE;
  }
  world.say("To be removed, for good:");
  for (const thing of leaving) world.say(`  - ${thing}`);
  if (!options.withData) {
    world.say("The database, the bucket and the queues stay (--with-data removes them as well).");
    world.say(
      "Keep CARD_KEY, which nobody can read back, and give it to the next deploy (CARD_KEY=… npm run deploy): with another one every card gets another id. The variables go, too: set them again then.",
    );
  }
  if (options.dryRun) return WOULD_CHANGE;
  await confirm(name, world);
  await removeAll(call, found, names, options.withData);
  if (options.withData) await unshown.forget();
  world.say("Removed.");
  return DONE;
}

function leavingWords(
  { worker, database, hasBucket, queues }: FoundInAccount,
  names: Names,
  withData: boolean,
): string[] {
  const data = [
    ...queues.map((queue) => `the queue ${queue.name}, with the payments that wait in it`),
    ...(hasBucket ? [`the bucket ${names.bucket}, with all archived days`] : []),
    ...(database === null || database === "gone" ? [] : [`the D1 database ${database.name}, with all payments`]),
  ];
  return [
    ...(worker === null
      ? []
      : [
          `the Worker ${names.worker}, with its secrets, its variables and what its Durable Objects keep: boards, outbox, dead letters`,
        ]),
    ...(withData ? data : []),
  ];
}

async function confirm(name: string, { ask, readInput }: World): Promise<void> {
  const question = `Type ${name} to remove it: `;
  const typed = ask === null ? await readInput() : await ask(question, false);
  if (typed.trim() !== name) {
    throw new Mendable(`the name ${name} was not typed (a pipe works, too), so nothing was removed`);
  }
}

async function removeAll(call: Call, found: FoundInAccount, names: Names, withData: boolean): Promise<void> {
  const gone = async (path: string, what: string) => {
    resultIfThere(await call("DELETE", path), `removing ${what}`);
  };
  for (const queue of found.queues) {
    for (const { id, script } of queue.consumers) {
      if (script === names.worker) await gone(`/queues/${queue.id}/consumers/${id}`, `the consumer of ${queue.name}`);
    }
  }
  if (found.worker !== null) await gone(`/workers/scripts/${names.worker}?force=true`, `the Worker ${names.worker}`);
  if (!withData) return;
  for (const { id, name } of found.queues) await gone(`/queues/${id}`, `the queue ${name}`);
  if (found.hasBucket) {
    await emptyBucket(call, names.bucket);
    await gone(`/r2/buckets/${names.bucket}`, `the bucket ${names.bucket}`);
  }
  if (found.database !== null && found.database !== "gone") {
    await gone(`/d1/database/${found.database.id}`, `the database ${found.database.name}`);
  }
}

const objects = z.array(z.object({ key: z.string() }));

/** A bucket can only be removed when nothing is in it. */
async function emptyBucket(call: Call, bucket: string): Promise<void> {
  const path = `/r2/buckets/${bucket}/objects`;
  for (;;) {
    const found = objects.parse(resultOf(await call("GET", path), `listing the bucket ${bucket}`));
    if (found.length === 0) return;
    for (const { key } of found) {
      resultIfThere(await call("DELETE", `${path}/${encodeURIComponent(key)}`), `removing ${key}`);
    }
  }
}
