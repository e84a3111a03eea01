// `npm run deploy`: reads what is wanted and what is there, says the difference, and does it. Every step may be the last: the next
// run begins with what it finds then.
import { Mendable } from "../errorSentence.ts";
import type { Built } from "./build.ts";
import { carryOut } from "./carryOut.ts";
import { type Connection, connect } from "./connect.ts";
import { addressOf, finish, tokenOf } from "./finish.ts";
import { boundTo, type Found, type FoundWorker, findRest, findWorker } from "./found.ts";
import { givenSecrets } from "./givenSecrets.ts";
import { healthAt } from "./health.ts";
import { type Names, namesOf } from "./names.ts";
import { DONE, type Options, WOULD_CHANGE } from "./options.ts";
import { mustBeAllowed } from "./permissions.ts";
import { type Plan, planDeploy } from "./plan.ts";
import type { Deploy } from "./preparation.ts";
import { MADE } from "./secretsToSet.ts";
import { keptSecrets } from "./unshownSecrets.ts";
import { forgetUpload } from "./upload.ts";
import { planWords } from "./words.ts";
import type { World } from "./world.ts";

/** The exit code. */
export async function deployVigie(options: Options, world: World): Promise<number> {
  const given = await givenSecrets(options.secrets, world);
  const connection = await connect(world);
  world.say("Building the board and the Worker …");
  const built = await world.build();
  await mustBeAllowed(connection, ["workers", "d1"]);
  const deploy = await prepare(options, world, connection, built, given);
  const found = await deploy.find();
  const plan = planDeploy(deploy.wanted, found);
  const refusals = [...plan.refusals, ...(await refusalsOutside(deploy, found))];
  if (refusals.length > 0) throw new Mendable(`${refusals.join("\n  ")}\nNothing was changed`);
  for (const line of planWords(plan, deploy.names)) world.say(line);
  if (options.dryRun) return plan.steps.length === 0 ? DONE : WOULD_CHANGE;
  const stoodBefore = await stands(deploy, plan, found);
  const carriedOut = plan.steps.length === 0 ? { plan, found, build: null } : await carryOut(deploy, found);
  await forgetUpload(`${world.stateDir}/deploy`, deploy.names);
  await finish(deploy, carriedOut, stoodBefore);
  return DONE;
}

/** True where payments do not flow before anything is changed, so that the new version is not to blame for it. */
async function stands(deploy: Deploy, plan: Plan, found: Found): Promise<boolean> {
  const address = addressOf(deploy, found, plan.variables);
  if (found.worker === null || address === null) return true;
  return (await healthAt(deploy.world, address, await tokenOf(deploy))).state === "stands";
}

async function prepare(
  options: Options,
  world: World,
  connection: Connection,
  built: Built,
  given: ReadonlyMap<string, string>,
): Promise<Deploy> {
  const { call, accountId } = connection;
  const name = options.name ?? built.config.name;
  const worker = await findWorker(call, name);
  const names = namesBound(name, worker);
  const parts = {
    archive: options.archive || boundTo(worker, "r2_bucket", "ARCHIVE", "bucket_name") !== null,
    queue: options.queue || boundTo(worker, "queue", "QUEUE", "queue_name") !== null,
  };
  await mustBeAllowed(connection, [
    ...(parts.queue ? (["queues"] as const) : []),
    ...(parts.archive ? (["r2"] as const) : []),
  ]);
  const kept = keptSecrets(`${world.stateDir}/deploy`, accountId, name);
  const ownSecrets = await kept.read();
  const fromEnvironment = MADE.flatMap((secret) => (world.env[secret] ? [[secret, world.env[secret]] as const] : []));
  return {
    world,
    connection,
    built,
    names,
    kept,
    wanted: {
      names,
      build: built.fingerprint,
      crons: built.config.triggers.crons,
      onWorkersDev: built.config.workers_dev,
      archive: options.archive,
      queue: options.queue,
      variables: new Map([...Object.entries(built.config.vars), ...options.set]),
      secrets: {
        given,
        atHand: new Map([...fromEnvironment, ...Object.entries(ownSecrets)]),
        databaseUrl: given.get("DATABASE_URL") ?? world.env.DATABASE_URL ?? null,
      },
      migrations: built.migrations.map((migration) => migration.name),
    },
    find: async () => findRest(call, names, await findWorker(call, name), parts),
  };
}

/** A bucket or queue that was bound under another name stays. */
function namesBound(name: string, worker: FoundWorker | null): Names {
  const names = namesOf(name);
  return {
    ...names,
    bucket: boundTo(worker, "r2_bucket", "ARCHIVE", "bucket_name") ?? names.bucket,
    queue: boundTo(worker, "queue", "QUEUE", "queue_name") ?? names.queue,
  };
}

async function refusalsOutside({ world, wanted, connection }: Deploy, { subdomain }: Found): Promise<string[]> {
  const { databaseUrl } = wanted.secrets;
  const problem = databaseUrl === null ? null : await world.databaseProblem(databaseUrl);
  return [
    ...(problem === null ? [] : [problem]),
    ...(subdomain === null && wanted.onWorkersDev
      ? [
          `the account has no workers.dev address yet: choose one at https://dash.cloudflare.com/${connection.accountId}/workers/onboarding`,
        ]
      : []),
  ];
}
