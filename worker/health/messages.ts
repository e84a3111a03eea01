// When messages of the outbox that wait, were given up or did not arrive are a problem. Pure.
import type { Config } from "../config/config.ts";
import { counted } from "../counted.ts";
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import { placesOf } from "../notice/targets.ts";
import type { OutboxFacts } from "../store/outbox.ts";
import type { Problem } from "./problem.ts";
import { inMinutes } from "./words.ts";

const OUTBOX_STUCK_MS = 10 * MINUTE_MS;
/** A message that was given up is a problem for a day. After that, everyone who wants to know about it knows. */
export const FAILED_MESSAGES_MS = DAY_MS;
/** After this many failures in a row nobody hears of anything at a place. One or two may be messages that it refuses by kind. */
export const UNHEARD_MESSAGES = 3;

export interface OutboxState extends OutboxFacts {
  /** Places where one message after the other fails. Left out when there are none. */
  unheard?: readonly string[];
}

export function messageProblems(outbox: OutboxState, config: Config, nowMs: number): Problem[] {
  const stops = stopsAlerts(outbox, config, nowMs);
  return [...unsentProblems(outbox, stops, nowMs), ...undeliveredProblems(outbox, stops)];
}

function unsentProblems(outbox: OutboxState, stops: Problem["stops"], nowMs: number): Problem[] {
  const { failed, lost, oldestPendingAt, oldestProblem, pending } = outbox;
  const givenUp = failed - (lost?.mails ?? 0);
  const isStuck = oldestPendingAt !== null && nowMs - oldestPendingAt > OUTBOX_STUCK_MS;
  const words: string[] = [];
  if (isStuck) {
    const waits = `${counted(pending, "message waits", "messages wait")} to be sent`;
    const why = oldestProblem ? ` (${oldestProblem})` : "";
    words.push(`${waits}, the oldest for ${inMinutes(nowMs - oldestPendingAt)}${why}.`);
  }
  if (givenUp > 0) {
    words.push(`${counted(givenUp, "message was given up", "messages were given up")}; the outbox says why.`);
  }
  if (words.length === 0) return [];
  return [{ kind: "outbox", text: words.join(" "), since: isStuck ? oldestPendingAt : null, holdMs: 0, stops }];
}

/** Messages that were accepted and then lost told nobody anything. Everyone else is told so. */
function undeliveredProblems({ lost }: OutboxState, stops: Problem["stops"]): Problem[] {
  if (!lost || lost.to === null) return [];
  const others = lost.recipients - 1;
  const text =
    `${counted(lost.mails - lost.ofIncidents, "mail")} to ${lost.to}` +
    `${others > 0 ? ` and ${counted(others, "other")}` : ""} ` +
    "did not arrive though the mail provider had accepted them; the outbox says why.";
  return [{ kind: "undelivered", text, since: null, holdMs: 0, stops }];
}

/** While one place still takes messages, people hear there that the others do not. */
function stopsAlerts({ waiting, unheard = [] }: OutboxState, config: Config, nowMs: number): "alerts" | null {
  const stuck = waiting.filter(({ since }) => nowMs - since > OUTBOX_STUCK_MS).map(({ place }) => place);
  const places = placesOf(config);
  const isMute = places.length > 0 && places.every((place) => stuck.includes(place) || unheard.includes(place));
  return isMute ? "alerts" : null;
}
