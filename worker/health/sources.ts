// Sources whose events are refused: a wrong secret, or a mapping that does not fit what the system sends. Pure.
import { counted } from "../counted.ts";
import { MINUTE_MS } from "../duration.ts";
import type { RefusedRun } from "../payment/sources/taken.ts";
import type { Problem } from "./problem.ts";
import { inMinutes } from "./words.ts";

/** One event that a stranger made up is no incident while others come between. */
const HOLD_MS = 5 * MINUTE_MS;
/** More names make no mail clearer. */
const MOST_NAMED = 3;

export interface RefusedSource extends RefusedRun {
  source: string;
}

/** One at most: a kind is told once. */
export function sourceProblems(refused: readonly RefusedSource[], nowMs: number): Problem[] {
  if (refused.length === 0) return [];
  const said = refused.slice(0, MOST_NAMED).map(({ source, events, since, problem }) => {
    return `${counted(events, "event")} of ${source} in ${inMinutes(nowMs - since)}, the last because: ${problem}`;
  });
  const more = refused.length > MOST_NAMED ? `; and of ${refused.length - MOST_NAMED} more sources` : "";
  const since = Math.min(...refused.map((each) => each.since));
  const text = `Events are refused, and none was taken since: ${said.join("; ")}${more}.`;
  return [{ kind: "source", text, since, holdMs: HOLD_MS, stops: null }];
}
