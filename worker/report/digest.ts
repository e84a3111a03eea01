// The morning digest: what a day's report says, in the words of a mail. Pure.

import { counted } from "../counted.ts";
import { amountWords } from "../money.ts";
import type { MailContent } from "../notice/mail.ts";
import { cardWords } from "../payment/cardWords.ts";
import { viewedPaidWords } from "../payment/paid.ts";
import type { Report, SumsView } from "../wire/report.ts";
import type { EventData } from "../wire/webhookEvents.ts";

const ROWS = 5;

export interface DigestContent {
  content: MailContent;
  event: { type: "report.daily"; data: EventData<"report.daily"> };
}

export function digestOf(report: Report, publicUrl: string | null): DigestContent {
  const { totals, date, zone, currency } = report;
  const money = moneyOf(report);
  const day = dayInWords(date);
  const found = counted(totals.declines, "fraud");
  const links = publicUrl === null ? null : linksOf(publicUrl, date);
  const content: MailContent = {
    subject: `${day}: ${found} in ${counted(totals.payments, "payment")}`,
    preheader: `${money(totals.amountAtRisk)} at risk, ${counted(totals.reviews, "payment")} to review`,
    title: `${day}: ${found} in ${counted(totals.payments, "payment")}`,
    tone: totals.declines > 0 ? "fraud" : "calm",
    paragraphs: [summary(report)],
    facts: facts(report),
    list: lists(report),
    table: tables(report),
    buttons:
      links === null
        ? []
        : [
            { label: "Open the report", href: links.page, tone: "plain" },
            { label: "All payments as CSV", href: links.csv, tone: "plain" },
          ],
    footer: [
      `The day in ${zone}, from midnight to midnight (${report.hours} hours). Final figures: later verdicts do not change them.`,
    ],
  };
  return { content, event: { type: "report.daily", data: { date, zone, currency, totals, links } } };
}

function linksOf(publicUrl: string, date: string) {
  return {
    page: new URL(`/report#${date}`, publicUrl).href,
    csv: new URL(`/api/reports/daily.csv?date=${date}`, publicUrl).href,
  };
}

function summary({ totals, currency }: Report): string {
  const money = moneyOf({ currency });
  if (totals.payments === 0) return "No payments that day.";
  const paid = `${counted(totals.payments, "payment")} of ${money(totals.amount)} in all`;
  const declined =
    totals.declines === 0
      ? "none was declined as fraud"
      : `${counted(totals.declines, "was", "were")} declined as fraud, ${money(totals.declinedAmount)} together`;
  const reviewed = totals.reviews === 0 ? "" : ` ${counted(totals.reviews, "more waits", "more wait")} for review.`;
  return `${paid}; ${declined}.${reviewed}`;
}

function facts({ totals, currency, rejects, silences, incidents }: Report): MailContent["facts"] {
  const money = moneyOf({ currency });
  const known: MailContent["facts"] =
    totals.knownFrauds === 0
      ? []
      : [
          ["Known frauds", `${counted(totals.knownFrauds, "payment")}, ${money(totals.knownFraudAmount)}`],
          ["Missed", missed(totals, money)],
        ];
  return [
    ["Payments", `${totals.payments.toLocaleString("en-US")}, ${money(totals.amount)}`],
    ["Frauds declined", `${totals.declines.toLocaleString("en-US")}, ${money(totals.declinedAmount)}`],
    ["To review", totals.reviews.toLocaleString("en-US")],
    ["Amount at risk", money(totals.amountAtRisk)],
    ["Decline rate", percent(totals.fraudRate)],
    ...known,
    ["Precision, recall", `${percent(totals.precision)}, ${percent(totals.recall)} so far`],
    ["Refused rows", rejects.rows.toLocaleString("en-US")],
    ["Gaps without payments", silencesInWords(silences)],
    ["Incidents", incidents.length === 0 ? "none" : counted(incidents.length, "incident")],
  ];
}

function silencesInWords(silences: Report["silences"]): string {
  if (silences.length === 0) return "none";
  const longest = Math.max(...silences.map(({ from, to }) => Date.parse(to) - Date.parse(from)));
  return `${silences.length}, the longest of ${counted(Math.round(longest / 60_000), "minute")}`;
}

function missed({ missedFrauds, missedAmount }: SumsView, money: (amount: string) => string): string {
  return missedFrauds === 0 ? "none" : `${counted(missedFrauds, "payment")}, ${money(missedAmount)}`;
}

function lists({ topReasons, incidents }: Report): NonNullable<MailContent["list"]> {
  return [
    {
      heading: "Why payments were flagged",
      items: topReasons.slice(0, ROWS).map(({ words, flagged }) => `${words}: ${counted(flagged, "payment")}`),
    },
    { heading: "Incidents", items: incidents.slice(0, ROWS).map(({ detail }) => detail) },
  ].filter(({ items }) => items.length > 0);
}

function tables({ largestFrauds, totals, zone }: Report): NonNullable<MailContent["table"]> {
  if (largestFrauds.length === 0) return [];
  const shown = largestFrauds.slice(0, ROWS);
  const heading = totals.declines > shown.length ? "The largest frauds" : "The frauds";
  return [
    {
      columns: [heading, "Card", `Time (${zone})`, "Amount"],
      rows: shown.map((one) => [one.merchant, cardWords(one.card.last4, one.card.id), one.time, viewedPaidWords(one)]),
    },
  ];
}

/** "Friday, 20 November", for a date of the calendar, which needs no zone. */
function dayInWords(date: string): string {
  const words = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  return words.format(new Date(`${date}T12:00:00Z`));
}

/** In the currency of that day's report: CURRENCY may have been another. */
function moneyOf({ currency }: Pick<Report, "currency">): (amount: string) => string {
  return (amount) => amountWords(amount, currency);
}

/** A share as a percentage that says 0 or 100 only when it is exactly that. */
function percent(share: number | null): string {
  if (share === null) return "not known";
  const points = share * 100;
  if (points > 0 && points < 0.1) return "less than 0.1 %";
  if (points < 100 && points > 99.9) return "more than 99.9 %";
  return `${points.toFixed(points < 10 || points > 99 ? 1 : 0).replace(/\.0$/, "")} %`;
}
