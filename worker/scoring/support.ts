// What a model has seen: the amounts of the payments that it learned from. Beyond them its score says little. Made by
// model/support.ts, and read from the bundle's support.json.
import { cents, field, fields, type JsonPart, refused } from "./jsonPart.ts";

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
}

/**
 * Up to this amount, in cents, the model's score counts in that category. No fraud that the model knows is higher, and hardly any
 * other payment there.
 */
export function knownUpTo({ commonUpToCents, highestFraudCents }: Support, category: string): number {
  return Math.min(commonUpToCents.get(category) ?? highestFraudCents, highestFraudCents);
}

export function readSupport(root: JsonPart): Support {
  const common = field(root, "commonUpToCents");
  const commonUpToCents = new Map(fields(common).map(([name, part]) => [name, cents(part)]));
  if (commonUpToCents.size === 0) throw refused(common, "names no category");
  return {
    usualCents: cents(field(root, "usualCents")),
    highestFraudCents: cents(field(root, "highestFraudCents")),
    commonUpToCents,
  };
}
