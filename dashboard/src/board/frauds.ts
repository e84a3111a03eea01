// Which frauds have just arrived, what screen readers are told of them, and what the tab's title says. Pure.
import type { LiveFrame, PaymentView } from "../../../worker/wire/board.ts";
import { money, score } from "../shared/format.ts";

/** The new frauds among the frames: not told before, not in the table, and without a person's verdict. */
export function newFrauds(
  frames: readonly LiveFrame[],
  rows: ReadonlyMap<string, PaymentView>,
  told: ReadonlySet<string>,
): PaymentView[] {
  const found = new Map<string, PaymentView>();
  for (const frame of frames) {
    if (frame.type !== "payment" || frame.payment.outcome !== "decline") continue;
    const { id, verdict } = frame.payment;
    if (verdict !== null) continue;
    if (!told.has(id) && !rows.has(id)) found.set(id, frame.payment);
  }
  return [...found.values()];
}

export function announcement(frauds: readonly PaymentView[]): string {
  const [first, ...others] = frauds;
  if (first === undefined) return "";
  const largest = others.reduce((a, b) => (Number(b.amount) > Number(a.amount) ? b : a), first);
  const words = `${money(largest.amount)} at ${largest.merchant}, score ${score(largest.score)}`;
  return others.length === 0 ? `Fraud: ${words}` : `${frauds.length} frauds, the largest: ${words}`;
}

export function pageTitle(unseenFrauds: number): string {
  return unseenFrauds === 0 ? "Vigie" : `(${unseenFrauds}) Vigie`;
}
