// Are payments flowing? Pure: facts and a clock in, a judgement in plain words out.

import { isoTime } from "../board/view.ts";
import type { Health } from "../board/wire.ts";
import type { Config } from "../config.ts";
import type { IntakeStatus } from "../pipeline/intake.ts";
import type { PollerStatus } from "../pipeline/poller.ts";
import type { Backlog } from "../store/store.ts";

/** Silence longer than this is a problem. */
const NO_TICK_MS = 3 * 60_000;
const NO_PAYMENT_MS = 15 * 60_000;

export interface Facts {
  backlog: Backlog;
  poller: PollerStatus;
  model: IntakeStatus["model"];
}

export function healthOf({ backlog, poller, model }: Facts, config: Config, nowMs: number): Health {
  const problems = problemsOf({ backlog, poller, model }, config, nowMs);
  const { lastTick } = poller;
  return {
    status: problems.length === 0 ? "ok" : "degraded",
    problems,
    feed: {
      kind: config.feed,
      host: config.paymentsUrl === null ? null : new URL(config.paymentsUrl).host,
      simulated: poller.simulated,
      pollSeconds: config.pollMs / 1000,
    },
    lastTick: lastTick === null ? null : { ...lastTick, at: isoTime(lastTick.at) },
    lastPayment: backlog.lastStoredAt === null ? null : isoTime(backlog.lastStoredAt),
    alertsPending: backlog.alertsPending,
    rejects: backlog.rejects,
    model,
    store: "d1",
    open: config.local && config.dashboardToken === null,
  };
}

function problemsOf({ backlog, poller, model }: Facts, config: Config, nowMs: number): string[] {
  const problems: string[] = [];
  const { lastTick } = poller;
  if (model.engine === "none") problems.push(`The model does not run, every payment goes to review: ${model.problem}`);
  if (model.engine === "trees")
    problems.push(`ONNX Runtime did not start, the built-in tree walker scores: ${model.problem}`);
  if (config.paymentsUrl !== null) {
    if (lastTick === null) problems.push("The feed has not been polled yet.");
    else if (nowMs - lastTick.at > NO_TICK_MS) problems.push(`No poll for ${minutes(nowMs - lastTick.at)}.`);
    else if (!lastTick.ok) problems.push(`The feed ${lastTick.error}.`);
  }
  const { lastStoredAt } = backlog;
  if (lastStoredAt === null) problems.push("No payment has come in yet.");
  else if (nowMs - lastStoredAt > NO_PAYMENT_MS) problems.push(`No payment for ${minutes(nowMs - lastStoredAt)}.`);
  return problems;
}

function minutes(ms: number): string {
  return `${Math.floor(ms / 60_000)} minutes`;
}
