// What the page's address keeps: filters, what lies open, and the way through the login.
import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { feedRow, fraudRow } from "../rows.ts";
import { openBrowser } from "./browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { openPlace, type Place } from "./place.ts";
import { axeFindings, PHONE, rowOf, shoot, visit } from "./visit.ts";

const TOKEN = "a-token-for-the-tests";
const FRAUD = fraudRow({ merchant: "fraud_Nightjar Electronics" });
const PLAIN = feedRow({ merchant: "fraud_Larkspur Grocers" });

let browser: Browser;
let feed: Feed;
let place: Place;

beforeAll(async () => {
  feed = await startFeed({ simulated: false });
  feed.serve(FRAUD, PLAIN, feedRow({ amt: 1.005 }), { ...FRAUD, amt: 2 }, feedRow({ merchant: "x".repeat(600) }));
  [browser, place] = await Promise.all([openBrowser(), openPlace(feed.url, { DASHBOARD_TOKEN: TOKEN })]);
});

afterAll(async () => {
  await browser?.close();
  await place?.remove();
  await feed?.unplug();
});

async function signIn(page: Page, token = TOKEN): Promise<void> {
  await page.getByLabel("Dashboard token").fill(token);
  await page.getByRole("button", { name: "Open the board" }).click();
}

async function enter(address: string) {
  const seen = await visit(browser, new URL(address, place.url));
  await signIn(seen.page);
  return seen;
}

const hashOf = (page: Page) => new URL(page.url()).hash;

test("a link to a payment leads through the login to that payment, even after a wrong token", async () => {
  const { page } = await visit(browser, new URL(`/#/payments/${FRAUD.trans_num}`, place.url));
  expect(new URL(page.url()).pathname).toBe("/login");
  await signIn(page, "not the token");
  await page.getByRole("alert").waitFor();
  await signIn(page);
  await page.getByRole("dialog", { name: "Nightjar Electronics" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/");
  expect(hashOf(page)).toBe(`#/payments/${FRAUD.trans_num}`);
  await expect.poll(() => page.title()).toBe("Declined: $1,012.40 – Vigie");

  // An address that leads nowhere is said, over the page on which one was.
  await page.goto(new URL("/#/payment", place.url).href);
  await page.getByRole("dialog", { name: "There is nothing here" }).getByText("/payment").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("dialog", { name: "Nightjar Electronics" }).waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.title()).toBe("Vigie");
  await page.context().close();
});

test("a link that meets an ended session leads there too, once signed in again", async () => {
  const { page } = await enter("/#/?show=flagged");
  await rowOf(page, "Nightjar Electronics").waitFor();
  await page.context().clearCookies();
  await rowOf(page, "Nightjar Electronics").getByRole("link").click();
  await page.getByLabel("Dashboard token").waitFor();
  await signIn(page);
  await page.getByRole("dialog", { name: "Nightjar Electronics" }).waitFor();
  await page.context().close();
});

test("filters stand in the address: they survive a reload, an open payment and the way back", async () => {
  const { page, complaints } = await enter("/");
  await rowOf(page, "Larkspur Grocers").waitFor();
  await page.getByRole("radio", { name: "Flagged" }).check({ force: true });
  await page.getByRole("searchbox").fill("nightjar");
  await page.waitForURL(/#\/\?show=flagged&q=nightjar$/);

  await page.reload();
  await rowOf(page, "Nightjar Electronics").waitFor();
  expect(await rowOf(page, "Larkspur Grocers").count()).toBe(0);
  expect(await page.getByRole("searchbox").inputValue()).toBe("nightjar");
  expect(await page.getByRole("radio", { name: "Flagged" }).isChecked()).toBe(true);

  await rowOf(page, "Nightjar Electronics").getByRole("link").click();
  await page.getByRole("dialog").waitFor();
  expect(hashOf(page)).toBe(`#/payments/${FRAUD.trans_num}?show=flagged&q=nightjar`);
  await page.reload();
  await page.getByRole("dialog", { name: "Nightjar Electronics" }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL(/\/#\/\?show=flagged&q=nightjar$/);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await rowOf(page, "Larkspur Grocers").count()).toBe(0);

  // Another address in the same tab, as a bookmark opens it.
  await page.evaluate('location.hash = "#/?q=larkspur"');
  await rowOf(page, "Larkspur Grocers").waitFor();
  expect(await page.getByRole("searchbox").inputValue()).toBe("larkspur");
  expect(await rowOf(page, "Nightjar Electronics").count()).toBe(0);

  // Enter ends a search: the next one is a step of its own.
  await page.getByRole("searchbox").fill("grocers");
  await page.getByRole("searchbox").press("Enter");
  await page.getByRole("searchbox").fill("nightjar");
  await page.getByRole("searchbox").press("Enter");
  await page.waitForURL(/\/#\/\?q=nightjar$/);
  await page.goBack();
  await page.waitForURL(/\/#\/\?q=grocers$/);
  await page.goBack();
  await rowOf(page, "Larkspur Grocers").waitFor();

  // An address that asks for more than the list can do shows nothing, says so, and is left by the next search.
  await page.evaluate('location.hash = "#/?q=larkspur&colour=red"');
  await page.getByText("The address asks for colour=red, which is no filter of this list.").waitFor();
  await rowOf(page, "Larkspur Grocers").waitFor({ state: "detached" });
  await page.getByRole("searchbox").fill("larkspu");
  await rowOf(page, "Larkspur Grocers").waitFor();
  await page.evaluate('location.hash = "#/?outcome=decline&q=nightjar"');
  await rowOf(page, "Nightjar Electronics").waitFor();
  expect(await page.getByRole("radio", { name: "Declined" }).isChecked()).toBe(true);
  await page.evaluate('location.hash = "#/?q=larkspur"');
  await rowOf(page, "Larkspur Grocers").waitFor();

  // The skip link moves the focus and nothing else.
  await page.getByRole("link", { name: "Skip to the payments" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/#\/\?q=larkspur$/);
  await page.locator(":focus", { hasText: /^Payments$/ }).waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("amounts, the order and a card's payments stand in the address, too; each is a step back, and exports as it is listed", async () => {
  const { page, complaints } = await enter("/");
  await rowOf(page, "Larkspur Grocers").waitFor();
  await page.getByRole("searchbox").fill(">500");
  await page.waitForURL(/#\/\?amount=%3E500$/);
  await rowOf(page, "Larkspur Grocers").waitFor({ state: "detached" });
  expect(await rowOf(page, "Nightjar Electronics").count()).toBe(1);
  await page.getByRole("button", { name: "Remove the filter: Amount >500" }).click();
  await page.getByRole("columnheader", { name: "Amount" }).getByRole("button").click();
  await page.waitForURL(/#\/\?sort=amount$/);
  await page.getByRole("table", { name: "Payments, largest amount first" }).waitFor();
  const amounts = await page.locator("tbody td.amount").allTextContents();
  const cents = amounts.map((text) => Number(text.replaceAll(/\D/g, "")));
  expect(cents).toEqual(cents.toSorted((a, b) => b - a));

  await rowOf(page, "Larkspur Grocers").getByRole("link").click();
  await page.getByRole("link", { name: "all payments of this card" }).click();
  await page.waitForURL(/#\/\?card=/);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
  const text = await readFile(await file.path(), "utf8");
  const exported: Record<string, string>[] = parse(text, { columns: true, bom: true });
  const listed = await page.locator("tbody td.merchant").allTextContents();
  expect(listed.length).toBeGreaterThan(0);
  expect(exported.map(({ merchant }) => merchant)).toEqual(listed);

  // To the payment, to the order, without its filter, to the filter.
  for (const hash of [/#\/payments\/.*sort=amount$/, /#\/\?sort=amount$/, /#\/$/, /#\/\?amount=%3E500$/]) {
    await page.goBack();
    await page.waitForURL(hash);
  }
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(() => page.getByRole("searchbox").inputValue()).toBe(">500");

  await page.getByRole("searchbox").fill(">lots");
  await page.getByText("The amount cannot be read at “>lots”").waitFor();
  await page.getByText("Nothing is listed until the search can be read.").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("refused rows are in sight, open with their reasons, and lead to the payment that was contradicted", async () => {
  const { page, complaints } = await enter("/");
  const link = page.getByRole("link", { name: "3 rows refused today" });
  await link.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Refused rows" });
  await panel.getByText("Amount must have at most two decimals.").waitFor();
  await panel.getByText("Contradicts a stored payment of the same id: another amount.").waitFor();
  expect(hashOf(page)).toBe("#/rejects");
  expect(await panel.textContent()).not.toContain(FRAUD.cc_num);
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, "rejects");

  await panel.getByRole("link", { name: "Open the stored payment" }).click();
  await page.getByRole("dialog", { name: "Nightjar Electronics" }).waitFor();
  // One step back each: to the refused rows, to the board, to the link.
  await page.keyboard.press("Escape");
  await panel.waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL(/\d\/$/);
  await page.locator(":focus", { hasText: "3 rows refused today" }).waitFor();

  await page.setViewportSize(PHONE);
  await page.goto(new URL("/#/rejects", place.url).href);
  await panel.getByText("Amount must have at most two decimals.").waitFor();
  await expect.poll(() => page.evaluate<number>("document.documentElement.scrollWidth")).toBe(PHONE.width);
  // A long word breaks, and not the panel.
  const panelWidths = "[document.querySelector('dialog').scrollWidth, document.querySelector('dialog').clientWidth]";
  const [inside, outside] = await page.evaluate<number[]>(panelWidths);
  expect(inside).toBe(outside);
  await panel.getByRole("button", { name: "Close" }).click();
  await link.waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});
