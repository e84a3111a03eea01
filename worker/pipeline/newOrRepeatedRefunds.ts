// Refunds: which are new, which came before, and which contradict what is known. They are kept and shown, and never scored. Pure.
import { createHash } from "node:crypto";
import type { FeedKind, Reject } from "../payment/payment.ts";
import { snippetOfRefund } from "../payment/redact.ts";
import type { Refund } from "../payment/refund.ts";
import type { Source } from "../store/payments.ts";

/** With where and when it came in. */
export interface SeenRefund extends Refund {
  source: Source;
  /** Epoch ms. */
  seenAt: number;
  feed: FeedKind;
}

/** What the sender of a refund is told. */
export type RefundReceipt = Pick<Refund, "id" | "paymentId">;

/** The values that make a refund the same refund, by the columns of its row. Money is what was paid, whatever a rate made of it. */
const COLUMNS = {
  refund_of: ({ paymentId }: Refund) => paymentId,
  cc_num: ({ cardId }: Refund) => cardId,
  currency: ({ currency = null }: Refund) => currency,
  amt: ({ currency = null, paidMinor = null, amountCents }: Refund) => (currency === null ? amountCents : paidMinor),
  merchant: ({ merchant }: Refund) => merchant,
  current_time: ({ paidAt }: Refund) => paidAt,
};

/**
 * Null for one that is new, or the same as the one that is known. `standing`: the refund that has its id. `isPayments`: a payment has it.
 */
export function refundConflict(
  refund: Refund,
  { standing, isPayments }: { standing: Refund | undefined; isPayments: boolean },
  feed: FeedKind,
): Reject | null {
  if (standing === undefined) return isPayments ? conflict(refund, "trans_num", PAYMENTS_ID) : null;
  const columns = Object.entries(COLUMNS).filter(([name]) => feed === "stream" || name !== "current_time");
  const [differing] = columns.find(([, told]) => told(standing) !== told(refund)) ?? [];
  if (differing === undefined) return null;
  return conflict(
    refund,
    differing,
    `a refund with this id is stored with another ${differing}; the stored one stands`,
  );
}

const PAYMENTS_ID =
  "trans_num is that of a stored payment: a refund needs an id of its own, and names its payment in refund_of";

function conflict(refund: Refund, field: string, reason: string): Reject {
  const content = JSON.stringify(Object.values(COLUMNS).map((told) => told(refund)));
  return {
    // The id follows from the content, so that the same contradiction is counted when it comes again, and not stored again.
    id: `conflict:${refund.id}:${createHash("sha256").update(content).digest("base64url").slice(0, 22)}`,
    code: "conflict",
    field,
    reason,
    snippet: snippetOfRefund(refund),
    paymentId: refund.id,
  };
}
