// Records what a person says a payment was. The payment changes and gets a new sequence number, so every board hears of it
// in the same way as of a new payment.

import type { FraudType } from "../payment/fraudType.ts";
import type { Label } from "../payment/payment.ts";
import type { AuditEntry } from "../store/audit.ts";
import type { StoredPayment } from "../store/payments.ts";
import type { Store, Writer } from "../store/store.ts";
import type { Verdict } from "../store/verdicts.ts";

/** A person's word that is not recorded yet. */
export interface Word {
  /** The id of a link or of a source's event, which counts once. Null for a word that counts as often as it is said. */
  id: string | null;
  paymentId: string;
  /** Null takes back what was said before. */
  verdict: Label | null;
  /** Null says that the kind is not known. Left out, it leaves the kind that was said before. */
  fraudType?: FraudType | null | undefined;
  note: string | null;
  by: string;
  via: Verdict["via"];
}

export type Recording =
  | { status: "recorded"; payment: StoredPayment }
  /** The last word was the same, by the same person. Nothing was written. */
  | { status: "unchanged"; payment: StoredPayment }
  /** It is a source's word, and a person has said otherwise, which stands. Nothing changed but the audit. */
  | { status: "contradicted"; payment: StoredPayment }
  /** The link, or the source's event, counts once and was used before. */
  | { status: "used"; payment: StoredPayment; first: Verdict }
  /** The payment is not stored, or is so old that it has left the store or is about to. */
  | { status: "unknown" }
  /** The payment is decided, and waits to be recorded. */
  | { status: "waiting" };

export interface RecordPorts {
  store: Pick<Store, "commit" | "payment" | "verdictsOf">;
  now: () => number;
  newId: () => string;
}

/** The caller, which is the one writer, adds 1 to `writer.lastSeq` when something was recorded. */
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
  const last = said.at(-1);
  const fraudType = fraudTypeOf(word, last);
  if (isSaidAlready({ ...word, fraudType }, last)) return { status: "unchanged", payment: before };

  const spoken = { id: word.id ?? newId(), paymentId, verdict, fraudType, note, by, via, at: now() };
  if (last !== undefined && standsAgainst(last, via)) {
    if (last.verdict === verdict) return { status: "unchanged", payment: before };
    // The same event has the same entry, however often it comes.
    const entry = { ...entryOf(spoken, last, `contradicted:${spoken.id}`), action: "verdict_contradicted" };
    await store.commit(writer.epoch, { audit: [entry] });
    return { status: "contradicted", payment: before };
  }
  const seq = writer.lastSeq + 1;
  const verdicts = [{ ...spoken, seq, before }];
  await store.commit(writer.epoch, { verdicts, audit: [entryOf(spoken, said.at(-1), newId())] });
  return { status: "recorded", payment: { ...before, verdict, seq } };
}

/** The newest verdict holds the kind, so a word that leaves it out must not lose the one that was said. */
function fraudTypeOf({ verdict, fraudType }: Word, last: Verdict | undefined): FraudType | null {
  if (verdict !== "fraud") return null;
  if (fraudType !== undefined) return fraudType;
  return last?.verdict === "fraud" ? (last.fraudType ?? null) : null;
}

/** True when a button was pressed twice, or a word sent again after a lost answer. A missing note removes no earlier note. */
function isSaidAlready({ verdict, fraudType, by, note }: Word, last: Verdict | undefined): boolean {
  if (last === undefined) return verdict === null;
  if (fraudType !== (last.fraudType ?? null)) return false;
  return last.verdict === verdict && last.by === by && (note === null || note === last.note);
}

/** What a person says stands over what a source says, until the person takes it back. */
function standsAgainst(last: Verdict, via: Word["via"]): boolean {
  return via === "source" && last.via !== "source" && last.verdict !== null;
}

/** A verdict is audited in its own batch: there is none without its entry. */
function entryOf(spoken: Verdict, last: Verdict | undefined, id: string): AuditEntry {
  const { paymentId: subject, note, by, via, at } = spoken;
  const shown = ({ verdict, fraudType = null }: Verdict) => ({ verdict, fraudType });
  const before = last === undefined ? null : shown(last);
  return { id, at, by, via, action: "verdict", subject, note, before, after: shown(spoken), policy: null };
}
