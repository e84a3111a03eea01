// A new version that is not well: the version before is brought back where it can run, and the person is told what was
// done.
import { Mendable } from "../errorSentence.ts";
import { boundTo } from "./account/find.ts";
import type { CarriedOut } from "./carryOut.ts";
import { type Health, healthAt, isWell, untilHealthy } from "./health.ts";
import { BUILD } from "./plan.ts";
import type { Deploy } from "./prepare.ts";

interface Seen {
  address: string;
  token: string | null;
  /** How the version before answered; null when there was none. */
  before: Health | null;
  /** How the new version answered last. */
  last: Health;
}

/** A new version that is not well, and is there all the same. */
export class Uploaded extends Mendable {}

/** What happened and what was done about it, as the error with which the deploy ends. */
export async function afterFailure(deploy: Deploy, { plan, found }: CarriedOut, seen: Seen): Promise<Mendable> {
  const { connection, built, names } = deploy;
  const { worker } = found;
  const { address, before, last } = seen;
  const isUnseen = last.build === null && before?.build === null;
  const why = [
    `the new version did not become healthy within a minute: ${last.problems.join("; ")}`,
    ...(isUnseen
      ? [`No Vigie was seen at ${address} before the upload either: look what stands there, such as Cloudflare Access`]
      : []),
  ].join(". ");
  if (worker?.version == null) {
    return new Uploaded(`${why}. A new address may take some minutes: run this again, or look at ${address}`);
  }
  const tag = built.config.migrations.at(-1)?.tag ?? null;
  if (worker.objectsTag !== tag) {
    return new Uploaded(
      `${why}. It migrated the Durable Objects (${worker.objectsTag} to ${tag}), so Cloudflare does not bring the version before back: mend this one, and run this again`,
    );
  }
  if (plan.steps.some((step) => step.do === "migrate D1" || step.do === "migrate PostgreSQL")) {
    return new Uploaded(
      `${why}. The version before would refuse to run on the tables, which are newer now, so it was not brought back: mend this one, and run this again (docs/stores.md, The tables of a newer version)`,
    );
  }
  const byHand = `This brings the version before back: npx wrangler rollback ${worker.version} --name ${names.worker}`;
  if (isUnseen) return new Uploaded(`${why}. Therefore nothing was brought back. ${byHand}`);
  const body = {
    strategy: "percentage",
    versions: [{ version_id: worker.version, percentage: 100 }],
    annotations: { "workers/message": "brought back: the version after it did not become healthy" },
  };
  const reply = await connection.call("POST", `/workers/scripts/${names.worker}/deployments`, body);
  if (!reply.ok) return new Uploaded(`${why}. ${byHand}`);
  const back = `${why}. The version before (${worker.version}) was brought back, with its variables and secrets`;
  const again = await backAgain(deploy, seen, boundTo(worker, "plain_text", BUILD, "text"));
  return new Mendable(again.isWell ? back : `${back}, and is not well either: ${again.last.problems.join("; ")}`);
}

/** The last words of a command that did not do its work. `message`: why. */
export function failureWords(error: unknown, message: string, wasRemoving: boolean): string {
  if (error instanceof Uploaded) return `Vigie was uploaded, but ${message}`;
  return `Vigie was not ${wasRemoving ? "removed" : "deployed"}: ${message}`;
}

/**
 * How the version before answers once it is back. `build`: what its upload called itself; null before uploads had
 * names.
 */
async function backAgain({ world }: Deploy, { address, token, before }: Seen, build: string | null) {
  if (build !== null) return untilHealthy(world, address, token, build, before);
  const last = await healthAt(world, address, token);
  return { isWell: isWell(last, before), last };
}
