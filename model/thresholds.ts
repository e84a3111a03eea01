// Where payments are reviewed and declined, from what mistakes cost. Scores are calibrated probabilities, so that one
// statement serves every feed: act when (chance of fraud) × (cost of missing it) exceeds (cost of acting).

/** Costs relative to a missed fraud. Both can be overruled without training: REVIEW_THRESHOLD, DECLINE_THRESHOLD. */
const FALSE_DECLINE_COST = 0.25;
const REVIEW_COST = 0.05;

/** Declining pays from here on: p × 1 = (1 − p) × FALSE_DECLINE_COST. */
export const DECLINE_FROM = FALSE_DECLINE_COST / (1 + FALSE_DECLINE_COST);
/** Looking at a payment costs the same whatever it turns out to be. */
export const REVIEW_FROM = REVIEW_COST;
