// The queue as the page sees it: what comes next, what is chosen, and the words for all of it. Pure.
import type { FraudType } from "../../../worker/payment/fraudType.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";
import { FRAUD_TYPE_WORDS } from "../../../worker/wire/fraudTypes.ts";
import type { ClaimView, Review, ReviewCounts } from "../../../worker/wire/reviews.ts";
import * as format from "../shared/format.ts";
import { speakerWords } from "../shared/verdicts.ts";

export type Said = "fraud" | "legitimate";

/** How long a word can be taken back by one press. */
export const UNDO_MS = 10_000;

/**
 * The payment before or behind the open one that nobody else has; null at the end of the list. Where the open one has left the list,
 * or none is open, the way begins at the top.
 */
export function neighbour(reviews: readonly Review[], openId: string | null, step: 1 | -1): string | null {
  const at = reviews.findIndex(({ payment }) => payment.id === openId);
  const rest = at === -1 ? reviews : step === 1 ? reviews.slice(at + 1) : reviews.slice(0, at).toReversed();
  return rest.find(({ claim }) => claim === null || claim.mine)?.payment.id ?? null;
}

/** Chooses one, or with the shift key all from the last one that was chosen. */
export function chosenBy(
  chosen: ReadonlySet<string>,
  ids: readonly string[],
  id: string,
  { isOn, from }: { isOn: boolean; from: string | null },
): ReadonlySet<string> {
  const [a, b] = [from === null ? -1 : ids.indexOf(from), ids.indexOf(id)];
  const range = a === -1 ? [id] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
  return isOn ? new Set([...chosen, ...range]) : new Set([...chosen].filter((each) => !range.includes(each)));
}

/** What has left the list is chosen no more. */
export function stillChosen(chosen: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return new Set([...chosen].filter((id) => ids.includes(id)));
}

export function countWords({ open, more, mine, claimedByOthers }: ReviewCounts): string {
  if (open === 0) return "Nothing waits for a person.";
  const words = [`${format.count(open)}${more ? "+" : ""} to review`];
  if (mine > 0) words.push(`${format.count(mine)} yours`);
  if (claimedByOthers > 0) words.push(`${format.count(claimedByOthers)} with others`);
  return `${words.join(", ")}.`;
}

export function claimWords(claim: ClaimView | null, nowMs: number): string {
  if (claim === null) return "";
  const leftMs = Date.parse(claim.until) - nowMs;
  if (leftMs <= 0) return "";
  const left = leftMs < 60_000 ? `${Math.ceil(leftMs / 1_000)} s` : `${Math.ceil(leftMs / 60_000)} min`;
  return claim.mine ? `Yours for ${left}` : `${whoWords(claim)}, for ${left}`;
}

function whoWords({ by }: ClaimView): string {
  return by === "board" ? "Someone at another browser" : by === "api" ? "A program" : by;
}

export function takenWords(claim: ClaimView, nowMs: number): string {
  const left = Math.max(1, Math.ceil((Date.parse(claim.until) - nowMs) / 60_000));
  return `${whoWords(claim)} is at this payment, for ${format.counted(left, "minute")} at most.`;
}

/** "fraud (card details stolen)" */
export function saidWords(said: Said, fraudType: FraudType | null): string {
  return said === "fraud" && fraudType !== null ? `fraud (${FRAUD_TYPE_WORDS[fraudType]})` : said;
}

export function markedWords(said: Said, fraudType: FraudType | null, payments: number): string {
  const what = payments === 1 ? "Marked" : `${format.counted(payments, "payment")} marked`;
  return `${what} as ${saidWords(said, fraudType)}.`;
}

export function questionWords(said: Said, payments: number): string {
  return `Mark ${format.counted(payments, "payment")} as ${said}?`;
}

/** What a verdict by another means for whoever had the payment open. */
export function overtakenWords(
  { verdict }: Pick<PaymentView, "verdict">,
  by: { by: string; via: "mail" | "board" | "api" | "source" } | undefined,
): string {
  const who = by === undefined ? "" : ` ${speakerWords(by)}`;
  return `Meanwhile it was marked as ${verdict ?? "nothing"}${who}.`;
}
