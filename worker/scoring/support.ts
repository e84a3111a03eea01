// What a model has seen: the amounts of the payments that it learned from. Beyond them its score says little. Made by
// model:train (model/support.ts), and read with the manifest.

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
