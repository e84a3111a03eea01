// What becomes of the events in one request of a source: rows for the door, words on payments, and what is neither.
import type { Reject } from "../payment/payment.ts";
import { problemsOf, type Reading, type ReadLabel, type ReadRow } from "../payment/sources/apply.ts";
import { redactEvent } from "../payment/sources/redactEvent.ts";
import type { TakenEvent } from "../payment/sources/taken.ts";
import type { Arrival, Receipt } from "../pipeline/arrival.ts";

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

/** Payments say who sent them. */
export function sentBy(arrivals: readonly Arrival[], sender: string): Arrival[] {
  return arrivals.map(({ admission, ...arrival }) => ({
    ...arrival,
    admission: admission.ok ? { ...admission, payment: { ...admission.payment, sender } } : admission,
  }));
}

/** One for each reading, as the list of the last events shows it. `receipts`: of the rows, in order. */
export function takenOf(readings: readonly Reading[], receipts: readonly Receipt[], body: string): TakenEvent[] {
  let row = 0;
  return readings.map((reading): TakenEvent => {
    const receipt = isRow(reading) ? receipts[row++] : undefined;
    const problems = problemsOf(reading);
    const about = { id: `${reading.kind}:${reading.eventId}`, type: reading.eventType, body };
    if (reading.kind === "ignored") return { ...about, kind: "ignored", problem: reading.why };
    const problem = problems.length === 0 ? null : problems.join("; ");
    if (receipt?.status === "rejected") {
      return { ...about, kind: "refused", problem: refusalWords(receipt.reject, problems) };
    }
    const isUnread = reading.kind === "label" && reading.said === null;
    return { ...about, kind: isUnread ? "refused" : reading.kind, problem };
  });
}

/** The mapping's own words tell where to look; the door only misses a column. */
function refusalWords({ reason, field }: Reject, problems: readonly string[]): string {
  return problems.find((problem) => field !== null && problem.startsWith(`${field}: `)) ?? reason;
}

/** The event as people may see it. Whatever stands for a card is hidden. */
export function shownEvent(event: unknown, readings: readonly Reading[]): string {
  const cards = readings.filter(isRow).flatMap(({ columns }) => [columns.card, columns.cc_num]);
  const hidden = cards.flatMap((card) => (typeof card === "string" || typeof card === "number" ? [String(card)] : []));
  return JSON.stringify(redactEvent(event, hidden));
}
