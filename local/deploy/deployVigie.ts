// `npm run deploy`: reads what is wanted and what is there, says the difference, and does it. Every step may be the
// last: the next run begins with what it finds then.
import { Mendable } from "../errorSentence.ts";
import { connect } from "./account/connect.ts";
import type { Found } from "./account/find.ts";
import { mustBeAllowed } from "./account/permissions.ts";
import { carryOut } from "./carryOut.ts";
import { addressOf, finish, tokenOf } from "./finish.ts";
import { type Health, healthAt } from "./health.ts";
import { DONE, type Options, WOULD_CHANGE } from "./options.ts";
import { type Plan, planDeploy } from "./plan.ts";
import { planWords } from "./planWords.ts";
import { type Deploy, prepare } from "./prepare.ts";
import { sweepScratch } from "./scratch.ts";
import { givenSecrets } from "./secrets/given.ts";
import { UPLOADS } from "./upload/upload.ts";
import type { World } from "./world.ts";

/** Returns the exit code. */
export async function deployVigie(options: Options, world: World): Promise<number> {
  await sweepScratch(`${world.stateDir}/deploy`, UPLOADS, world.isGone);
  const given = await givenSecrets(options.secrets, world);
  const connection = await connect(world);
  world.say("Building the board and the Worker …");
  const built = await world.build();
  await mustBeAllowed(connection, ["workers", "d1"]);
  const deploy = await prepare(options, world, connection, built, given);
  const found = await deploy.find();
  const plan = planDeploy(deploy.wanted, found);
  if (plan.refusals.length > 0) throw new Mendable(`${plan.refusals.join("\n  ")}\nNothing was changed`);
  for (const line of planWords(plan, deploy.names)) world.say(line);
  if (options.dryRun) return plan.steps.length === 0 ? DONE : WOULD_CHANGE;
  const before = await healthBefore(deploy, plan, found);
  const carriedOut = plan.steps.length === 0 ? { plan, found, build: null } : await carryOut(deploy, found);
  await finish(deploy, carriedOut, before);
  return DONE;
}

/**
 * How the version that runs now answers, since the new one is not to blame for what was there before; null when none
 * runs.
 */
async function healthBefore(deploy: Deploy, plan: Plan, found: Found): Promise<Health | null> {
  const address = addressOf(deploy, found, plan.variables);
  if (found.worker === null || address === null) return null;
  return healthAt(deploy.world, address, await tokenOf(deploy));
}
