// The report page: a day read, the calendar walked by keys, the way through the login, the same on paper.
import { setTimeout as wait } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dailyReport } from "../../worker/wire/report.ts";
import { dateAfter, dayAt, dayOf } from "../../worker/zone.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { openBrowser } from "./browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { openPlace, type Place, storedIn } from "./place.ts";
import { axeFindings, PHONE, shoot, visit } from "./visit.ts";

const ZONE = "Asia/Kolkata";
const TOKEN = "a-token-for-the-tests";
const HEADERS = { authorization: `Bearer ${TOKEN}` };
const TODAY = dayAt(ZONE, Date.now()).date;
const YESTERDAY = dateAfter(TODAY, -1);
const EARLIER = dateAfter(TODAY, -3);
const NAME = 'fraud_<img src=x onerror="boom()">';
const startOf = (date: string) => dayOf(ZONE, date)?.from ?? 0;

let browser: Browser;
let feed: Feed;
let place: Place;

beforeAll(async () => {
  feed = await startFeed({ simulated: false });
  const midnight = startOf(YESTERDAY);
  feed.serve(
    feedRow({ merchant: "fraud_First of the day", current_time: midnight }),
    feedRow({ merchant: "fraud_Last of the day", current_time: startOf(TODAY) - 1 }),
    feedRow({ merchant: "fraud_The day before", current_time: midnight - 1 }),
    feedRow({ merchant: "fraud_Long ago", current_time: startOf(EARLIER) }),
    // In the night of the feed's clocks, which are UTC's.
    fraudRow({ merchant: NAME, cc_num: "4000123412340009021", current_time: midnight + 5 * 3_600_000 }),
  );
  [browser, place] = await Promise.all([
    openBrowser(),
    openPlace(feed.url, { DASHBOARD_TOKEN: TOKEN, REPORT_TIMEZONE: ZONE }),
  ]);
  while ((await storedIn(place, "", HEADERS)).length < 5) await wait(200);
});

afterAll(async () => {
  await browser?.close();
  await place?.remove();
  await feed?.unplug();
});

async function enter(address: string, options: Parameters<typeof visit>[2] = {}) {
  const seen = await visit(browser, new URL(address, place.url), options);
  await seen.page.getByLabel("Dashboard token").fill(TOKEN);
  await seen.page.getByRole("button", { name: "Open the board" }).click();
  return seen;
}

const heading = (page: Page, date: string) =>
  page.getByRole("heading", {
    level: 1,
    name: new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" }).format(
      new Date(`${date}T12:00:00Z`),
    ),
  });

test("a link to a day leads through the login to that day's report, which equals its CSV", async () => {
  const { page, complaints } = await enter(`/report#${YESTERDAY}`);
  await heading(page, YESTERDAY).waitFor();
  expect(new URL(page.url())).toMatchObject({ pathname: "/report", hash: `#${YESTERDAY}` });
  const answer = await fetch(new URL(`/api/reports/daily?date=${YESTERDAY}`, place.url), { headers: HEADERS });
  const report = dailyReport.parse(await answer.json());
  const figures = await page.getByRole("region", { name: "The day in figures" }).textContent();
  expect(figures).toContain(`Payments${report.totals.payments}`);
  expect(report.totals).toMatchObject({ payments: 3, declines: 1 });

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "All payments as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`payments-${YESTERDAY}.csv`);
  let csv = "";
  for await (const chunk of await download.createReadStream()) csv += chunk;
  const rows: Record<string, string>[] = parse(csv, { columns: true, record_delimiter: "\r\n" });
  expect(rows.map(({ merchant }) => merchant)).toEqual([
    "Last of the day",
    '<img src=x onerror="boom()">',
    "First of the day",
  ]);
  const cents = rows.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
  expect(cents).toBe(Math.round(Number(report.totals.amount) * 100));

  // The fraud is named, as text, and leads to the board.
  await page.getByRole("link", { name: '<img src=x onerror="boom()">' }).click();
  await page.getByRole("dialog").waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("without a day in mind it is yesterday's; the calendar is walked by arrow keys and opens a day by Enter", async () => {
  const { page, complaints } = await enter("/report");
  await heading(page, YESTERDAY).waitFor();
  const calendar = page.getByRole("complementary", { name: "Days" });
  await calendar.locator('a[aria-current="date"]').focus();
  await page.keyboard.press("ArrowRight");
  // On the first of a month the day stands in a month that is drawn first.
  await page.locator(`a[href="#${TODAY}"]:focus`).waitFor();
  await page.keyboard.press("Enter");
  await heading(page, TODAY).waitFor();
  await page.getByText("The day is not over").waitFor();

  // No further than there are days.
  await calendar.locator(`a[href="#${TODAY}"]`).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("PageUp");
  await page.locator(`a[href="#${EARLIER}"]:focus`).waitFor();
  await page.keyboard.press("Enter");
  await heading(page, EARLIER).waitFor();
  await page.getByRole("link", { name: "Day after" }).click();
  await heading(page, dateAfter(EARLIER, 1)).waitFor();
  await page.getByText("from 00:00 to 23:59").waitFor();

  await page.evaluate('location.hash = "#2001-01-01"');
  await page.getByRole("alert").filter({ hasText: "The first day is" }).waitFor();

  await page.goto(new URL(`/report?date=${EARLIER}`, place.url).href);
  await heading(page, EARLIER).waitFor();
  expect(new URL(page.url())).toMatchObject({ search: "", hash: `#${EARLIER}` });
  await page.goto(new URL("/report?date=last%20week", place.url).href);
  await page.getByRole("alert").filter({ hasText: /date/i }).waitFor();
  expect(await axeFindings(page)).toEqual([]);

  await page.goto(new URL("/reports/yesterday", place.url).href);
  await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "Open the board" }).click();
  await page.getByRole("heading", { name: "Card payments, live" }).waitFor({ state: "attached" });
  // The browser itself logs these answers.
  expect(complaints.filter((each) => !/40[04]/.test(each))).toEqual([]);
  await page.context().close();
});

test("it has no findings by axe, fits a phone, and prints the day alone", async () => {
  for (const viewport of [{ width: 1280, height: 900 }, PHONE, { width: 320, height: 640 }]) {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await enter(`/report#${YESTERDAY}`, { viewport, colorScheme });
      await page.getByRole("heading", { name: "Flagged payments" }).waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
      // Each number stands below its own heading: all rows of a table show as many cells.
      const shown = await page.locator("table.bars").evaluateAll((tables) =>
        tables.map((table) => {
          const rows = [...table.querySelectorAll("tr")];
          return new Set(rows.map((row) => [...row.cells].filter((cell) => cell.checkVisibility()).length)).size;
        }),
      );
      expect(shown.length).toBeGreaterThan(1);
      expect(new Set(shown)).toEqual(new Set([1]));
      await page.context().close();
    }
  }
  // The day may stand in the query, too; it comes through the login.
  const { page } = await enter(`/report?date=${YESTERDAY}`);
  await page.getByRole("heading", { name: "Flagged payments" }).waitFor();
  await shoot(page, "report");
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("navigation").filter({ visible: true }).count()).toBe(0);
  expect(await page.getByRole("button").filter({ visible: true }).count()).toBe(0);
  expect(await heading(page, YESTERDAY).isVisible()).toBe(true);
  await page.context().close();
});
