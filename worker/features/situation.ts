// What is known of a card when one of its payments is scored. It decides which calibration and thresholds apply.
import type { FeedKind, Payment } from "../payment/payment.ts";
import type { CardHistory } from "./history.ts";

/** `stream`: the card has paid before. `first`: its first payment seen. `snapshot`: a feed without hours and histories. */
export type Situation = "stream" | "first" | "snapshot";

export function situationOf(payment: Payment, history: CardHistory | null, feed: FeedKind): Situation {
  if (feed === "snapshot") return "snapshot";
  const firstAt = history?.firstAt ?? null;
  return firstAt !== null && firstAt < payment.paidAt ? "stream" : "first";
}

/** The situations that may occur with a feed. */
export function situationsOf(feed: FeedKind): Situation[] {
  return feed === "snapshot" ? ["snapshot"] : ["stream", "first"];
}
