// When it is a problem that no payment comes, polled or pushed. Pure.
import type { Config } from "../config/config.ts";
import type { WaitingFacts } from "../pipeline/memory.ts";
import type { Backlog } from "../store/payments.ts";
import type { Problem } from "./problem.ts";
import { inMinutes } from "./words.ts";

/** Polls that may come without a payment, where they are rarer than the limit. */
const POLLS = 2;

/** The limit is SILENCE_MINUTES: 15 minutes unless it is set. */
export function silenceProblems(
  { backlog, waiting }: { backlog: Backlog; waiting: Pick<WaitingFacts, "lastPaymentAt"> },
  config: Config,
  nowMs: number,
): Problem[] {
  const silence = { kind: "no_payment", stops: "payments" } as const;
  const patience = patienceMs(config.silenceMs, config);
  // What is decided has come in, though the store may learn of it much later.
  const known = [backlog.lastStoredAt, waiting.lastPaymentAt].filter((at) => at !== null);
  const lastAt = known.length === 0 ? null : Math.max(...known);
  if (lastAt === null) {
    return [{ ...silence, text: "No payment has come in yet.", since: null, holdMs: patience }];
  }
  if (nowMs - lastAt <= patience) return [];
  return [{ ...silence, text: `No payment for ${inMinutes(nowMs - lastAt)}.`, since: lastAt, holdMs: 0 }];
}

/** How long silence may last: the limit or, where polls are rare, as long as POLLS of them take. */
export function patienceMs(limitMs: number, { pollMs }: Config): number {
  return Math.max(limitMs, POLLS * pollMs);
}
