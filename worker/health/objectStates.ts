// The states that the objects report, and that health judges by. They are plain values, which pass between objects.
import type { Situation } from "../features/situation.ts";
import type { FamiliaritySums } from "../pipeline/familiarity.ts";
import type { Latencies } from "../pipeline/latency.ts";
import type { Filling, WaitingFacts } from "../pipeline/memory.ts";
import type { NotUnderstood } from "../pipeline/notUnderstood.ts";
import type { PastLoad } from "../pipeline/pastLoad.ts";
import type { RowSums } from "../pipeline/rowCounts.ts";
import type { CountedGap } from "../pipeline/ruleGaps.ts";
import type { TickSummary } from "../pipeline/tick.ts";
import type { PolicyValue } from "../policy/policy.ts";
import type { Thresholds } from "../scoring/detector.ts";
import type { ArchiveSums } from "../store/archive.ts";
import type { Origin, Source } from "../store/payments.ts";
import type { Growth, Measured } from "../store/size.ts";

export interface PollerStatus {
  lastTick: (TickSummary & { at: number }) | null;
  simulated: boolean;
  /** Epoch ms until which the feed asked not to be polled. Absent when it did not ask the last time. */
  leftAloneUntil?: number | undefined;
  /**
   * True when the payments of the last tick could not all be stored, and those of the tick before could: a stop, an upgrade
   * or an eviction ended what it spoke to. They are kept, and the next tick stores them. Left out: false.
   */
  isCutOff?: boolean;
  /** The newest answer whose rows were all refused, and the commonest reason. Absent when there was none. */
  refusedAnswer?: { at: number; rows: number; reason: string } | undefined;
}

export interface DeciderStatus {
  model: {
    version: string;
    engine: "onnx" | "trees" | "none";
    problem: string | null;
    /** It decides because the champion of the policy cannot: that one's version, and why. Null or left out: it is the champion. */
    standsIn?: { for: string; problem: string } | null;
  };
  /** Null when there is none. A decider of the version before, while a deploy mixes both, says nothing of it. */
  challenger?: ChallengerState | null;
  /** The version of the policy under which it decides. Left out by a decider of the version before, while a deploy mixes both. */
  policy?: number;
  /** The model's own lines. Null without a model. */
  thresholds?: Record<Situation, Thresholds> | null;
  /** Sources that people have described, by name. Left out by a decider of the version before, while a deploy mixes both. */
  sources?: string[];
  /** The lines of the policy, which stand before it. */
  lines?: PolicyValue["thresholds"];
  /** Rules of the policy that cannot be read, by name, and why. */
  brokenRules?: { rule: string; problem: string }[];
  /** What is decided and not recorded. `problem`: why it cannot be recorded just now; null when it can. */
  waiting: WaitingFacts & { problem: string | null };
  /** How far its memory is filled from the store. Null before it has decided anything. */
  filling: Filling | null;
  /** Whether it cannot decide unless the store answers: before it has decided anything, and until its memory is filled. */
  needsStore: boolean;
  /**
   * How far its counts by day reach, for models that read them. `through`: the last day that counts, since 1970 in UTC; null until all
   * were read once. `problem`: why the store does not say. Null: no model in use reads them; left out by deciders of the version before.
   */
  days?: { through: number | null; problem: string | null } | null;
  /** Of its payments. Null while it is not known. */
  origin: Origin | null;
  /** What its payments are summed in. Null while it is not known; left out by deciders of the version before. */
  currency?: string | null;
}

export interface ChallengerState {
  version: string;
  /** Why it could not judge a payment lately, though the champion could. Null when it could. */
  problem: string | null;
}

export interface LedgerStatus {
  /** The version of the policy that the store has. Null while that is not known; left out by a ledger of the version before. */
  policy?: number | null;
  /** Where rules could not say anything in the last day. Left out by a ledger of the version before. `name`: null for a deleted rule. */
  ruleGaps?: (CountedGap & { name: string | null })[];
  latencies: Latencies;
  /** Counted in payments of the last day. */
  notUnderstood: NotUnderstood[];
  /** Null when nothing was ever loaded as past. */
  past: PastLoad | null;
  /** Rows of the last minutes, by their source. */
  rows: Record<Source, RowSums>;
  /** Of the newest payments. */
  unfamiliar: FamiliaritySums;
}

/** What the archivist knows about the store and the archive. All null before it has looked. */
export interface ArchivistStatus {
  size: Measured | null;
  growth: Growth | null;
  sums: ArchiveSums | null;
  trouble: Trouble | null;
}

export interface Trouble {
  /** Epoch ms since when it has lasted. */
  since: number;
  problem: string;
}

export interface DeadLetterFacts {
  letters: number;
  payments: number;
  /** Epoch ms. Null while there are none. */
  oldestAt: number | null;
}
