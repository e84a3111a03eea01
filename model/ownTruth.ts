// What is held for true of one's own payments. Pure.
import { DAY_MS } from "../worker/duration.ts";
import type { Dataset } from "./labelledPayments.ts";

export interface Truth {
  /** 1 where it is known, or taken for granted, what the payment was. Others are in histories and in days, and nothing more. */
  usable: Uint8Array;
  frauds: number;
  /** Said to be legitimate. */
  saidLegitimate: number;
  /** Taken for legitimate, since nobody said anything for so long. */
  takenForLegitimate: number;
  /** Too young to be taken for legitimate, and nobody has said anything. */
  undecided: number;
  /** What was paid is not known, so that nothing can be learned. */
  withoutAmount: number;
  /** Epoch ms: later payments are only judged by where most of them have been spoken of. */
  completeUntil: number;
}

/** `matureDays`: so long before the newest payment, what nobody called a fraud was none. */
export function truthOf(data: Dataset, matureDays: number): Truth {
  const { rows, fraud, amountCents } = data;
  const newest = momentOf(data, rows - 1);
  const matureUntil = newest - matureDays * DAY_MS;
  const truth: Truth = {
    usable: new Uint8Array(rows),
    frauds: 0,
    saidLegitimate: 0,
    takenForLegitimate: 0,
    undecided: 0,
    withoutAmount: 0,
    completeUntil: newest,
  };
  let [young, spokenOf] = [0, 0];
  for (let i = 0; i < rows; i++) {
    const isSaid = !Number.isNaN(data.own?.knownAt[i] ?? Number.NaN);
    const isYoung = momentOf(data, i) > matureUntil;
    if (isYoung) young++;
    if (isYoung && isSaid) spokenOf++;
    if (Number.isNaN(amountCents[i] ?? Number.NaN)) truth.withoutAmount++;
    else if (!isSaid && isYoung) truth.undecided++;
    else {
      truth.usable[i] = 1;
      if (fraud[i] === 1) truth.frauds++;
      else if (isSaid) truth.saidLegitimate++;
      else truth.takenForLegitimate++;
    }
  }
  // Where people speak of frauds above all, what they spoke of is no picture of what was paid.
  if (spokenOf * 2 < young) truth.completeUntil = matureUntil;
  return truth;
}

/** In a sentence, for people. */
export function truthText(truth: Truth, matureDays: number): string {
  const { frauds, saidLegitimate, takenForLegitimate, undecided, withoutAmount } = truth;
  const shown = (count: number): string => count.toLocaleString("en");
  const rate = withoutAmount === 0 ? "" : `; ${shown(withoutAmount)} left out, in a currency without a rate`;
  return (
    `${shown(frauds)} known frauds, ${shown(saidLegitimate)} said to be legitimate, ${shown(takenForLegitimate)} taken for legitimate after ` +
    `${matureDays} days of silence, ${shown(undecided)} left out, of which nobody has said anything${rate}`
  );
}

/** Epoch ms. */
export function momentOf(data: Dataset, i: number): number {
  return (data.paidAt[i] ?? 0) - (data.own?.offsetMs[i] ?? 0);
}
