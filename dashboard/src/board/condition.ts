// Whether the board itself and the pipeline are well, in words that the header always shows. Pure.
import type { HealthWithoutStore } from "../../../worker/wire/board.ts";
import { span } from "../shared/format.ts";
import type { Line } from "./live.ts";

/** Age of the last status after which figures and chart may be out of date. */
const STALE_AFTER_MS = 60_000;

/** A shorter break of the connection is not announced: a sentence would make the page below it jump. */
const WORTH_SAYING_MS = 4000;

export interface Condition {
  tone: "good" | "warn" | "idle";
  word: string;
  /** Whole sentences, worst first. */
  problems: string[];
}

export interface Circumstances {
  line: Line;
  /** When the line ceased to be live; null while it is live. */
  lostAt: number | null;
  online: boolean;
  health: HealthWithoutStore | null;
  statusAt: number | null;
  now: number;
}

export function conditionOf({ line, lostAt, online, health, statusAt, now }: Circumstances): Condition {
  const problems: string[] = [];
  const silence = statusAt === null ? 0 : now - statusAt;
  if (!online) problems.push("This device is offline; the board goes on by itself when it is back.");
  else if (lostAt !== null && now - lostAt > WORTH_SAYING_MS) {
    problems.push(
      statusAt === null
        ? "The server can't be reached yet; the board keeps trying."
        : "The connection to the server is lost; the board reconnects by itself and misses nothing.",
    );
  }
  if (silence > STALE_AFTER_MS) problems.push(`What you see is ${span(silence)} old.`);
  problems.push(...(health?.problems ?? []));

  if (!online) return { tone: "warn", word: "Offline", problems };
  if (line !== "live") {
    if (statusAt !== null || line === "waiting") return { tone: "warn", word: "Reconnecting", problems };
    return { tone: "idle", word: "Connecting", problems };
  }
  if (silence > STALE_AFTER_MS) return { tone: "warn", word: "Stale", problems };
  if (health?.status === "degraded") return { tone: "warn", word: "Degraded", problems };
  return { tone: "good", word: "Live", problems };
}
