// Which frauds have just arrived, what screen readers are told of them, and what the tab's title says. Pure.

import { byPeopleWords } from "../../../worker/decision/outcomeWords.ts";
import { HOUR_MS } from "../../../worker/duration.ts";
import type { LiveFrame, PaymentView } from "../../../worker/wire/board.ts";
import { score } from "../shared/format.ts";
import { centsOf, paidMoney } from "../shared/money.ts";

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

/** Whether a fraud happened just now. What was paid more than an hour before it came, such as a loaded past day, did not. */
export function isTimely({ paidAt, seenAt }: Pick<PaymentView, "paidAt" | "seenAt">): boolean {
  return Date.parse(seenAt) - Date.parse(paidAt) <= HOUR_MS;
}

export function largestOf(frauds: readonly PaymentView[]): PaymentView | undefined {
  return frauds.toSorted((a, b) => centsOf(b.amount) - centsOf(a.amount))[0];
}

export function announcement(frauds: readonly PaymentView[]): string {
  const largest = largestOf(frauds);
  if (largest === undefined) return "";
  const words = `${paidMoney(largest)} at ${largest.merchant}, score ${score(largest.score)}`;
  const byPeople = byPeopleWords(largest);
  if (frauds.length === 1) return `${byPeople === null ? "Fraud" : `Declined ${byPeople}`}: ${words}`;
  const all = frauds.every((each) => byPeopleWords(each) === null) ? "frauds" : "declined payments";
  return `${frauds.length} ${all}, the largest: ${words}`;
}

/** `panel`: the name of the open panel, if any. */
export function pageTitle(unseenFrauds: number, panel: string | null = null): string {
  const name = panel === null ? "Vigie" : `${panel} – Vigie`;
  return unseenFrauds === 0 ? name : `(${unseenFrauds}) ${name}`;
}
