// How often and how late a message comes again. Pure.

/** `max_retries` of the queue (100 is the most that the platform takes), and the first delivery. The last one is the consumer's to end, since it knows the reason. */
export const DELIVERIES = 101;
const MAX_DELAY_S = 300;

/** Doubling, so that a store that is down is asked less and less: 2 s at first, 5 minutes at most, nearly eight hours in all. */
export function retryDelayS(attempts: number): number {
  return Math.min(MAX_DELAY_S, 2 ** attempts);
}
