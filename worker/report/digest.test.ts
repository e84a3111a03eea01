import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { renderMail } from "../notice/mail.ts";
import type { Incident } from "../store/incidents.ts";
import type { ScoredPayment } from "../store/payments.ts";
import type { SpanFacts } from "../store/reports.ts";
import { talliesOf } from "../store/tallies.ts";
import { dayOf } from "../zone.ts";
import { digestOf } from "./digest.ts";
import { reportOf } from "./report.ts";

const NOON = Date.UTC(2026, 9, 25, 11);

function mailOf(payments: ScoredPayment[], changes: Partial<SpanFacts> = {}, incidents: Incident[] = []) {
  const day = dayOf("Europe/Paris", "2026-10-25");
  if (day === null) throw new Error("no such day");
  const facts: SpanFacts = {
    tallies: talliesOf(payments, []),
    largest: payments.filter(({ outcome }) => outcome === "decline"),
    cards: [],
    reasons: [],
    rejects: [],
    silences: [],
    paidBetween: { from: day.from, to: day.to },
    ...changes,
  };
  const report = reportOf(
    { zone: "Europe/Paris", currency: "USD" },
    day,
    { facts, incidents, silenceMs: 900_000 },
    day.to,
  );
  const { content, event } = digestOf(report, "https://vigie.example.org");
  return { ...renderMail(content), event };
}

test("a morning with nothing to tell says so: how many payments, and no fraud", () => {
  const { subject, text } = mailOf([scoredPayment({ paidAt: NOON }), scoredPayment({ paidAt: NOON })]);
  expect(subject).toBe("Sunday 25 October: 0 frauds in 2 payments");
  expect(text).toContain("2 payments of $168.40 in all; none was declined as fraud.");
  expect(text).toContain("midnight to midnight (25 hours)");
});

test("a day on which nothing was paid is told as well", () => {
  const { subject, text } = mailOf([], { paidBetween: null });
  expect(subject).toBe("Sunday 25 October: 0 frauds in 0 payments");
  expect(text).toContain("No payments that day.");
  expect(text).toMatch(/Gaps without payments: +1, the longest of 1,500 minutes/);
});

test("it says what was lost, what was missed, how sure that is, and where to read on", () => {
  const { subject, text, event } = mailOf([
    scoredPayment({ paidAt: NOON, outcome: "decline", amountCents: 123_456_78, label: "fraud", merchant: "Nightjar" }),
    scoredPayment({ paidAt: NOON, outcome: "review", amountCents: 100 }),
    scoredPayment({ paidAt: NOON, amountCents: 999, label: "fraud" }),
  ]);
  expect(subject).toBe("Sunday 25 October: 1 fraud in 3 payments");
  expect(text).toContain("1 was declined as fraud, $123,456.78 together. 1 more waits for review.");
  expect(text).toMatch(/Missed: +1 payment, \$9\.99/);
  expect(text).toMatch(/Precision, recall: +100 %, 50 % so far/);
  expect(text).toMatch(/Nightjar +•••• 4567 +12:00 +\$123,456\.78/);
  expect(text).toMatch(/The frauds +Card +Time \(Europe\/Paris\) +Amount/);
  expect(text).toContain("https://vigie.example.org/report#2026-10-25");
  expect(text).toContain("https://vigie.example.org/api/reports/daily.csv?date=2026-10-25");
  expect(event).toMatchObject({ type: "report.daily", data: { date: "2026-10-25", totals: { payments: 3 } } });
});

test("whatever a merchant is called, the mail stays a mail, and no card's id is in it", () => {
  const merchant = '<img src=x onerror=boom()>\r\nBcc: x@y.zz \u202eevil"';
  const { subject, text, html } = mailOf([scoredPayment({ paidAt: NOON, outcome: "decline", merchant })]);
  expect(html).not.toContain("<img");
  expect(subject).not.toMatch(/[\r\n]/);
  expect(text).not.toMatch(/^Bcc:/m);
  for (const each of [text, html]) {
    expect(each).not.toContain("\u202e");
    expect(each).not.toContain("card-a");
  }
});

test("what did not work that day is told in its own words", () => {
  const incident = { id: "i", kind: "feed", startedAt: NOON, endedAt: null, detail: "The feed asked us to slow down." };
  expect(mailOf([], {}, [incident]).text).toContain("Incidents:\n- The feed asked us to slow down.");
});
