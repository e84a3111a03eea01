// Cards and merchants as answers show them.
import { formatAmount } from "../money.ts";
import type { ListEntry } from "../policy/lists.ts";
import type { Subject, SubjectAlert, SubjectSums } from "../store/subjects.ts";
import type { Picture } from "../subjects/picture.ts";
import type { CardView, MerchantView } from "../wire/subjects.ts";
import { isoTime } from "../wire/views.ts";
import { shownEntry } from "./shownPolicy.ts";

const SHOWN_ALERTS = 10;

type Sums = Omit<SubjectSums, "firstAt" | "lastAt">;

function shownSums(
  { payments, amountCents, reviews, declines, frauds, fraudCents, legitimate }: Sums,
  currency: string,
) {
  return {
    ...{ payments, amount: formatAmount(amountCents, currency), reviews, declines },
    declinedShare: payments === 0 ? null : declines / payments,
    ...{ frauds, fraudAmount: formatAmount(fraudCents, currency), legitimate },
  };
}

function everSeen(subject: Subject, currency: string) {
  const { firstAt, lastAt } = subject;
  return { ...shownSums(subject, currency), firstSeenAt: isoTime(firstAt), lastSeenAt: isoTime(lastAt) };
}

export function shownCard(subject: Subject, currency: string): CardView {
  return { id: subject.value, last4: subject.last4 ?? "", ...everSeen(subject, currency) };
}

export function shownMerchant(subject: Subject, currency: string): MerchantView {
  return { name: subject.value, ...everSeen(subject, currency) };
}

export function shownPicture(
  { usual, windows, categories, hours, lookedAt }: Picture,
  { payments, frauds, legitimate }: Subject,
  { alerts, listed, currency }: { alerts: readonly SubjectAlert[]; listed: readonly ListEntry[]; currency: string },
) {
  const money = (cents: number) => formatAmount(cents, currency);
  return {
    currency,
    windows: windows.map(({ name, isWhole, ...sums }) => ({ window: name, isWhole, ...shownSums(sums, currency) })),
    usual: usual && {
      payments: usual.payments,
      lowerQuartile: money(usual.lowerQuartile),
      median: money(usual.median),
      upperQuartile: money(usual.upperQuartile),
      largest: money(usual.largest),
    },
    categories: categories.map(({ amountCents, ...rest }) => ({ ...rest, amount: money(amountCents) })),
    hours,
    lookedAt: { ...lookedAt, since: lookedAt.since === null ? null : isoTime(lookedAt.since) },
    verdicts: { frauds, legitimate, unknown: payments - frauds - legitimate },
    alerts: {
      payments: new Set(alerts.map(({ paymentId }) => paymentId)).size,
      newest: alerts
        .slice(0, SHOWN_ALERTS)
        .map(({ createdAt, ...alert }) => ({ ...alert, createdAt: isoTime(createdAt) })),
    },
    listed: listed.map((entry) => ({ ...shownEntry(entry), list: entry.list })),
  };
}
