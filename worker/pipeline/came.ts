// What came in, whatever became of it: counted where the rows of all deciders meet. Pure.
import { UNKNOWN_MCC } from "../payment/notes.ts";
import type { Note, Payment } from "../payment/payment.ts";
import type { Source } from "../store/payments.ts";
import type { Arrival, Receipt } from "./arrival.ts";
import type { PastGroup } from "./pastLoad.ts";
import { gapsTogether, type RuleGap } from "./ruleGaps.ts";

export interface Came {
  /** One for each row. `reason`: why it was refused; null when it was not. */
  rows: { source: Source; reason: string | null }[];
  /** Cells that were not understood in payments that were taken all the same. */
  notes: NotedCell[];
  /** What was loaded as past; null when nothing was. */
  past: PastGroup | null;
  /** Where rules could not say anything. Left out by a decider of the version before. */
  gaps?: RuleGap[];
}

export interface NotedCell {
  /** The column. */
  field: string;
  /** A category that the model does not know, a currency without a rate, or a column of one's own; null for all else. */
  value: string | null;
  seenAt: number;
}

export function nothingCame(): Came {
  return { rows: [], notes: [], past: null, gaps: [] };
}

/** `today`: epoch ms at which it began. */
export function cameOf(
  arrivals: readonly Arrival[],
  receipts: readonly Receipt[],
  { notes, gaps }: { notes: NotedCell[]; gaps: RuleGap[] },
  today: number,
): Came {
  const rows = receipts.map((receipt, at) => ({
    source: arrivals[at]?.source ?? "push",
    reason: receipt.status === "rejected" ? receipt.reject.reason : null,
  }));
  return { rows, notes: [...notedCells(arrivals, receipts), ...notes], past: pastOf(arrivals, receipts, today), gaps };
}

/** Senders name what they like, so the names are values here: only so many are told apart. */
const OWN = "extra.";

/** Repetitions count once. */
export function notedCells(arrivals: readonly Arrival[], receipts: readonly Receipt[]): NotedCell[] {
  return arrivals.flatMap(({ admission, seenAt }, at) => {
    const receipt = receipts[at];
    if (!admission.ok || receipt?.status !== "stored") return [];
    const category = admission.payment?.category ?? "";
    const notes = [...notesThatHold(admission.notes ?? [], receipt.payment ?? {}), ...(receipt.notes ?? [])];
    return notes.map(({ field }) => {
      if (field.startsWith(OWN)) return { field: "extra", value: field.slice(OWN.length), seenAt };
      return { field, value: field === "category" && category !== "" ? category : null, seenAt };
    });
  });
}

/** The door does not know how people have categories read. */
export function notesThatHold(notes: readonly Note[], { knownAs = null }: Pick<Payment, "knownAs">): Note[] {
  const isRead = knownAs !== null;
  return notes.filter(({ field, note }) => !(isRead && (field === "category" || note === UNKNOWN_MCC)));
}

function pastOf(arrivals: readonly Arrival[], receipts: readonly Receipt[], today: number): PastGroup | null {
  const came = arrivals.flatMap(({ past }) => past ?? []);
  if (came.length === 0) return null;
  const ofToday = arrivals.filter(
    ({ admission, past }, at) =>
      past !== undefined &&
      receipts[at]?.status === "stored" &&
      admission.ok &&
      (admission.payment?.paidAt ?? 0) >= today,
  );
  return { payments: came.length, expected: came.at(-1)?.expected ?? null, newOfToday: ofToday.length };
}

export function together(before: Came, after: Came): Came {
  const [was, is] = [before.past, after.past];
  return {
    rows: before.rows.concat(after.rows),
    notes: before.notes.concat(after.notes),
    gaps: gapsTogether(before.gaps ?? [], after.gaps ?? []),
    past:
      was === null || is === null
        ? (was ?? is)
        : {
            payments: was.payments + is.payments,
            expected: is.expected ?? was.expected,
            newOfToday: was.newOfToday + is.newOfToday,
          },
  };
}
