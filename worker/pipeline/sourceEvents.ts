// What becomes of the events in one request of a source: rows for the door, words on payments, and what is neither.
import type { Reject } from "../payment/payment.ts";
import { problemsOf, type Reading, type ReadLabel, type ReadRow } from "../payment/sources/apply.ts";
import { cardsIn, textsAt } from "../payment/sources/cardsIn.ts";
import type { Mapping } from "../payment/sources/mapping.ts";
import { redactEvent, redactText } from "../payment/sources/redactEvent.ts";
import type { TakenEvent } from "../payment/sources/taken.ts";
import type { Arrival } from "./arrival.ts";

export function isRow(reading: Reading): reading is ReadRow {
  return reading.kind === "payment" || reading.kind === "refund";
}

export function isLabel(reading: Reading): reading is ReadLabel & { said: NonNullable<ReadLabel["said"]> } {
  return reading.kind === "label" && reading.said !== null;
}

/** An event whose mapping names no id is known by the delivery's, or else by its text. */
export function withIds(readings: readonly Reading[], delivery: string): Reading[] {
  return readings.map((reading, at) =>
    reading.eventId === null ? { ...reading, eventId: `${delivery}:${at}` } : reading,
  );
}

/** The rows for the door. `ownIds`: pointers where the system's own ids stand, which may be long numbers. */
export function rowsOf(readings: readonly Reading[], ownIds: readonly string[]) {
  return readings.filter(isRow).map(({ columns, fields }) => {
    const own = ["trans_num", "refund_of"].filter((name) => ownIds.includes(fields[name]?.from ?? ""));
    return { columns, ownIds: own };
  });
}

/** Payments and refunds say who sent them. */
export function sentBy(arrivals: readonly Arrival[], sender: string): Arrival[] {
  return arrivals.map((arrival): Arrival => {
    const { admission } = arrival;
    if (!admission.ok) return arrival;
    const { payment, refund, ...notes } = admission;
    const sent = payment === undefined ? { refund: { ...refund, sender } } : { payment: { ...payment, sender } };
    return { ...arrival, admission: { ...notes, ...sent } };
  });
}

/**
 * One for each reading, as the list of the last events shows it. `rejects`: of the rows, in order, and null for a row that was taken. What
 * was refused has another id than what was taken: it is read again, since somebody may mend the mapping.
 */
export function takenOf(
  readings: readonly Reading[],
  rejects: readonly (Reject | null)[],
  { body, hide }: ShownEvent,
): TakenEvent[] {
  let row = 0;
  return readings.map((reading): TakenEvent => {
    const reject = isRow(reading) ? (rejects[row++] ?? null) : null;
    const problems = problemsOf(reading);
    const { kind, eventId, eventType } = reading;
    const type = eventType === null ? null : hide(eventType);
    const id = eventId === null ? null : `${kind}:${eventId}`;
    if (kind === "ignored") return { id, kind, type, problem: hide(reading.why), body };
    const problem = problems.length === 0 ? null : hide(problems.join("; "));
    const isUnread = kind === "label" && reading.said === null;
    if (reject === null && !isUnread) return { id, kind, type, problem, body };
    const refused = { id: id === null ? null : `refused:${id}`, kind: "refused", type, body } as const;
    return { ...refused, problem: reject === null ? problem : hide(refusalWords(reject, problems)) };
  });
}

/** The mapping's own words tell where to look; the door only misses a column. */
function refusalWords({ reason, field }: Reject, problems: readonly string[]): string {
  return problems.find((problem) => field !== null && problem.startsWith(`${field}: `)) ?? reason;
}

/** What people may see of an event. */
export interface ShownEvent {
  /** As JSON. Whatever stands for a card is hidden. */
  body: string;
  /** Hides the same in a text that tells of the event. */
  hide: (text: string) => string;
}

/** `readings`: all that were made of the event. */
export function shownEvent(
  { mapping, ownIds }: { mapping: Mapping; ownIds: readonly string[] },
  event: unknown,
  readings: readonly Reading[],
): ShownEvent {
  const cards = readings.filter(isRow).flatMap(({ columns: { card, cc_num, trans_num } }) => {
    // Where nothing else tells a card, the payment's own id stands for it, and is no secret.
    return card === trans_num ? [cc_num] : [card, cc_num];
  });
  const told = cards.flatMap((card) => (typeof card === "string" || typeof card === "number" ? [String(card)] : []));
  const hidden = [...told, ...cardsIn(mapping, event)];
  const body = JSON.stringify(redactEvent(event, hidden, textsAt(ownIds, mapping, event)));
  return { body, hide: (text) => redactText(text, hidden) };
}
