// Cards and merchants in words. Pure.
import { amountWords } from "../../../worker/money.ts";
import type { SubjectKind, SubjectSort } from "../../../worker/store/subjects.ts";
import type { MerchantInFull } from "../../../worker/wire/subjects.ts";
import { count, counted, percent } from "../shared/format.ts";

export const SORT_WORDS: Readonly<Record<SubjectSort, string>> = {
  last: "paid last",
  payments: "most payments",
  amount: "largest sum",
  declines: "most declines",
  frauds: "most known frauds",
};

export const SEARCH_WORDS: Readonly<Record<SubjectKind, string>> = {
  card: "Last four digits, or the beginning of an id",
  merchant: "Part of a name",
};

export const WINDOW_WORDS = { "24h": "24 hours", "7d": "7 days", "30d": "30 days", all: "All" } as const;

type Window = MerchantInFull["windows"][number];

/** "at least" where the window holds more than was looked at. */
export function countWords(n: number, { isWhole }: Pick<Window, "isWhole">): string {
  return isWhole ? count(n) : `≥ ${count(n)}`;
}

export function declinesWords({ declines, declinedShare, ...window }: Window): string {
  const share = declines > 0 && declinedShare !== null ? ` (${percent(declinedShare)})` : "";
  return `${countWords(declines, window)}${share}`;
}

/** "Half of its payments are between $12.00 and $54.00, the one in the middle is $25.00, and the largest is $900.00." */
export function usualWords(usual: MerchantInFull["usual"], currency: string): string {
  if (usual === null) return "No amount of it is known here.";
  const of = (amount: string) => amountWords(amount, currency);
  if (usual.lowerQuartile === usual.largest) return `Every payment was ${of(usual.largest)}.`;
  const middle = `Half of the payments are between ${of(usual.lowerQuartile)} and ${of(usual.upperQuartile)}`;
  return `${middle}, the one in the middle is ${of(usual.median)}, and the largest is ${of(usual.largest)}.`;
}

/** Says how many of the payments that were looked at count as nothing in the sums; null where none does. */
export function leftOutWords({
  usual,
  lookedAt: { payments, isAll },
}: Pick<MerchantInFull, "usual" | "lookedAt">): string | null {
  const without = payments - (usual?.payments ?? 0);
  if (without === 0) return null;
  const which = isAll ? counted(without, "payment") : `${count(without)} of the newest ${counted(payments, "payment")}`;
  return `Left out of the sums: ${which} in another currency without a rate.`;
}

/** From which payments the rest of the page is. */
export function lookedAtWords(
  { lookedAt }: Pick<MerchantInFull, "lookedAt">,
  all: number,
  since: string | null,
): string {
  if (lookedAt.payments === 0) return "Its payments have left for the archive: only their sums are here.";
  if (lookedAt.isAll) return `From all ${counted(all, "payment")}.`;
  return `From the newest ${count(lookedAt.payments)} of ${counted(all, "payment")}${since === null ? "" : `, since ${since}`}.`;
}

export function truthWords({ verdicts: { frauds, legitimate, unknown } }: Pick<MerchantInFull, "verdicts">): string {
  if (frauds + legitimate === 0) return "Nobody has said yet what any of its payments was.";
  const parts = [
    counted(frauds, "known fraud"),
    `${count(legitimate)} known to be legitimate`,
    ...(unknown === 0 ? [] : [`${count(unknown)} of which nobody has said`]),
  ];
  return `${parts.join(", ")}.`;
}
