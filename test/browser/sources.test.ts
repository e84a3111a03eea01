// The page of sources: an event read live, its card number kept in the browser, a source saved, a rate, a category and a column set.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { feedRow } from "../rows.ts";
import { openBrowser } from "./browser.ts";
import { openPlace, type Place } from "./place.ts";
import { axeFindings, PHONE, shoot, visit } from "./visit.ts";

const CARD = "4111111111111111";
const EVENT = {
  ...{ id: "order-1", card: { number: CARD }, shop: "Plover Pianos", amount: 2000, currency: "EUR" },
  ...{ paid_at: "2026-11-20T12:00:00Z", goods: "Pianos & Strings" },
};

let browser: Browser;
let place: Place;

beforeAll(async () => {
  [browser, place] = await Promise.all([openBrowser(), openPlace("none")]);
  // The page asks for health, which is 503 before the first payment. A browser counts that as an error.
  const headers = { "content-type": "application/json" };
  await fetch(new URL("/api/payments", place.url), { method: "POST", headers, body: JSON.stringify(feedRow()) });
  const isWell = async () => (await fetch(new URL("/api/health", place.url))).ok;
  await vi.waitUntil(isWell, { timeout: 60_000, interval: 100 });
});

afterAll(async () => {
  await browser?.close();
  await place?.remove();
});

const done = (page: Page, hasText: string) => page.getByRole("status").filter({ hasText }).waitFor();

test("a source of one's own is written on a pasted event, whose card number never leaves the browser, and takes events", async () => {
  const { page, complaints } = await visit(browser, new URL("/sources", place.url));
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.postData() ?? ""));
  await page.getByRole("link", { name: "New source" }).click();
  await page.getByLabel("Name, as it stands in the address").fill("piano-shop");
  await page.getByLabel("Pasted, as JSON").fill(JSON.stringify(EVENT));
  await page.getByText("In this event 1 value was masked").waitFor();

  // Each field says what it reads, and what is wrong, while it is written.
  const payments = page.getByRole("region", { name: "Payments" });
  await payments.getByText("/card is a list or an object").waitFor();
  await payments.getByLabel("Pointer of payment card").fill("/card/number");
  await payments.getByText("0000000000001111").waitFor();
  await payments.getByText("nothing stands at /time").waitFor();
  await payments.getByLabel("Pointer of payment current_time").fill("/paid_at");
  await payments.getByLabel("Pointer of payment merchant").fill("/shop");
  await payments.getByLabel("What is done to payment amt").selectOption("currency");
  await payments.getByLabel("Another field of a payment").selectOption("category");
  await payments.getByRole("button", { name: "Add the field" }).click();
  await payments.getByText("Say where it stands.").waitFor();
  await payments.getByLabel("Pointer of payment category").fill("/goods");
  const written = JSON.parse(await page.getByLabel("As text").inputValue());
  expect(written.payment).toMatchObject({
    card: { path: "/card/number" },
    amt: { path: "/amount", scale: "currency" },
  });

  await page.getByRole("button", { name: "Ask the door" }).click();
  await page.getByText("The door takes the row.").waitFor();
  expect(sent.some((body) => body.includes("order-1"))).toBe(true);
  expect(sent.filter((body) => body.includes(CARD))).toEqual([]);
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, "source");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await done(page, "Events of piano-shop are read so from now on.");

  const posted = await fetch(new URL("/api/payments/from/piano-shop", place.url), {
    method: "POST",
    body: JSON.stringify(EVENT),
  });
  expect([posted.status, await posted.json()]).toMatchObject([200, { decisions: [{ id: "order-1" }] }]);
  await page.context().close();
  expect(complaints).toEqual([]);
});

test("a currency without a rate and an unknown category come first, and are seen to with one press each", async () => {
  const { page, complaints } = await visit(browser, new URL("/sources", place.url));
  await page.getByText("1 payment today", { exact: false }).waitFor();
  await page.getByText(/^EUR \(Euro\) has no rate/).waitFor();
  await page.getByRole("button", { name: "Set a rate for EUR" }).click();
  await page.locator("#rate-rate:focus").fill("1,08");
  await page.getByRole("button", { name: "Set the rate" }).click();
  await page.getByRole("alert").filter({ hasText: "Give the worth of one EUR in USD" }).waitFor();
  await page.locator("#rate-rate").fill("1.0842");
  await page.getByRole("button", { name: "Set the rate" }).click();
  await done(page, "1 EUR is 1.0842 USD");
  expect(await page.getByText("has no rate").count()).toBe(0);

  const unknown = page.getByRole("listitem").filter({ hasText: "Pianos & Strings" });
  await unknown.getByLabel("Pianos & Strings is read as").selectOption("entertainment");
  await unknown.getByRole("button", { name: "Read as this" }).click();
  await done(page, "Payments of “Pianos & Strings” are read as Entertainment from now on.");
  await page.getByText("Merchant category codes, as they come with Vigie").click();
  await page.getByLabel("Find a code or a word").fill("3555");
  await page.getByRole("row").filter({ hasText: "hotels" }).waitFor();

  await shoot(page, "sources");
  for (const viewport of [{ width: 1280, height: 800 }, PHONE, { width: 320, height: 640 }]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page)).toEqual([]);
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
    }
  }

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: "Remove piano-shop" }).click();
  await done(page, "The source piano-shop is removed.");
  await page.context().close();
  // The page knew an older version of the policy, and asked once more. The browser itself logs that.
  expect(complaints.filter((each) => !each.includes("412"))).toEqual([]);
});

test("a column that was left out is kept with one press, another is declared by keyboard, and panel and rules know them", async () => {
  const post = async (extra: object) => {
    const row = { ...feedRow({ current_time: Date.now() }), extra };
    const headers = { "content-type": "application/json" };
    await fetch(new URL("/api/payments", place.url), { method: "POST", headers, body: JSON.stringify(row) });
    return row.trans_num;
  };
  await post({ channel: "app", device_age_days: 3 });
  const { page, complaints } = await visit(browser, new URL("/sources", place.url));
  const lately = page.getByRole("list", { name: "Columns that came lately and were left out" });
  await lately.getByText("device_age_days").first().waitFor();
  await lately.scrollIntoViewIfNeeded();
  await shoot(page, "columns-before");
  await lately.getByRole("button", { name: /^Keep it ?: channel/ }).press("Enter");
  await done(page, "Payments keep channel as a text from now on.");
  await page.locator("#done:focus").waitFor();

  const name = page.getByLabel("Name, as rows carry it in extra");
  await name.fill("Device age");
  await name.press("Enter");
  await page.getByRole("alert").filter({ hasText: "A name has small letters" }).waitFor();
  await name.fill("device_age_days");
  await page.getByLabel("It is a").selectOption("number");
  await name.press("Enter");
  await done(page, "Payments keep device_age_days as a number from now on.");
  const declared = page.getByRole("list", { name: "Columns that are declared" });
  expect(await declared.getByRole("listitem").count()).toBe(2);
  await declared.scrollIntoViewIfNeeded();
  await shoot(page, "columns");
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 320, height: 640 },
  ]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      expect(await axeFindings(page)).toEqual([]);
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 });

  const id = await post({ channel: "web", device_age_days: 12 });
  await page.goto(new URL(`/#/payments/${id}`, place.url).href);
  await page.getByRole("heading", { name: "Columns of your own" }).scrollIntoViewIfNeeded();
  await page.getByRole("definition").filter({ hasText: /^web$/ }).waitFor();
  await shoot(page, "columns-panel");
  await page.goto(new URL("/rules#new", place.url).href);
  await page.getByLabel("Fact of condition 1").selectOption("extra.channel");
  await page.getByLabel("Operator of condition 1").selectOption("==");
  await page.getByLabel("Value of condition 1").fill("web");
  await page
    .getByText(/^Matches 1 of the newest/)
    .first()
    .waitFor();
  await shoot(page, "columns-rule");
  await page.goto(new URL("/sources", place.url).href);
  await declared.getByRole("button", { name: "Remove channel" }).click();
  await done(page, "Payments keep channel no longer from now on.");
  await page.context().close();
  expect(complaints.filter((each) => !each.includes("412"))).toEqual([]);
});

test("what somebody else changed meanwhile is said, and nothing that was typed is lost", async () => {
  const { page, complaints } = await visit(browser, new URL("/sources#from/stripe", place.url));
  await page.getByLabel("As text").waitFor();
  const text = JSON.parse(await page.getByLabel("As text").inputValue());
  const theirs = { ...text, payment: { ...text.payment, merchant: { const: "Theirs" } } };
  const mine = { ...text, payment: { ...text.payment, merchant: { const: "Mine" } } };
  await page.getByLabel("As text").fill(JSON.stringify(mine));
  const put = await fetch(new URL("/api/sources/stripe", place.url), {
    ...{ method: "PUT", headers: { "if-match": "*", "content-type": "application/json" } },
    body: JSON.stringify({ mapping: theirs }),
  });
  expect(put.status).toBe(200);
  const save = page.getByRole("button", { name: "Save", exact: true });
  await save.click();
  await page.getByRole("alert").filter({ hasText: "Someone else has changed this meanwhile." }).waitFor();
  expect(JSON.parse(await page.getByLabel("As text").inputValue())).toEqual(mine);
  await save.click();
  await done(page, "Events of stripe are read so from now on.");
  await page.getByRole("button", { name: "Back to the preset stripe" }).click();
  await done(page, "stripe is read as it comes with Vigie again.");
  await page.context().close();
  expect(complaints.filter((each) => !each.includes("412"))).toEqual([]);
});
