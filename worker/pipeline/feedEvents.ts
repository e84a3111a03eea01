// Events of the log about the feed. Each poll that fails has a line, and so has each answer whose rows were all refused.
// The first poll that works again has one, too.

export const FEED_FAILED = "feed_failed";
export const FEED_REFUSED = "feed_refused";
export const FEED_ANSWERS = "feed_answers";
