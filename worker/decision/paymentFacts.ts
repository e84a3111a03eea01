// What is known about a payment besides itself, when it is decided with care.
import type { CardFacts } from "../features/cardFacts.ts";
import type { MerchantFacts } from "../features/merchantCards.ts";

export interface PaymentFacts {
  /** Null on a feed without histories. */
  card: CardFacts | null;
  /** Null where the cards of a merchant are not counted. */
  merchant: MerchantFacts | null;
  /** Hour of the day on the feed's clock, 0 to 23. Null on a feed without times. */
  hour: number | null;
  /** What payments of this Vigie usually are, in cents. Null while there are too few. */
  usualCents: number | null;
}
