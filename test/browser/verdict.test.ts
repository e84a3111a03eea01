// What a person does about a fraud: from the board, and from the link in a mail.
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { LINK_MS } from "../../worker/notice/signedLink.ts";
import { verdictHref } from "../../worker/notice/verdictLink.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { openBrowser } from "./browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { openPlace, type Place, storedIn } from "./place.ts";
import { axeFindings, PHONE, rowOf, shoot, type Visit, visit } from "./visit.ts";

const CARD_KEY = "a key of the tests, thirty-two characters or more";

let browser: Browser;
let feed: Feed;
let place: Place;
let visits: Visit[] = [];

/** A zone in which it is about noon now: "today" neither begins nor ends meanwhile. */
function zoneAtNoon(): string {
  const ahead = 12 - new Date().getUTCHours();
  return `Etc/GMT${ahead < 0 ? "+" : "-"}${Math.abs(ahead)}`;
}

beforeAll(async () => {
  const current_time = Date.now() - 60_000;
  feed = await startFeed({ simulated: true });
  feed.serve(
    feedRow({ merchant: "fraud_Larkspur Grocers", current_time }),
    ...["Nightjar Electronics", "Magpie Jewels", "Cormorant Cameras", "Bittern Books"].map((name, at) =>
      fraudRow({
        merchant: `fraud_${name}`,
        amt: 980 + at,
        cc_num: `400012341234000900${at}`,
        is_fraud: 1,
        current_time,
      }),
    ),
  );
  // Declined whatever the hour.
  const variables = { REPORT_TIMEZONE: zoneAtNoon(), REVIEW_THRESHOLD: "0", DECLINE_THRESHOLD: "0" };
  [browser, place] = await Promise.all([openBrowser(), openPlace(feed.url, variables)]);
});

afterEach(async () => {
  const complaints = visits.flatMap((each) => each.complaints);
  await Promise.all(visits.map(({ page }) => page.context().close()));
  visits = [];
  expect(complaints).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await place?.remove();
  await feed?.unplug();
});

async function look(options: Parameters<typeof visit>[2] = {}, url = place.url): Promise<Page> {
  const each = await visit(browser, url, options);
  visits.push(each);
  return each.page;
}

async function onBoard(options: Parameters<typeof visit>[2] = {}): Promise<Page> {
  const page = await look(options);
  await rowOf(page, "Nightjar Electronics").waitFor();
  return page;
}

async function open(page: Page, merchant: string) {
  await page.getByRole("link", { name: merchant }).click();
  const panel = page.getByRole("dialog", { name: merchant });
  await panel.getByRole("heading", { name: "What was it?" }).waitFor();
  return panel;
}

async function mailLink(
  merchant: string,
  verdict: "fraud" | "legitimate",
  expiresAt = Date.now() + LINK_MS,
): Promise<URL> {
  const [payment] = await storedIn(place, `q=${encodeURIComponent(merchant)}`);
  const linked = { paymentId: payment?.id ?? "", verdict, by: "ops@example.org", expiresAt };
  return new URL(verdictHref({ cardKey: CARD_KEY, publicUrl: place.url.href }, linked));
}

test("a false alarm is marked with a note, shows on every open board, and can be taken back", async () => {
  const [page, colleague] = [await onBoard(), await onBoard()];
  const panel = await open(page, "Nightjar Electronics");
  await panel.getByRole("textbox").fill("The holder called: it was theirs. Card 4000 1234 1234 1234");
  await panel.getByRole("button", { name: "False alarm" }).click();

  await panel.getByText("Marked as a false alarm", { exact: true }).waitFor();
  await panel.getByText("The holder called: it was theirs. Card •••• 1234").waitFor();
  expect(await panel.getByRole("button", { name: "False alarm" }).getAttribute("aria-pressed")).toBe("true");
  expect(await panel.getByRole("textbox").inputValue()).toBe("");
  await rowOf(colleague, "Nightjar Electronics").getByText("marked as a false alarm").waitFor({ state: "attached" });
  // Three of five declines were fraud, as far as is known.
  await page.getByRole("region", { name: "Today" }).getByText("60\u00a0%", { exact: true }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await axeFindings(page)).toEqual([]);
  await panel.getByRole("heading", { name: "What was it?" }).scrollIntoViewIfNeeded();
  await shoot(page, "verdict");
  await shoot(colleague, "verdict-board");

  await panel.getByRole("button", { name: "It is fraud" }).click();
  await panel.getByText("Marked as fraud", { exact: true }).waitFor();
  await panel.getByRole("button", { name: "Take back" }).click();
  await panel.getByText("Taken back", { exact: true }).waitFor();
  expect(await panel.getByRole("button", { name: "Take back" }).count()).toBe(0);
  expect(await panel.locator(".verdicts li").count()).toBe(3);
  await rowOf(colleague, "Nightjar Electronics").getByText("marked as").waitFor({ state: "detached" });
});

test("what a colleague says shows in the open panel, without reloading", async () => {
  const page = await onBoard();
  const panel = await open(page, "Magpie Jewels");
  const [payment] = await storedIn(place, "q=Magpie");
  await fetch(new URL(`/api/payments/${payment?.id}/verdict`, place.url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verdict: "fraud" }),
  });
  await panel.getByText("Marked as fraud", { exact: true }).waitFor();
  await panel.getByText("by a program").waitFor();
});

test("by keyboard alone a payment is marked", async () => {
  const page = await onBoard();
  await page.getByRole("link", { name: "Cormorant Cameras" }).focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Cormorant Cameras" });
  const button = panel.getByRole("button", { name: "It is fraud" });
  await button.waitFor();
  const focused = page.locator(":focus");
  const isReached = async () => (await focused.count()) === 1 && (await focused.textContent()) === "It is fraud";
  for (let press = 0; press < 10 && !(await isReached()); press += 1) await page.keyboard.press("Tab");
  expect(await isReached()).toBe(true);
  await page.keyboard.press("Enter");
  await panel.getByText("Marked as fraud", { exact: true }).waitFor();
  // The focus stays where it was.
  expect(await isReached()).toBe(true);
});

test("the link in a mail shows what it is about, and its button records the verdict without a script", async () => {
  const url = await mailLink("Bittern Books", "legitimate");
  const page = await look({ javaScriptEnabled: false }, url);
  await page.getByRole("heading", { name: "Was this a false alarm?" }).waitFor();
  expect(await page.locator("main").textContent()).toContain("$983.00");
  expect((await storedIn(place, "q=Bittern"))[0]?.verdict).toBeNull();

  await page.getByRole("textbox").fill("It was me.");
  await page.getByRole("button", { name: "Yes, a false alarm" }).click();
  await page.getByRole("heading", { name: "Marked as a false alarm" }).waitFor();
  // Reloading sends nothing again.
  await page.reload();
  await page.getByRole("heading", { name: "Marked as a false alarm" }).waitFor();

  const board = await look(
    {},
    new URL((await page.getByRole("link", { name: "Open the payment" }).getAttribute("href")) ?? "", place.url),
  );
  const panel = board.getByRole("dialog", { name: "Bittern Books" });
  await panel.getByText("by ops@example.org, from the mail").waitFor();
  await panel.getByText("It was me.").waitFor();
});

test.each(["light", "dark"] as const)("the pages of the link are sound in %s, on a phone too", async (colorScheme) => {
  const options = { colorScheme, viewport: PHONE, hasTouch: true, isMobile: true };
  for (const [name, url] of [
    ["ask", await mailLink("Larkspur Grocers", "fraud")],
    ["said", await mailLink("Bittern Books", "legitimate")],
  ] as const) {
    const page = await look(options, url);
    expect(await axeFindings(page)).toEqual([]);
    await expect.poll(() => page.evaluate<number>("document.documentElement.scrollWidth")).toBe(PHONE.width);
    if (colorScheme === "light") await shoot(page, `verdict-${name}`);
  }
});

/** Payments to review that are older than all others, the oldest first. */
async function pushOld(names: readonly string[]): Promise<void> {
  const rows = names.map((name, at) =>
    fraudRow({
      ...{ merchant: `fraud_${name}`, amt: 20_000 - at * 1_000, cc_num: `400012341234000800${at}` },
      current_time: Date.now() - 600_000 + at * 1_000,
    }),
  );
  const headers = { "content-type": "application/json" };
  const answer = await fetch(new URL("/api/payments", place.url), {
    method: "POST",
    headers,
    body: JSON.stringify(rows),
  });
  expect(answer.status).toBe(200);
  await storedIn(place);
}

const verdictOf = async (name: string) => (await storedIn(place, `q=${encodeURIComponent(name)}`))[0]?.verdict;

test("two people at the reviews never have the same payment, and by keys alone each is judged, taken back and marked with others", async () => {
  const names = ["Heron Yachts", "Egret Watches", "Stilt Furs", "Avocet Gold", "Plover Rugs"];
  await pushOld(names);
  const reviews = new URL("/reviews", place.url);
  const [ann, bob] = [await look({}, reviews), await look({}, reviews)];
  const openAt = (page: Page, name: string) => page.getByRole("article", { name });
  await Promise.all([ann, bob].map((page) => page.getByRole("button", { name: "Take the first" }).waitFor()));
  await shoot(ann, "reviews-list");
  await Promise.all([ann, bob].map((page) => page.getByText("Oldest", { exact: true }).click()));
  await Promise.all([ann.keyboard.press("j"), bob.keyboard.press("j")]);
  const isYours = (page: Page) =>
    page
      .getByRole("article")
      .getByText(/^Yours for/)
      .waitFor();
  await Promise.all([ann, bob].map(isYours));
  const isAnnFirst = (await openAt(ann, "Heron Yachts").count()) === 1;
  const [first, second] = isAnnFirst ? [ann, bob] : [bob, ann];
  await openAt(first, "Heron Yachts").waitFor();
  await openAt(second, "Egret Watches").waitFor();
  expect(await axeFindings(first)).toEqual([]);
  await first.emulateMedia({ colorScheme: "dark" });
  expect(await axeFindings(first)).toEqual([]);
  await first.emulateMedia({ colorScheme: null });
  await shoot(first, "reviews");

  // What the other has is shown, and not given.
  await second.getByRole("button", { name: "$20,000.00" }).click();
  await openAt(second, "Heron Yachts").getByText("Someone at another browser is at this payment").waitFor();
  expect(await verdictOf("Heron Yachts")).toBeNull();
  await second.getByRole("button", { name: "$19,000.00" }).click();
  await openAt(second, "Egret Watches")
    .getByText(/^Yours for/)
    .waitFor();

  // Letters that are typed, or held with a modifier, are no keys.
  await openAt(first, "Heron Yachts").getByRole("textbox").fill("");
  await openAt(first, "Heron Yachts").getByRole("textbox").pressSequentially("flb");
  await openAt(first, "Heron Yachts").getByRole("heading", { name: "Heron Yachts" }).focus();
  await first.keyboard.press("Control+f");
  expect(await verdictOf("Heron Yachts")).toBeNull();
  await openAt(first, "Heron Yachts").getByRole("combobox").selectOption("card_details");
  await openAt(first, "Heron Yachts").getByRole("heading", { name: "Heron Yachts" }).focus();
  await first.keyboard.press("f");
  await first.getByText("Marked as fraud (card details stolen).").waitFor();
  expect(await verdictOf("Heron Yachts")).toBe("fraud");
  // The next one opened by itself; the word is taken back.
  await first
    .getByRole("article")
    .getByText(/^Yours for/)
    .waitFor();
  await first.keyboard.press("u");
  await openAt(first, "Heron Yachts")
    .getByText(/^Yours for/)
    .waitFor();
  expect(await verdictOf("Heron Yachts")).toBeNull();
  await first.keyboard.press("l");
  await first.getByText("Marked as legitimate.").waitFor();
  expect(await verdictOf("Heron Yachts")).toBe("legitimate");
  // Whoever had it before them is not there any more, and their list says so by itself.
  await second.getByRole("listitem").filter({ hasText: "Heron Yachts" }).waitFor({ state: "detached" });

  // Several at once, all from the first to the last that is chosen.
  await first.getByRole("checkbox", { name: "Stilt Furs" }).click();
  await first.getByRole("checkbox", { name: "Plover Rugs" }).click({ modifiers: ["Shift"] });
  await first.getByRole("button", { name: "Mark as legitimate" }).click();
  const question = first.getByRole("dialog", { name: "Mark 3 payments as legitimate?" });
  expect(await axeFindings(first)).toEqual([]);
  await question.getByRole("button", { name: "Mark 3 payments" }).click();
  await first.getByText("3 payments marked as legitimate.").waitFor();
  const verdicts = await Promise.all(["Stilt Furs", "Avocet Gold", "Plover Rugs"].map(verdictOf));
  expect(verdicts).toEqual(["legitimate", "legitimate", "legitimate"]);

  // The browser itself notes each claim that was refused.
  for (const { complaints } of visits) {
    const others = complaints.filter((words) => !words.includes("409 (Conflict)"));
    complaints.splice(0, complaints.length, ...others);
  }
});

test("the reviews fit a phone of 320 points, in light and dark", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const options = { colorScheme, viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };
    const page = await look(options, new URL("/reviews", place.url));
    await page.getByRole("button", { name: "Take the first" }).click();
    await page
      .getByRole("article")
      .getByText(/^Yours for/)
      .waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await expect.poll(() => page.evaluate<number>("document.documentElement.scrollWidth")).toBe(320);
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.getByRole("button", { name: "Take the first" }).waitFor();
    await expect.poll(() => page.evaluate<number>("document.documentElement.scrollWidth")).toBe(320);
  }
});
