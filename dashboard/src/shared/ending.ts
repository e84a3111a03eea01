// Until when something holds: the choices of a form, and how an end is told. Pure.
import { DAY_MS, HOUR_MS } from "../../../worker/duration.ts";
import { dayAndTimeOfDay, dayIn, timeOfDay } from "./format.ts";

/** `kept`: the end that it has already. `at`: a moment that the person gives. */
export const ENDINGS = ["never", "1 h", "24 h", "7 d", "30 d", "at", "kept"] as const;
export type EndingChoice = (typeof ENDINGS)[number];

export interface Ending {
  choice: EndingChoice;
  /** For `at`: as the browser's field gives it, by the person's own clock, such as 2026-11-20T22:00. */
  at: string;
  /** For `kept`. */
  kept: string | null;
}

const SPANS_MS: Partial<Record<EndingChoice, number>> = {
  "1 h": HOUR_MS,
  "24 h": DAY_MS,
  "7 d": 7 * DAY_MS,
  "30 d": 30 * DAY_MS,
};

export const ENDING_WORDS: Readonly<Record<Exclude<EndingChoice, "kept">, string>> = {
  never: "Without end",
  "1 h": "For an hour",
  "24 h": "For 24 hours",
  "7 d": "For 7 days",
  "30 d": "For 30 days",
  at: "Until a time…",
};

export function endingOf(until: string | null): Ending {
  return { choice: until === null ? "never" : "kept", at: "", kept: until };
}

/** The moment, or null without one; or what is wrong with it. */
export function untilOf(
  { choice, at, kept }: Ending,
  nowMs: number,
): { ok: true; until: string | null } | { ok: false; problem: string } {
  const span = SPANS_MS[choice];
  if (span !== undefined) return { ok: true, until: new Date(nowMs + span).toISOString() };
  if (choice === "never") return { ok: true, until: null };
  if (choice === "kept") return { ok: true, until: kept };
  const moment = at === "" ? Number.NaN : Date.parse(at);
  if (Number.isNaN(moment)) return { ok: false, problem: "Say until when." };
  if (moment <= nowMs) return { ok: false, problem: "The end must be ahead." };
  return { ok: true, until: new Date(moment).toISOString() };
}

export function hasEnded(until: string | null, nowMs: number): boolean {
  return until !== null && Date.parse(until) <= nowMs;
}

/** "until 20 Nov 2026, 22:00", "ended 20 Nov 2026, 22:00", or "without end". */
export function untilWords(until: string | null, nowMs: number, zone: string): string {
  if (until === null) return "without end";
  if (hasEnded(until, nowMs)) return `ended ${dayIn(until, zone)}, ${timeOfDay(until, zone)}`;
  return `until ${Date.parse(until) - nowMs < DAY_MS ? dayAndTimeOfDay(until, nowMs, zone) : `${dayIn(until, zone)}, ${timeOfDay(until, zone)}`}`;
}
