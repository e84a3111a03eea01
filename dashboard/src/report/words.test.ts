import { expect, test } from "vitest";
import { scoredPayment } from "../../../test/rows.ts";
import { reportOf } from "../../../worker/report/report.ts";
import type { ScoredPayment } from "../../../worker/store/payments.ts";
import { talliesOf } from "../../../worker/store/tallies.ts";
import type { DailyReport } from "../../../worker/wire/report.ts";
import { dayOf } from "../../../worker/zone.ts";
import { routeOf } from "../shared/route.ts";
import { EVERYTHING } from "../shared/view.ts";
import { barsByCategory, barsByHour, barsByReason, cardRows } from "./rows.ts";
import { incidentKind, lengthInWords, refusalKind, spanInWords, stateInWords, waitingInWords } from "./words.ts";

const ZONE = "Europe/Paris";
const DATE = "2026-10-25";

function report(payments: ScoredPayment[], asOf: string, state: DailyReport["state"]): DailyReport {
  const day = dayOf(ZONE, DATE);
  if (day === null) throw new Error("no such day");
  const facts = {
    tallies: talliesOf(payments, []),
    largest: [],
    cards: [{ cardId: "card-a", last4: "0042", flagged: 3, declines: 1, flaggedCents: 12_345 }],
    reasons: [
      { code: "amount", flagged: 2, flaggedCents: 100, weight: 1.5 },
      { code: "of_the_future", flagged: 1, flaggedCents: 50, weight: 0.5 },
    ],
    rejects: [],
    silences: [],
    paidBetween: null,
  };
  const body = reportOf(
    { zone: ZONE, currency: "USD" },
    day,
    { facts, incidents: [], silenceMs: 900_000 },
    Date.parse(asOf),
  );
  return { ...body, simulated: false, state, corrections: null };
}

test("a day says whether its figures may still change, and whose midnight counts", () => {
  const words = (asOf: string, state: DailyReport["state"]) => stateInWords(report([], asOf, state));
  const where = "From midnight to midnight in Europe/Paris.";
  expect(words("2026-10-25T13:05:00Z", "running")).toBe(
    `The day is not over: this is what was known at 14:05. ${where}`,
  );
  expect(words("2026-10-26T01:00:00Z", "over")).toContain("may still come in");
  expect(words("2026-10-26T06:00:00Z", "closed")).toBe(
    `Final figures, closed 26 Oct 07:00; later verdicts do not change them. ${where}`,
  );
  expect(words("2026-10-28T06:00:00Z", "closed")).toContain("closed 28 Oct 07:00");
});

test("only a day whose clocks changed says how long it is", () => {
  const day = report([], "2026-10-26T06:00:00Z", "closed");
  expect(lengthInWords(day)).toBe("The clocks changed: this day has 25 hours.");
  expect(lengthInWords({ ...day, hours: 24 })).toBe("");
});

test("a span within the day is told by its times, one beyond it with the days", () => {
  const span = (from: string, to: string | null) => spanInWords(from, to, ZONE, DATE);
  expect(span("2026-10-25T10:00:00Z", "2026-10-25T11:30:00Z")).toBe("11:00 to 12:30");
  expect(span("2026-10-25T20:00:00Z", "2026-10-25T23:00:00Z")).toBe("21:00 to midnight");
  expect(span("2026-10-24T20:00:00Z", null)).toBe("Saturday, 24 October 2026, 22:00 to now");
});

test("the two hours that the clocks show alike are told apart", () => {
  const twice = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map((iso) =>
    scoredPayment({ paidAt: Date.parse(iso), outcome: iso.includes("T00") ? "decline" : "approve" }),
  );
  const rows = barsByHour(report(twice, "2026-10-26T06:00:00Z", "closed"));
  expect(rows.map(({ name }) => name).slice(1, 5)).toEqual([
    "01:00",
    "02:00 (UTC+02:00)",
    "02:00 (UTC+01:00)",
    "03:00",
  ]);
  expect(rows[2]).toMatchObject({ all: 1, flagged: 1, cells: { payments: "1", flagged: "1", amount: "$84.20" } });
  expect(rows[3]).toMatchObject({ all: 1, flagged: 0, cells: { flagged: "" } });
  expect(rows[5]).toMatchObject({ all: 0, flagged: 0 });
});

test("categories, reasons and cards are named for people, unknown ones by their code", () => {
  const noon = Date.parse("2026-10-25T11:00:00Z");
  const payments = [scoredPayment({ paidAt: noon }), scoredPayment({ paidAt: noon, category: "moon_travel" })];
  const day = report(payments, "2026-10-26T06:00:00Z", "closed");
  expect(barsByCategory(day).map(({ name }) => name)).toEqual(["In-store groceries", "Moon travel"]);
  expect(barsByReason(day)).toMatchObject([
    { name: "The amount", all: 1 },
    { name: "of the future", all: 0.25 / 0.75 },
  ]);
  expect(cardRows(day)).toEqual([{ id: "card-a", last4: "0042", declines: "1", reviews: "2", amount: "$123.45" }]);
  expect([incidentKind("no_tick"), incidentKind("something_new")]).toEqual(["No poll", "something new"]);
  expect([refusalKind("in_the_future"), refusalKind("something_new")]).toEqual([
    "dated in the future",
    "something new",
  ]);
});

test("payments that are decided and not recorded are said beside the figures, which lack them", () => {
  expect(waitingInWords({ waiting: 312 })).toBe(
    "312 decided payments wait to be recorded, and may belong to this day.",
  );
  expect(waitingInWords({ waiting: 1 })).toMatch(/^1 decided payment waits to be recorded/);
  for (const report of [{}, { waiting: 0 }, { waiting: null }]) expect(waitingInWords(report)).toBe("");
});

test("hours and categories lead to their payments: an hour with its offset, a category on its day", () => {
  const paidAt = Date.parse("2026-10-25T00:30:00Z");
  const day = report([scoredPayment({ paidAt, category: "moon travel" })], "2026-10-26T06:00:00Z", "closed");
  const listOf = (href: string | null | undefined) => routeOf(new URL(href ?? "", "http://vigie.test").hash)?.view;
  const hours = barsByHour(day);
  expect(listOf(hours[2]?.href)).toEqual({
    ...EVERYTHING,
    paid: "2026-10-25T02:00+02:00..2026-10-25T02:00+01:00",
  });
  expect(hours[3]?.href).toBeNull();
  expect(listOf(barsByCategory(day, day.zone)[0]?.href)).toEqual({
    ...EVERYTHING,
    category: "moon travel",
    paid: "2026-10-25",
  });
  // The board's days are another zone's by now.
  expect(listOf(barsByCategory(day, "Asia/Tokyo")[0]?.href)?.paid).toBe("2026-10-24T22:00Z..2026-10-25T23:00Z");
});
