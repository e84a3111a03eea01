// How often and after what wait a message comes again. Pure.

/**
 * The first delivery and the queue's `max_retries` (100 is the most that the platform takes). After the last one the consumer
 * itself gives the message up, because it knows the reason.
 */
export const DELIVERIES = 101;
const MAX_DELAY_S = 300;

/** The wait doubles, so that a store that is down is asked less and less: from 2 s to 5 minutes, nearly eight hours in all. */
export function retryDelayS(attempts: number): number {
  return Math.min(MAX_DELAY_S, 2 ** attempts);
}
