// Decides when problems become incidents, and when incidents are over. A blip or a flapping line is not worth a mail.
// How long each problem must last is said where it is judged (see problems.ts). Pure.
import { MINUTE_MS } from "../duration.ts";
import type { Incident } from "../store/incidents.ts";
import type { Problem, ProblemKind } from "./problem.ts";
import { inMinutes } from "./words.ts";

/** Looks are a minute apart. If none came for this long, the watchman itself was asleep. */
const SLEPT_MS = 5 * MINUTE_MS;
const BLIND_MS = 5 * MINUTE_MS;
/** After waking, and at the very first look, everything seems silent. It gets this long to come back. */
const GRACE_MS = 3 * MINUTE_MS;
/** An incident is over after this long without its problem. */
const CALM_MS = 5 * MINUTE_MS;
/** Causes of each kind. A problem that follows from another incident is not told as an incident of its own. */
const CAUSES: Readonly<Partial<Record<ProblemKind, ProblemKind[]>>> = {
  no_payment: ["no_tick", "feed", "refused"],
};

/** What the watchman keeps from look to look. */
export interface Watch {
  /** When it last woke. `awakeSince`: since when it has woken each minute. */
  wokeAt: number;
  awakeSince: number;
  /** When it last was able to look. */
  lookedAt: number;
  /** Since when each problem has been there at every look. */
  since: Partial<Record<ProblemKind, number>>;
  /** Since when each lasting incident's problem has been away at every look. */
  calmSince: Record<string, number>;
}

export interface Look {
  watch: Watch;
  /** Incidents that are new at this look. One that is over already has its end. */
  opened: Incident[];
  /** Incidents that are over since their `endedAt`. */
  ended: (Incident & { endedAt: number })[];
}

/** The result must be stored before the look. Whatever fails then, it is known that the watchman woke. */
export function wakeUp(watch: Watch | null, nowMs: number): { watch: Watch; slept: Incident[] } {
  if (watch === null) {
    return { watch: { wokeAt: nowMs, awakeSince: nowMs, lookedAt: nowMs, since: {}, calmSince: {} }, slept: [] };
  }
  const { wokeAt } = watch;
  if (nowMs - wokeAt <= SLEPT_MS) return { watch: { ...watch, wokeAt: nowMs }, slept: [] };
  const slept = over("stopped", `Vigie did not run for ${lasting(nowMs - wokeAt)}.`, wokeAt, nowMs);
  // What was known before the sleep says nothing about now.
  return { watch: { wokeAt: nowMs, awakeSince: nowMs, lookedAt: nowMs, since: {}, calmSince: {} }, slept: [slept] };
}

export function look(before: Watch, problems: readonly Problem[], lasting: readonly Incident[], nowMs: number): Look {
  const since: Watch["since"] = {};
  for (const { kind } of problems) since[kind] = before.since[kind] ?? nowMs;
  const calmSince: Watch["calmSince"] = {};
  for (const { kind, id } of lasting) {
    if (!problems.some((problem) => problem.kind === kind)) calmSince[id] = before.calmSince[id] ?? nowMs;
  }

  const opened = problems.flatMap((problem): Incident[] => {
    const { kind, text, holdMs } = problem;
    const noticedAt = since[kind] ?? nowMs;
    const isKnown = lasting.some((incident) => incident.kind === kind);
    const follows = CAUSES[kind]?.some((cause) => since[cause] !== undefined) ?? false;
    const isOld = nowMs - noticedAt >= holdMs && nowMs - before.awakeSince >= GRACE_MS;
    if (isKnown || follows || !isOld) return [];
    const startedAt = problem.since ?? noticedAt;
    return [{ id: idOf(kind, noticedAt), kind, startedAt, endedAt: null, detail: text }];
  });
  const ended = lasting.flatMap((incident) => {
    const endedAt = calmSince[incident.id];
    if (endedAt === undefined || nowMs - endedAt < CALM_MS) return [];
    return [{ ...incident, endedAt: Math.max(endedAt, incident.startedAt) }];
  });
  const blind = nowMs - before.lookedAt > BLIND_MS ? [blindness(before.lookedAt, nowMs)] : [];
  return { watch: { ...before, lookedAt: nowMs, since, calmSince }, opened: [...blind, ...opened], ended };
}

function blindness(from: number, to: number): Incident {
  return over("store", `The store could not be read for ${lasting(to - from)}.`, from, to);
}

function over(kind: string, detail: string, startedAt: number, endedAt: number): Incident {
  return { id: idOf(kind, startedAt), kind, startedAt, endedAt, detail };
}

/**
 * An incident that is found twice, as after a kill between two steps, gets the same id. Two incidents may be judged to have begun
 * at one time, so the id has when the problem was noticed.
 */
function idOf(kind: string, noticedAt: number): string {
  return `${kind}-${new Date(noticedAt).toISOString()}`;
}

/** The duration in whole minutes, hours or days. */
export function lasting(ms: number): string {
  if (ms < 120 * MINUTE_MS) return inMinutes(ms);
  const hours = Math.floor(ms / (60 * MINUTE_MS));
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
}
