// The way to the deciders: each has its own cards. Receipts come back in the order of the arrivals.

import type { Config } from "../config/config.ts";
import type { Origin } from "../store/payments.ts";
import { PastWaits } from "../store/trouble.ts";
import { type Arrival, packArrivals, type Receipt, unpackArrivals, unpackReceipts } from "./arrival.ts";
import type { Seat } from "./decider.ts";
import type { DecidedPayment } from "./journalRows.ts";
import type { WaitingFacts } from "./memory.ts";
import type { SeenRefund } from "./newOrRepeatedRefunds.ts";
import { placeOf } from "./spreadCards.ts";

type Objects = Pick<Env, "DECIDER">;
type Spread = Pick<Config, "deciders">;

/** Its storage is older than its class: it was called intake when it decided, too. */
export function ledgerOf(env: Pick<Env, "LEDGER">) {
  return env.LEDGER.getByName("intake");
}

export function deciderAt(env: Objects, place: number) {
  return env.DECIDER.getByName(`decider-${place}`);
}

export function everyDecider(env: Objects, { deciders }: Spread) {
  return Array.from({ length: deciders }, (_, place) => deciderAt(env, place));
}

/** While the cards are spread anew, the deciders of before still hold what waits. If the ledger does not say, nobody knows of them. */
export async function spreadNow(env: Pick<Env, "LEDGER">, { deciders }: Spread): Promise<Spread> {
  const before = await ledgerOf(env)
    .deciders()
    .catch(() => 1);
  return { deciders: Math.max(deciders, before) };
}

/** Rows that were refused have no card, and go to the first decider. */
function placeOfArrival({ admission }: Arrival, deciders: number): number {
  if (!admission.ok) return 0;
  // A refund may name its payment only.
  const { cardId } = admission.payment ?? admission.refund;
  return cardId === "" ? 0 : placeOf(cardId, deciders);
}

/**
 * `packed`: arrivals as text. Throws when a decider could not decide, or lets the past wait. Others may have decided their share; the
 * same arrivals may then be given again.
 */
export async function decidePacked(env: Objects, { deciders }: Spread, packed: string): Promise<Receipt[]> {
  if (deciders === 1) return takenAt(env, { place: 0, deciders }, packed);
  const arrivals = unpackArrivals(packed);
  const shares = new Map<number, number[]>();
  for (const [at, arrival] of arrivals.entries()) {
    const place = placeOfArrival(arrival, deciders);
    const share = shares.get(place);
    if (share === undefined) shares.set(place, [at]);
    else share.push(at);
  }
  const receipts: Receipt[] = [];
  await Promise.all(
    Array.from(shares, async ([place, share]) => {
      const text = packArrivals(share.flatMap((at) => arrivals[at] ?? []));
      const own = await takenAt(env, { place, deciders }, text);
      for (const [nth, at] of share.entries()) {
        const receipt = own[nth];
        if (receipt !== undefined) receipts[at] = receipt;
      }
    }),
  );
  return receipts;
}

async function takenAt(env: Objects, seat: Seat, packed: string): Promise<Receipt[]> {
  const taken = await deciderAt(env, seat.place).take(packed, seat);
  if (typeof taken !== "string") throw new PastWaits(taken);
  return unpackReceipts(taken);
}

export function decideArrivals(env: Objects, spread: Spread, arrivals: readonly Arrival[]): Promise<Receipt[]> {
  return decidePacked(env, spread, packArrivals(arrivals));
}

/**
 * Asks whether payments of this origin may be taken, and settles the origin where it is not known yet: a store holds either.
 * Returns the origin that holds. Throws when it is not known here, and the store failed.
 */
export function settleOrigin(env: Objects, origin: Origin): Promise<Origin> {
  return deciderAt(env, 0).settleOrigin(origin);
}

/** Has all recorded that waits, as far as the store lets it. Returns what still waits, for each decider. */
export function recordWaiting(env: Objects, spread: Spread): Promise<WaitingFacts[]> {
  return Promise.all(everyDecider(env, spread).map((decider) => decider.recordNow()));
}

/** How many payments are decided and not recorded. Null when a decider does not say. */
export async function paymentsWaiting(env: Pick<Env, "DECIDER" | "LEDGER">, spread: Spread): Promise<number | null> {
  try {
    const all = await Promise.all(everyDecider(env, await spreadNow(env, spread)).map((decider) => decider.status()));
    return all.reduce((sum, { waiting }) => sum + waiting.payments, 0);
  } catch {
    return null;
  }
}

export interface WaitingPayment {
  payment: DecidedPayment;
  refund?: never;
  simulated: boolean;
}

export interface WaitingRefund {
  refund: SeenRefund;
  payment?: never;
  simulated: boolean;
}

/** A payment that is decided, or a refund that is taken, and not recorded yet. Null when there is none. */
export async function waitingPayment(
  env: Pick<Env, "DECIDER" | "LEDGER">,
  spread: Spread,
  id: string,
): Promise<WaitingPayment | WaitingRefund | null> {
  const found = await Promise.all(
    everyDecider(env, await spreadNow(env, spread)).map((decider) => decider.waitingPayment(id)),
  );
  const text = found.find((each) => each !== null) ?? null;
  return text === null ? null : JSON.parse(text);
}
