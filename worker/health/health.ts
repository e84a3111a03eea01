// Are payments flowing? Pure: facts and a clock in, a judgement in plain words out.

import { isoTime } from "../board/view.ts";
import type { Health } from "../board/wire.ts";
import { type Config, isOpen } from "../config.ts";
import type { IntakeStatus } from "../pipeline/intake.ts";
import type { PollerStatus } from "../pipeline/poller.ts";
import type { Backlog } from "../store/payments.ts";
import type { Store } from "../store/store.ts";

/** Silence longer than this is a problem, or longer than this many polls, where they are rarer. */
const NO_TICK_MS = 3 * 60_000;
const NO_PAYMENT_MS = 15 * 60_000;
const POLLS = 2;

export interface Facts {
  backlog: Backlog;
  poller: PollerStatus;
  model: IntakeStatus["model"];
  store: Store["kind"];
}

export function healthOf(facts: Facts, config: Config, nowMs: number): Health {
  const { backlog, poller, model, store } = facts;
  const problems = problemsOf(facts, config, nowMs);
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
    store,
    open: isOpen(config),
  };
}

function problemsOf({ backlog, poller, model }: Facts, config: Config, nowMs: number): string[] {
  const problems: string[] = [];
  const { lastTick } = poller;
  const { lastStoredAt } = backlog;
  const isSilent = (since: number, limitMs: number) => nowMs - since > Math.max(limitMs, POLLS * config.pollMs);
  if (model.engine === "none") problems.push(`The model does not run, every payment goes to review: ${model.problem}`);
  if (model.engine === "trees") {
    problems.push(`ONNX Runtime is out of use, the built-in tree walker scores: ${model.problem}`);
  }
  if (config.paymentsUrl !== null) {
    if (lastTick === null) problems.push("The feed has not been polled yet.");
    else if (isSilent(lastTick.at, NO_TICK_MS)) problems.push(`No poll for ${minutes(nowMs - lastTick.at)}.`);
    if (lastTick?.ok === false) problems.push(`The feed ${lastTick.error}.`);
  }
  if (lastStoredAt === null) problems.push("No payment has come in yet.");
  else if (isSilent(lastStoredAt, NO_PAYMENT_MS)) problems.push(`No payment for ${minutes(nowMs - lastStoredAt)}.`);
  return problems;
}

function minutes(ms: number): string {
  return `${Math.floor(ms / 60_000)} minutes`;
}
