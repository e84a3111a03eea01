// That the challenger could not judge payments lately, though the champion could: logged once, and told on health.
import { MINUTE_MS } from "../duration.ts";
import { logError } from "../log.ts";
import type { Models } from "../scoring/detector.ts";
import type { ChallengeFailure } from "./challenge.ts";

/** It is told of for so long: the watchman looks once a minute, and a challenger may fail now and then. */
const TOLD_MS = 5 * MINUTE_MS;

export function createChallengerFailed(models: Models, now: () => number) {
  let newest: (ChallengeFailure & { at: number }) | null = null;

  function failed(failure: ChallengeFailure): void {
    const { version, problem, payments } = failure;
    if (problemNow() === null) logError("challenger_failed", problem, { model: version, payments });
    newest = { ...failure, at: now() };
  }

  /** Of the present challenger. Null when it did not fail lately. */
  function problemNow(): string | null {
    if (newest === null || newest.version !== models.challenger?.version) return null;
    return Math.abs(now() - newest.at) < TOLD_MS ? newest.problem : null;
  }

  return { failed, problem: problemNow };
}
