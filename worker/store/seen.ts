// The port of the store, topic seen: stored payments as rules saw them.
import type { Payment } from "../payment/payment.ts";
import type { Cursor, DecidedUnder, ScoredPayment } from "./payments.ts";

export interface SeenPayment
  extends Payment,
    Pick<ScoredPayment, "source" | "feed" | "score" | "outcome" | "reasons" | "unfamiliar" | "verdict">,
    Pick<DecidedUnder, "situation" | "challengerScore" | "facts"> {
  /** Null where nobody asked for them. */
  features: ScoredPayment["features"] | null;
}

export interface SeenAsked {
  /** Epoch ms, inclusive. */
  from: number;
  /** Only those behind this one. Null: the newest. */
  after: Cursor | null;
  limit: number;
  /** They take as much room as everything else together. */
  features: boolean;
}

export interface SeenStore {
  /** The newest first. */
  seen(asked: SeenAsked): Promise<SeenPayment[]>;
}
