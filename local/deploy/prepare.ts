// Gathers what a deploy has in hand before it changes anything: what is wanted, and how to read what is there.
import type { Connection } from "./account/connect.ts";
import { boundBucket, boundQueue, type Found, type FoundPostgres, findRest, findWorker } from "./account/find.ts";
import { type Names, namesAround } from "./account/names.ts";
import { mustBeAllowed } from "./account/permissions.ts";
import type { Options } from "./options.ts";
import { variablesWanted, type Wanted } from "./plan.ts";
import { MADE } from "./secrets/toSet.ts";
import { type UnshownSecrets, unshownSecrets } from "./secrets/unshown.ts";
import type { Built } from "./upload/build.ts";
import type { World } from "./world.ts";

export interface Deploy {
  world: World;
  connection: Connection;
  built: Built;
  names: Names;
  wanted: Wanted;
  unshown: UnshownSecrets;
  /** Reads anew what is there. */
  find: () => Promise<Found>;
}

export async function prepare(
  options: Options,
  world: World,
  connection: Connection,
  built: Built,
  given: ReadonlyMap<string, string>,
): Promise<Deploy> {
  const { call, accountId } = connection;
  const name = options.name ?? built.config.name;
  const worker = await findWorker(call, name);
  const names = namesAround(name, boundBucket(worker), boundQueue(worker));
  const parts = {
    archive: options.archive || boundBucket(worker) !== null,
    queue: options.queue || boundQueue(worker) !== null,
  };
  await mustBeAllowed(connection, [
    ...(parts.queue ? (["queues"] as const) : []),
    ...(parts.archive ? (["r2"] as const) : []),
  ]);
  const unshown = unshownSecrets(`${world.stateDir}/deploy`, accountId, name);
  const fromEnvironment = MADE.flatMap((secret) => (world.env[secret] ? [[secret, world.env[secret]] as const] : []));
  const wanted: Wanted = {
    accountId,
    names,
    build: built.fingerprint,
    crons: built.config.triggers.crons,
    onWorkersDev: built.config.workers_dev,
    archive: options.archive,
    queue: options.queue,
    variables: new Map([...Object.entries(built.config.vars), ...options.set]),
    secrets: {
      given,
      atHand: new Map([...Object.entries(await unshown.read()), ...fromEnvironment]),
      databaseUrl: given.get("DATABASE_URL") ?? (world.env.DATABASE_URL || null),
      mayMake: !options.noNewSecrets,
    },
    migrations: built.migrations.map((migration) => migration.name),
  };
  const find = async () => {
    const live = await findWorker(call, name);
    const [rest, postgres] = [await findRest(call, names, live, parts), await lookAtPostgres(world, wanted, live)];
    return { ...rest, postgres };
  };
  return { world, connection, built, names, unshown, wanted, find };
}

async function lookAtPostgres(
  { databaseProblem, databaseIsBehind, databaseHasPayments }: World,
  wanted: Wanted,
  worker: Found["worker"],
): Promise<FoundPostgres | null> {
  const { databaseUrl } = wanted.secrets;
  if (databaseUrl === null || variablesWanted(wanted, worker).STORE !== "neon") return null;
  const problem = await databaseProblem(databaseUrl);
  if (problem !== null) return { problem, isBehind: false, hasPayments: false };
  return {
    problem,
    isBehind: await databaseIsBehind(databaseUrl),
    hasPayments: await databaseHasPayments(databaseUrl),
  };
}
