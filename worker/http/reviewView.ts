// What the routes of the review queue show, and who asks.
import type { Context } from "hono";
import { formatAmount } from "../money.ts";
import { isAmountKnown } from "../payment/paid.ts";
import type { StoredPayment } from "../store/payments.ts";
import { riskCents } from "../store/reviews.ts";
import type { Claim, Claimant } from "../verdict/claim.ts";
import type { ClaimView, Review } from "../wire/reviews.ts";
import { isoTime, toView } from "../wire/views.ts";
import type { App } from "./context.ts";
import { speaker } from "./door/access.ts";

/** A person of Access is one in all their browsers. With a token alone, each browser counts as a person. */
export function claimant(context: Context<App>, client: string | null | undefined): Claimant {
  const { person } = context.var.accessToken;
  return { key: person === null ? `client ${client ?? ""}` : `person ${person}`, by: speaker(context).by };
}

export function claimView({ by, until, isMine }: Claim): ClaimView {
  return { by, until: isoTime(until), mine: isMine };
}

export function reviewView(payment: StoredPayment, claim: Claim | null, nowMs: number, currency: string): Review {
  return {
    payment: toView(payment, currency),
    atRisk: isAmountKnown(payment) ? formatAmount(Math.round(riskCents(payment)), currency) : null,
    ageSeconds: Math.max(0, Math.round((nowMs - payment.paidAt) / 1_000)),
    claim: claim === null ? null : claimView(claim),
  };
}
