// From where on a payment goes to a person whatever its score. Their price in good payments is in docs/care.md.

/** Null: this is not looked at. */
export interface CareLevels {
  /** An unfamiliar payment, when it is so many times what the card usually pays. */
  unfamiliarTimes: number | null;
  /** Any payment, when it is more than so many times what the card usually pays. */
  farAboveTimes: number | null;
  /** The card's so-manieth payment within ten minutes, and within an hour. */
  paymentsInTenMinutes: number | null;
  paymentsInHour: number | null;
  /** The card's so-manieth payment of exactly this amount within a day. */
  sameAmountInDay: number | null;
  /** The so-manieth card at the merchant within ten minutes, where that is far more than usual. */
  cardsAtMerchant: number | null;
}

export const CARE_LEVELS: CareLevels = {
  unfamiliarTimes: 5,
  farAboveTimes: 30,
  paymentsInTenMinutes: 4,
  paymentsInHour: 6,
  sameAmountInDay: 4,
  cardsAtMerchant: 6,
};
