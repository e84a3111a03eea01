// After the upload: waits for the new version, brings the one before back when it is not well, hands over new secrets, and says where
// Vigie is.
import { Mendable } from "../errorSentence.ts";
import type { CarriedOut } from "./carryOut.ts";
import type { Found } from "./found.ts";
import { type Health, healthAt, untilHealthy } from "./health.ts";
import type { Plan } from "./plan.ts";
import type { Deploy } from "./preparation.ts";
import { closingWords } from "./words.ts";

export async function finish(deploy: Deploy, { plan, found, build }: CarriedOut, stoodBefore: boolean): Promise<void> {
  const { world, names } = deploy;
  const address = addressOf(deploy, found, plan.variables);
  const token = await tokenOf(deploy);
  if (address === null) {
    await handOver(deploy);
    return world.say(
      `The Worker ${names.worker} is up to date. Its address is not known here: workers_dev is false, and PUBLIC_URL is not set.`,
    );
  }
  if (build !== null) world.say(`… wait until it answers at ${address}`);
  const { isWell, last } =
    build === null
      ? { isWell: true, last: await healthAt(world, address, token) }
      : await untilHealthy(world, address, token, build, stoodBefore);
  await handOver(deploy);
  if (!isWell) throw new Mendable(await afterFailure(deploy, plan, found, address, last));
  const secrets = new Set([...(found.worker?.secrets ?? []), ...plan.secrets.given, ...plan.secrets.made]);
  for (const line of closingWords(address, plan, secrets, last)) world.say(line);
}

/** Where the Worker answers; null when that is not known. */
export function addressOf(
  { world, wanted, names }: Pick<Deploy, "world" | "wanted" | "names">,
  { subdomain }: Found,
  variables: Readonly<Record<string, string>>,
): string | null {
  if (world.env.WORKERS_DEV_URL) return world.env.WORKERS_DEV_URL;
  if (wanted.onWorkersDev && subdomain !== null) return `https://${names.worker}.${subdomain}.workers.dev/`;
  return variables.PUBLIC_URL ?? null;
}

export async function tokenOf({
  world,
  wanted,
  kept,
}: Pick<Deploy, "world" | "wanted" | "kept">): Promise<string | null> {
  const own = await kept.read();
  return wanted.secrets.given.get("DASHBOARD_TOKEN") ?? own.DASHBOARD_TOKEN ?? world.env.DASHBOARD_TOKEN ?? null;
}

/** A terminal shows new secrets once. Elsewhere, where what is said is kept in logs, they stay in their file. */
async function handOver({ world, kept }: Deploy): Promise<void> {
  const own = Object.entries(await kept.read());
  if (own.length === 0) return;
  if (world.ask === null) {
    return world.say(`New secrets are in ${kept.file}, which only you may read: take them, and delete it.`);
  }
  world.say("\nNew secrets. They are shown this once: keep them where you keep passwords.");
  for (const [name, value] of own) world.say(`  ${name.padEnd(16)} ${value}`);
  await kept.forget();
}

/** What happened, and what was done about it. */
async function afterFailure(
  { connection, built, names }: Deploy,
  { steps }: Plan,
  { worker }: Found,
  address: string,
  { problems }: Health,
): Promise<string> {
  const why = `the new version did not become healthy within a minute: ${problems.join("; ")}`;
  if (worker?.version == null) {
    return `${why}. A new address may take some minutes: run this again, or look at ${address}`;
  }
  const tag = built.config.migrations.at(-1)?.tag ?? null;
  if (worker.objectsTag !== tag) {
    return `${why}. It migrated the Durable Objects (${worker.objectsTag} to ${tag}), so Cloudflare does not bring the version before back: mend this one, and run this again`;
  }
  if (steps.some((step) => step.do === "migrate D1")) {
    return `${why}. The version before would refuse to run on the tables, which are newer now, so it was not brought back: mend this one, and run this again (docs/stores.md, The tables of a newer version)`;
  }
  const body = {
    strategy: "percentage",
    versions: [{ version_id: worker.version, percentage: 100 }],
    annotations: { "workers/message": "brought back: the version after it did not become healthy" },
  };
  const reply = await connection.call("POST", `/workers/scripts/${names.worker}/deployments`, body);
  return reply.ok
    ? `${why}. The version before (${worker.version}) was brought back, with its variables and secrets`
    : `${why}. This brings the version before back: npx wrangler rollback ${worker.version} --name ${names.worker}`;
}
