// The port of the store: what reports are made from, and the days that are closed.
import type { Outcome } from "../scoring/decision.ts";
import type { Truth, Verdict } from "./verdicts.ts";

/** How many payments of a quarter of an hour were alike in these ways; every total of a report is a sum of these. */
export interface Tally {
  /** Epoch ms of the quarter's beginning. */
  quarter: number;
  category: string;
  model: string;
  outcome: Outcome;
  truth: Truth;
  payments: number;
  amountCents: number;
}

/** A day that is over: its report stays as it was when it was closed. */
export interface ClosedDay {
  zone: string;
  /** `YYYY-MM-DD`. */
  date: string;
  closedAt: number;
  /** JSON. */
  report: string;
}

export interface ReportStore {
  verdictsOf(paymentId: string): Promise<Verdict[]>;
}
