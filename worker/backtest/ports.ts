// What a backtest needs of the world.
import type { MerchantCards } from "../features/merchantCards.ts";
import type { FamiliarityCounts } from "../pipeline/familiarity.ts";
import type { Detector } from "../scoring/detector.ts";
import type { Cursor } from "../store/payments.ts";
import type { Store } from "../store/store.ts";
import type { Backtest, RulingTerms, Terms } from "./backtest.ts";
import type { Findings } from "./findings.ts";
import type { Thread } from "./giveWay.ts";

/** Where a backtest goes on. Histories of cards are not kept: they follow from the stored payments, and are read again. */
export interface Checkpoint {
  /** `looking`: at payments before the range, for what is usual. `deciding`: those of the range. */
  phase: "looking" | "deciding";
  /** All up to this payment is looked at, or decided anew and counted. */
  after: Cursor;
  usual: FamiliarityCounts;
}

/** By name, the merchant that was paid at last at the end. */
export type KeptMerchants = [name: string, Omit<MerchantCards, "byCard">][];

/** The object's own storage. */
export interface BacktestMemory {
  /** The newest first. */
  all(): Backtest[];
  one(id: string): Backtest | null;
  put(backtest: Backtest): void;
  /** Keeps one that is asked for. */
  begin(backtest: Backtest, ruling: RulingTerms): void;
  /** Null where nothing of people's decides, and when it has ended. */
  ruling(id: string): RulingTerms | null;
  /** Null before anything was counted. */
  findings(id: string): Findings | null;
  /** Null before the first, and where an older version counted otherwise: it begins anew. */
  checkpoint(id: string): { at: Checkpoint; merchants: KeptMerchants } | null;
  /** Keeps how far it has come, all of it or nothing. */
  keep(backtest: Backtest, findings: Findings, at: Checkpoint, merchants: KeptMerchants): void;
  /** Keeps how it ended. Where it would go on is forgotten. */
  end(backtest: Backtest, findings: Findings | null): void;
  remove(id: string): void;
}

/** A model that was opened for this. */
export interface Opened {
  detector: Detector;
  leave(): void;
}

/** Thrown by `open`: it will not start another time either. */
export class NoSuchModel extends Error {
  override name = "NoSuchModel";
}

export interface BacktestPorts extends Thread {
  memory: BacktestMemory;
  store: Pick<
    Store,
    | "archivedWithin"
    | "countPaid"
    | "dayFrauds"
    | "daySums"
    | "entriesIn"
    | "firstPaidAt"
    | "kind"
    | "leftBefore"
    | "models"
    | "paidBefore"
    | "pastOf"
    | "pastsOf"
    | "policy"
    | "replay"
  >;
  /** The version of the model that is shipped with this Vigie. */
  shipped: string;
  open: (version: string) => Promise<Opened>;
  terms: () => Terms;
  newId: () => string;
}
