// Events of the log about the feed: each poll that fails has a line, and so has the first one after it that works.

export const FEED_FAILED = "feed_failed";
export const FEED_ANSWERS = "feed_answers";
