// What a model has seen of the payments that it learned from. Beyond that its score says little. Made by
// model/support.ts, and read from the bundle's support.json.
import type { Payment } from "../payment/payment.ts";
import { cents, elements, field, fields, type JsonPart, names, number, refused } from "./jsonPart.ts";

export interface Support {
  /** The mean of all legitimate payments: what a payment usually is where nothing is known of the card. */
  usualCents: number;
  /** The highest fraud in any category. */
  highestFraudCents: number;
  /**
   * By category: of 10,000 legitimate payments all but one were at most so high, in cents. A category that is not here is unknown
   * to the model.
   */
  commonUpToCents: ReadonlyMap<string, number>;
  /** By category: its highest fraud, in cents. A category without frauds is not here. */
  fraudUpToCents: ReadonlyMap<string, number>;
  /**
   * By category: the hours of the day, 0 to 23, at which one in 10,000 of its payments or more were made. A category with too few
   * payments to tell is not here.
   */
  hours: ReadonlyMap<string, readonly number[]>;
  /** The youngest and the oldest card holder, as the model reads ages. Null where no age was known. */
  ages: { from: number; to: number } | null;
  /** Of 10,000 payments all but one had at most so many earlier ones of their card, within an hour and within 24 hours. */
  pace: { inHour: number; inDay: number };
  /** What nearly every payment told of the card holder. */
  columns: readonly HolderColumn[];
}

/** What a payment may tell of the card holder, and the model looks at. */
export const HOLDER_COLUMNS = ["gender", "ageYears", "cityPopulation"] as const satisfies readonly (keyof Payment)[];
export type HolderColumn = (typeof HOLDER_COLUMNS)[number];

/**
 * Up to this amount, in cents, the model's score counts in that category. No fraud that the model knows is higher, and hardly any
 * other payment there.
 */
export function knownUpTo({ commonUpToCents, highestFraudCents }: Support, category: string): number {
  return Math.min(commonUpToCents.get(category) ?? highestFraudCents, highestFraudCents);
}

export function readSupport(root: JsonPart): Support {
  const common = field(root, "commonUpToCents");
  const commonUpToCents = byCategory(common, cents);
  if (commonUpToCents.size === 0) throw refused(common, "names no category");
  const pace = field(root, "pace");
  return {
    usualCents: cents(field(root, "usualCents")),
    highestFraudCents: cents(field(root, "highestFraudCents")),
    commonUpToCents,
    fraudUpToCents: byCategory(field(root, "fraudUpToCents"), cents),
    hours: byCategory(field(root, "hours"), hoursAt),
    ages: agesAt(field(root, "ages")),
    pace: { inHour: number(field(pace, "inHour")), inDay: number(field(pace, "inDay")) },
    columns: columnsAt(field(root, "columns")),
  };
}

function byCategory<Value>(root: JsonPart, read: (part: JsonPart) => Value): Map<string, Value> {
  return new Map(fields(root).map(([name, part]) => [name, read(part)]));
}

function hoursAt(part: JsonPart): number[] {
  return elements(part).map((element) => {
    const hour = number(element);
    if (!Number.isInteger(hour) || hour < 0 || hour > 23) throw refused(element, "must be an hour, 0 to 23");
    return hour;
  });
}

function agesAt(part: JsonPart): Support["ages"] {
  if (part.value === null) return null;
  const ages = { from: number(field(part, "from")), to: number(field(part, "to")) };
  if (ages.from > ages.to) throw refused(part, "must go from the youngest to the oldest");
  return ages;
}

function columnsAt(part: JsonPart): HolderColumn[] {
  const told = names(part);
  const known = HOLDER_COLUMNS.filter((column) => told.includes(column));
  if (known.length < told.length) throw refused(part, `may only name ${HOLDER_COLUMNS.join(", ")}`);
  return known;
}
