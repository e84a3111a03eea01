// After the upload: waits for the new version, brings the one before back when it is not well, hands over new secrets,
// and says where Vigie is.
import { type Found, storeHasPayments } from "./account/find.ts";
import { afterFailure } from "./bringBack.ts";
import type { CarriedOut } from "./carryOut.ts";
import { closingWords } from "./closingWords.ts";
import { type Health, healthAt, untilHealthy } from "./health.ts";
import type { Deploy } from "./prepare.ts";

/** `before`: how the version before answered; null when there was none. */
export async function finish(deploy: Deploy, carriedOut: CarriedOut, before: Health | null): Promise<void> {
  const { world, names } = deploy;
  const { plan, found, build } = carriedOut;
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
      : await untilHealthy(world, address, token, build, before);
  await handOver(deploy);
  if (!isWell) throw await afterFailure(deploy, carriedOut, { address, token, before, last });
  const secrets = new Set([...(found.worker?.secrets ?? []), ...plan.secrets.given, ...plan.secrets.made]);
  for (const line of closingWords(address, plan, secrets, last, storeHasPayments(found, plan.variables)))
    world.say(line);
}

/** The address at which the Worker answers; null when that is not known. */
export function addressOf(
  { world, wanted, names }: Pick<Deploy, "world" | "wanted" | "names">,
  { subdomain }: Found,
  variables: Readonly<Record<string, string>>,
): string | null {
  if (world.env.WORKERS_DEV_URL) return world.env.WORKERS_DEV_URL;
  if (wanted.onWorkersDev && subdomain !== null) return `https://${names.worker}.${subdomain}.workers.dev/`;
  return variables.PUBLIC_URL ?? null;
}

/** The token that lets this command read /api/health; null when it has none. */
export async function tokenOf({
  world,
  wanted,
  unshown,
}: Pick<Deploy, "world" | "wanted" | "unshown">): Promise<string | null> {
  const own = await unshown.read();
  return wanted.secrets.given.get("DASHBOARD_TOKEN") ?? (world.env.DASHBOARD_TOKEN || own.DASHBOARD_TOKEN || null);
}

/** A terminal shows new secrets once. Elsewhere, where what is said is kept in logs, they stay in their file. */
async function handOver({ world, unshown }: Deploy): Promise<void> {
  const own = Object.entries(await unshown.read());
  if (own.length === 0) return;
  if (world.ask === null) {
    return world.say(
      `Secrets that nobody has taken yet are in ${unshown.file}, which only you may read: take them, and delete it.`,
    );
  }
  world.say("\nNew secrets. They are shown this once: keep them where you keep passwords.");
  for (const [name, value] of own) world.say(`  ${name.padEnd(16)} ${value}`);
  await unshown.forget();
}
