// Money that goes back to a card. It is kept and shown with the payment that it belongs to, and never scored.
import type { Payment, PaymentDetails } from "./payment.ts";

export interface Refund
  extends Pick<Payment, "id" | "cardId" | "last4" | "merchant" | "amountCents" | "paidAt">,
    Partial<Pick<PaymentDetails, "sender" | "currency" | "paidMinor" | "rate">> {
  /** The payment that is paid back. Null where the sender does not name it. Only where it is named, `cardId` and `merchant` may be empty. */
  paymentId: string | null;
}
