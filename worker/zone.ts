// Wall clocks: offsets and days of IANA time zones, 23- and 25-hour days included.
import { Temporal } from "temporal-polyfill";

/** From one change of the clocks to the next, epoch ms: [from, to). */
interface Span {
  from: number;
  to: number;
  offsetMs: number;
}

/** Those that were asked for, the newest look-up first; two a year at most. */
const spansOf = new Map<string, Span[]>();

/** What to add to epoch milliseconds to read them on the zone's wall clock. */
export function offsetMsAt(zone: string, epochMs: number): number {
  const spans = spansOf.get(zone) ?? [];
  const known = spans.find(({ from, to }) => epochMs >= from && epochMs < to);
  if (known !== undefined) return known.offsetMs;
  const span = spanAt(zone, epochMs);
  spansOf.set(zone, [span, ...spans]);
  return span.offsetMs;
}

function spanAt(zone: string, epochMs: number): Span {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
  // "previous" is strictly before: a moment later, so that the change itself counts.
  const changed = at.add({ milliseconds: 1 }).getTimeZoneTransition("previous");
  const changes = at.getTimeZoneTransition("next");
  return {
    from: changed?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    to: changes?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: at.offsetNanoseconds / 1e6,
  };
}

export interface Day {
  /** `YYYY-MM-DD` in the zone. */
  date: string;
  /** Epoch ms of its first moment, and of the next day's. */
  from: number;
  to: number;
}

/** The day of the zone that holds a moment. */
export function dayAt(zone: string, epochMs: number): Day {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone);
  const start = at.startOfDay();
  const next = start.add({ days: 1 }).startOfDay();
  return { date: at.toPlainDate().toString(), from: start.epochMilliseconds, to: next.epochMilliseconds };
}
