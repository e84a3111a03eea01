// What people set without a deploy: one value with a version.
import type { Situation } from "../features/situation.ts";
import type { ListEntry, OwnList } from "./lists.ts";
import type { Column } from "./ownColumns.ts";
import type { Rate } from "./rates.ts";
import type { Rule } from "./rule.ts";
import type { SourceSettings } from "./sources.ts";

/** The models that are in use. */
export interface PolicyModels {
  /** The version of the model that decides. Null: the one that is shipped. */
  champion: string | null;
  /** The version of the model that scores beside it. Null: none. */
  challenger: string | null;
}

/** Calibrated probabilities from which on a payment is reviewed or declined. Null: the variable's, or else the model's own. */
export interface Lines {
  review: number | null;
  decline: number | null;
}

/** All that is kept of a version besides the entries of its lists, which have rows of their own. */
export interface PolicyValue {
  models: PolicyModels;
  thresholds: Partial<Record<Situation, Lines>>;
  /** In the order in which people put them. It makes no difference to decisions. */
  rules: Rule[];
  /** One's own. The built-in ones are always there. */
  lists: OwnList[];
  /** Whether a verdict of fraud blocks its card. False: it is offered. */
  blockOnFraud: boolean;
  /** Where people may contest a decision, for letters. Null: nobody has said. */
  contact: string | null;
  /** What other currencies are worth, in no order. */
  rates: Rate[];
  /** A category, or a merchant category code of four digits, and the category that the model reads instead. */
  categories: Record<string, string>;
  /** Columns of one's own that rows may carry, by name. */
  columns: Column[];
  /** How events of other systems become payments, where people have said so. Presets need no saying. */
  sources: SourceSettings[];
}

/** Tells one policy from any other: another store may have another one under the same version. */
export interface PolicyStamp {
  /** From 1. 0 stands for the one that holds before anybody has set anything. */
  version: number;
  /** Epoch ms at which it was made. */
  at: number;
}

/** It is never changed, only followed by the next. */
export interface Policy extends PolicyStamp, PolicyValue {
  entries: ListEntry[];
}

/** Holds before anybody has set anything. */
export const FIRST_POLICY: Policy = {
  ...{ version: 0, at: 0 },
  models: { champion: null, challenger: null },
  ...{ thresholds: {}, rules: [], lists: [], blockOnFraud: false, contact: null },
  ...{ rates: [], categories: {}, columns: [], sources: [], entries: [] },
};

/** Who did something, as far as that is known, and by which way. */
export interface Doer {
  by: string;
  via: string;
}

export function isSamePolicy(one: PolicyStamp, other: PolicyStamp): boolean {
  return one.version === other.version && one.at === other.at;
}
