// Takes down what a person says a payment was. The payment changes with it, and gets a new sequence number, so that every
// board hears of it as of a new payment.
import type { Label } from "../payment/payment.ts";
import type { StoredPayment } from "../store/payments.ts";
import type { Store, Writer } from "../store/store.ts";
import type { Verdict } from "../store/verdicts.ts";

/** A person's word, not yet taken down. */
export interface Word {
  /** Of a link, which counts once; null: as often as it is said. */
  id: string | null;
  paymentId: string;
  /** Null takes back what was said before. */
  verdict: Label | null;
  note: string | null;
  by: string;
  via: Verdict["via"];
}

export type Recording =
  | { status: "recorded"; payment: StoredPayment }
  /** The same person said the same last; nothing was written. */
  | { status: "unchanged"; payment: StoredPayment }
  /** The link was used before, and counts once. */
  | { status: "used"; payment: StoredPayment; first: Verdict }
  /** Not stored, or so old that it has left the store or is about to. */
  | { status: "unknown" };

export interface RecordPorts {
  store: Pick<Store, "commit" | "payment" | "verdictsOf">;
  now: () => number;
  newId: () => string;
}

/** The caller, the one writer, counts `writer.lastSeq` on when something was recorded. */
export async function record(
  word: Word,
  writer: Writer,
  { store, now, newId }: RecordPorts,
  oldestMs = Number.NEGATIVE_INFINITY,
): Promise<Recording> {
  const { paymentId, verdict, note, by, via } = word;
  const [found, said] = await Promise.all([store.payment(paymentId), store.verdictsOf(paymentId)]);
  if (found === null || found.paidAt < oldestMs) return { status: "unknown" };
  const { features: _, ...before } = found;
  const first = said.find(({ id }) => id === word.id);
  if (first !== undefined) return { status: "used", payment: before, first };
  if (isSaidAlready(word, said.at(-1))) return { status: "unchanged", payment: before };

  const seq = writer.lastSeq + 1;
  const spoken = { id: word.id ?? newId(), paymentId, verdict, note, by, via, at: now() };
  const verdicts = [{ ...spoken, seq, before }];
  await store.commit(writer.epoch, { verdicts });
  return { status: "recorded", payment: { ...before, verdict, seq } };
}

/** Pressed twice, or sent again after a lost answer. A note that is left out takes nothing away. */
function isSaidAlready({ verdict, by, note }: Word, last: Verdict | undefined): boolean {
  if (last === undefined) return verdict === null;
  return last.verdict === verdict && last.by === by && (note === null || note === last.note);
}
