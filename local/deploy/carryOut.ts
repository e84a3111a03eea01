// Does what the plan says. The database comes first, since it holds the lease; what is to be done is then read once
// more, because another deploy may have done it meanwhile.
import { randomBytes } from "node:crypto";
import { Mendable } from "../errorSentence.ts";
import { type Call, type Reply, resultOf } from "./account/api.ts";
import { migrate } from "./account/d1.ts";
import { databaseCalled, type Found, findQueues, hasBucket } from "./account/find.ts";
import { takeLease } from "./account/lease.ts";
import { BUILD, type Plan, planDeploy, type Step } from "./plan.ts";
import { stepWords } from "./planWords.ts";
import type { Deploy } from "./prepare.ts";
import { makeSecret } from "./secrets/toSet.ts";

export interface CarriedOut {
  plan: Plan;
  found: Found;
  /** The name that the upload gave itself; null when nothing was uploaded. */
  build: string | null;
}

export async function carryOut(deploy: Deploy, before: Found): Promise<CarriedOut> {
  const { connection, world } = deploy;
  const databaseId = await databaseOf(deploy, before);
  const lease = await takeLease(connection.call, databaseId, world);
  try {
    const found = await deploy.find();
    const plan = planDeploy(deploy.wanted, found);
    if (plan.refusals.length > 0) throw new Mendable(plan.refusals.join("\n  "));
    let build: string | null = null;
    for (const step of plan.steps) {
      world.say(`… ${stepWords(step, deploy.names)}`);
      await lease.mustStillHold();
      if (step.do === "upload") build = await uploadAs(deploy, plan, databaseId);
      else await take(step, deploy, databaseId);
    }
    return { plan, found, build };
  } finally {
    await lease.release();
  }
}

async function databaseOf({ connection, world, names }: Deploy, { database }: Found): Promise<string> {
  if (database === "gone") throw new Error("a plan with refusals was carried out");
  if (database !== null) return database.id;
  world.say(`… make the D1 database ${names.database}`);
  const { call } = connection;
  const made = await ensured(
    call,
    ["/d1/database", { name: names.database }],
    () => databaseCalled(call, names.database),
    `making the database ${names.database}`,
  );
  return made.id;
}

/**
 * Makes something, and looks for it afterwards: the answer to an attempt that worked may have been lost, and another
 * deploy may have been faster.
 */
async function ensured<Thing>(
  call: Call,
  [path, body]: [string, unknown],
  look: () => Promise<Thing | null>,
  what: string,
): Promise<Thing> {
  const reply: Reply = await call("POST", path, body);
  const there = await look();
  if (there !== null) return there;
  resultOf(reply, what);
  throw new Mendable(`${what} was answered well, but it is not there yet: run this again in a minute`);
}

async function take(step: Exclude<Step, { do: "upload" }>, deploy: Deploy, databaseId: string): Promise<void> {
  const { call } = deploy.connection;
  switch (step.do) {
    case "make the database":
      return;
    case "make the bucket": {
      const look = async () => ((await hasBucket(call, step.name)) ? true : null);
      await ensured(call, ["/r2/buckets", { name: step.name }], look, `making the bucket ${step.name}`);
      return;
    }
    case "make the queue": {
      const look = async () => (await findQueues(call, [step.name]))[0] ?? null;
      await ensured(call, ["/queues", { queue_name: step.name }], look, `making the queue ${step.name}`);
      return;
    }
    case "migrate D1":
      return migrate(
        call,
        databaseId,
        deploy.built.migrations.filter(({ name }) => step.files.includes(name)),
      );
    case "migrate PostgreSQL": {
      const { databaseUrl } = deploy.wanted.secrets;
      if (databaseUrl !== null) await deploy.world.migrateDatabase(databaseUrl);
    }
  }
}

async function uploadAs(deploy: Deploy, plan: Plan, databaseId: string): Promise<string> {
  const { world, built, names, wanted, unshown, connection } = deploy;
  const made = Object.fromEntries(plan.secrets.made.map((name) => [name, makeSecret(name)]));
  if (plan.secrets.made.length > 0) await unshown.add(made);
  const { given, atHand, databaseUrl } = wanted.secrets;
  const known = new Map([
    ...atHand,
    ...(databaseUrl === null ? [] : [["DATABASE_URL", databaseUrl] as const]),
    ...given,
  ]);
  const chosen = plan.secrets.given.map((name) => [name, known.get(name) ?? ""] as const);
  const build = `${built.fingerprint}.${randomBytes(4).toString("hex")}`;
  await world.upload(
    {
      built,
      names,
      databaseId,
      archive: plan.archive,
      queue: plan.queue,
      variables: { ...plan.variables, [BUILD]: build },
      secrets: { ...Object.fromEntries(chosen), ...made },
    },
    {
      accountId: connection.accountId,
      dir: `${world.stateDir}/deploy`,
      runWrangler: world.runWrangler,
      wait: world.wait,
    },
  );
  // What a person gave is known to them, and what the file has in its place opens nothing any more.
  const own = await unshown.read();
  await unshown.drop([...given.keys(), ...chosen.flatMap(([name, value]) => (own[name] === value ? [] : [name]))]);
  return build;
}
