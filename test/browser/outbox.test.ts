// The outbox page as a person uses it: mails are read as they arrive, in every light and on every screen.
import { createServer } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { messageInFull, messageList } from "../../worker/wire/messages.ts";
import { feedRow } from "../rows.ts";
import { openBrowser } from "./browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { openPlace, type Place } from "./place.ts";
import { axeFindings, PHONE, shoot, visit } from "./visit.ts";

const PATIENTLY = { timeout: 60_000, interval: 100 };

let browser: Browser;
let feed: Feed;
let place: Place;

beforeAll(async () => {
  browser = await openBrowser();
  feed = await startFeed({ simulated: false });
  // Every payment alerts, at any hour of the day.
  const alerting = {
    DECLINE_THRESHOLD: "0",
    REVIEW_THRESHOLD: "0",
    PUBLIC_URL: "https://vigie.example",
    REPORT_TIMEZONE: "Asia/Tokyo",
  };
  place = await openPlace(feed.url, alerting);
  feed.serve(
    feedRow({
      merchant: "fraud_Nightjar <b>Electronics</b>",
      amt: 1012.4,
      current_time: Date.now(),
      cc_num: "4000123412340001",
    }),
    feedRow({ merchant: "fraud_Plum & Pear", amt: 84.2, current_time: Date.now(), cc_num: "4000123412340002" }),
  );
  const kept = async () => {
    const list = await (await fetch(new URL("/api/alerts?state=sent", place.url))).json();
    return messageList.parse(list).messages.length;
  };
  await vi.waitUntil(async () => (await kept()) === 2, PATIENTLY);
});

afterAll(async () => {
  await browser?.close();
  await place?.remove();
  await feed?.unplug();
});

/** Mail programs put a mail into a page of theirs, whose landmarks these would be. */
const LANDMARKS = /^(region|landmark-one-main|page-has-heading-one):/;

const outbox = () => new URL("/outbox", place.url);

test("a mail is read as it arrives and as plain text, and says that it was kept here", async () => {
  const { page, complaints } = await visit(browser, outbox());
  await page.getByText("Mails are kept here and not sent").waitFor();
  await page.getByRole("link", { name: /Nightjar/ }).click();
  await page.getByRole("heading", { level: 2, name: "Fraud: $1,012.40 at Nightjar <b>Electronics</b>" }).waitFor();
  const mail = page.frameLocator("iframe");
  await mail.getByRole("heading", { name: "Likely fraud: $1,012.40 at Nightjar <b>Electronics</b>" }).waitFor();
  expect(await mail.getByRole("link").allTextContents()).toEqual([
    "Nightjar <b>Electronics</b>",
    "•••• 0001",
    "It is fraud",
    "False alarm",
    "Quiet this card for 24 h",
    "Open on the board",
  ]);
  // A mail is as long as it is: its frame does not scroll.
  await expect
    .poll(() => page.locator("iframe").evaluate((frame) => frame.getBoundingClientRect().height), PATIENTLY)
    .toBeGreaterThan(600);
  await page.getByText("Plain text").click();
  await page.getByText("Card:        •••• 0001").waitFor();
  expect(await page.getByRole("link", { name: "$1,012.40", exact: true }).getAttribute("href")).toMatch(
    /^\/#\/payments\//,
  );
  // The tools of this test would run scripts in the mail, and are refused as all scripts there.
  expect(complaints.filter((complaint) => !complaint.includes("frame is sandboxed"))).toEqual([]);
  await page.context().close();
});

test("a mail, the outbox and the board tell one time in the report's zone, and the browser's own where one points", async () => {
  const { page, complaints } = await visit(browser, outbox(), { timezoneId: "America/New_York" });
  await page.getByRole("link", { name: /Nightjar/ }).click();
  await page.getByText("Plain text").click();
  const [, told = ""] =
    /Paid: +(.+:\d\d) GMT\+9 \(Asia\/Tokyo\)/.exec((await page.locator("pre").textContent()) ?? "") ?? [];
  const ofPayment = page.locator(".told time");
  expect(await ofPayment.textContent()).toBe(`${told} (Asia/Tokyo)`);
  expect(await ofPayment.getAttribute("title")).toMatch(/^By your clock .+ \(America\/New_York\)$/);
  await page.getByRole("link", { name: "$1,012.40", exact: true }).click();
  const panel = page.getByRole("dialog");
  await panel.getByText(`${told} (Asia/Tokyo)`).waitFor();
  await page.getByText("times in Asia/Tokyo", { exact: true }).waitFor();
  const inList = await page.getByRole("row").filter({ hasText: "Nightjar" }).locator("time").textContent();
  expect(told).toContain(inList ?? "no time");
  expect(await page.locator("time:not([title])").count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("filters tell what waits, was sent and has failed", async () => {
  const { page } = await visit(browser, outbox());
  await page.getByRole("link", { name: /Plum & Pear/ }).waitFor();
  await page.getByText("Failed", { exact: true }).click();
  await page.getByText("Nothing has failed.").waitFor();
  // Mails are kept, so the filter says so, as each of them does.
  await page.getByRole("radio", { name: "Kept here" }).check({ force: true });
  await page.getByRole("link", { name: /Plum & Pear/ }).waitFor();
  await page.context().close();
});

test("all that failed is tried again by one button, which says how many messages that are and is gone with the last", async () => {
  let status = 410;
  const channel = createServer((request, response) => {
    request.resume();
    response.writeHead(status).end();
  });
  await new Promise<void>((listening) => channel.listen(0, "127.0.0.1", listening));
  const { port } = z.object({ port: z.number() }).parse(channel.address());
  // The place polls the same server, which is no feed.
  const refusing = await openPlace(`http://127.0.0.1:${port}/feed`, {
    ...{ DECLINE_THRESHOLD: "0", REVIEW_THRESHOLD: "0", ALERT_TO: "" },
    ALERT_WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/gone`,
  });
  try {
    const failed = async () => {
      const list = await (await fetch(new URL("/api/alerts?state=failed", refusing.url))).json();
      return messageList.parse(list).failed;
    };
    const rows = ["4000123412340003", "4000123412340004"].map((cc_num) =>
      feedRow({ cc_num, current_time: Date.now() }),
    );
    await fetch(new URL("/api/payments", refusing.url), { method: "POST", body: JSON.stringify(rows) });
    await vi.waitUntil(async () => (await failed()) === 2, PATIENTLY);
    const { page } = await visit(browser, new URL("/outbox", refusing.url));
    const all = page.getByRole("button", { name: "Try all 2 failed ones again" });
    await all.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    status = 200;
    await all.click();
    await page.getByRole("button", { name: /again/ }).waitFor({ state: "detached" });
    await vi.waitUntil(async () => (await failed()) === 0, PATIENTLY);
    await page.context().close();
  } finally {
    await refusing.remove();
    channel.close();
  }
});

test("on a phone the list leads to the mail and back, by keyboard as well", async () => {
  const { page } = await visit(browser, outbox(), { viewport: PHONE, colorScheme: "dark" });
  const entry = page.getByRole("link", { name: /Plum & Pear/ });
  const width = () => page.evaluate<number>("document.documentElement.scrollWidth");
  await entry.focus();
  await expect.poll(width).toBe(PHONE.width);
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await page
    .frameLocator("iframe")
    .getByRole("heading", { name: /Plum & Pear/ })
    .waitFor();
  expect(await entry.isVisible()).toBe(false);
  // The list is hidden, so the focus goes on to the mail.
  await page.locator("h2:focus", { hasText: "Plum & Pear" }).waitFor();
  // The page's name still stands at its top for people who have it read aloud.
  await page.getByRole("heading", { level: 1, name: "Outbox" }).waitFor();
  await expect.poll(width).toBe(PHONE.width);
  await page.setViewportSize({ ...PHONE, width: 320 });
  await expect.poll(width).toBe(320);
  // In place of the mail's frame, in which no script may run, the page around it.
  await page.locator("iframe").evaluate((frame) => frame.remove());
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("link", { name: "All messages" }).click();
  await entry.waitFor();
  await page.context().close();
});

/** A browser without a desktop: what it would show is kept for the test, and the tab can be put into the background. */
const DESKTOP_OUTSIDE = `
  window.shown = [];
  window.asked = 0;
  window.isAway = false;
  window.Notification = class {
    static permission = "default";
    static async requestPermission() {
      window.asked += 1;
      return (Notification.permission = "granted");
    }
    constructor(title) {
      window.shown.push(title);
    }
  };
  Object.defineProperty(document, "visibilityState", { get: () => (window.isAway ? "hidden" : "visible") });
  document.hasFocus = () => !window.isAway;
`;

// The board of this place declines every payment.
test("a decline in the background is counted by title and icon, and calls by sound and notification, if a person wants it", async () => {
  const { page, complaints } = await visit(browser, place.url);
  await page.evaluate(DESKTOP_OUTSIDE);
  await page.getByRole("link", { name: /Nightjar/ }).waitFor();
  const menu = page.locator("summary", { hasText: "Sound and notifications" });
  expect(await menu.textContent()).toContain("off");
  await menu.click();
  const [sound, notification] = ["Sound", "Desktop notification"].map((name) => page.getByRole("checkbox", { name }));
  expect([await sound?.isChecked(), await notification?.isChecked()]).toEqual([false, false]);
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, "bell");
  expect(await page.evaluate("asked")).toBe(0);
  await notification?.click();
  await expect.poll(() => notification?.isChecked(), PATIENTLY).toBe(true);
  await sound?.check();
  expect(await page.evaluate("asked")).toBe(1);
  await page.keyboard.press("Escape");

  const seen = page.getByRole("link", { name: /Heron/ });
  feed.serve(feedRow({ merchant: "fraud_Heron in sight", current_time: Date.now(), cc_num: "4000123412340005" }));
  await seen.first().waitFor();
  expect(await page.title()).toBe("Vigie");
  await page.evaluate("isAway = true");
  feed.serve(
    feedRow({ merchant: "fraud_Heron away", amt: 12.5, current_time: Date.now(), cc_num: "4000123412340006" }),
    // A payment of a past day calls nobody.
    feedRow({ merchant: "fraud_Heron long ago", cc_num: "4000123412340007" }),
  );
  await expect.poll(() => page.title(), PATIENTLY).toBe("(1) Vigie");
  await expect
    .poll(() => page.evaluate<string[]>("shown"), PATIENTLY)
    .toEqual([expect.stringMatching(/^Fraud: \$12\.50 at Heron away, score /)]);
  const icon = page.locator("link[rel=icon]");
  expect(await icon.getAttribute("href")).toMatch(/^data:image\/svg/);
  await page.evaluate("isAway = false; document.dispatchEvent(new Event('visibilitychange'))");
  await expect.poll(() => page.title(), PATIENTLY).toBe("Vigie");
  expect(await icon.getAttribute("href")).toBe("/logo.svg");

  // Kept in this browser, and nothing is asked again.
  await page.addInitScript({ content: `${DESKTOP_OUTSIDE} Notification.permission = "granted";` });
  await page.reload();
  expect(await menu.textContent()).toContain("on");
  await menu.click();
  expect([await sound?.isChecked(), await notification?.isChecked()]).toEqual([true, true]);
  expect(await page.evaluate("asked")).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("axe finds nothing, in the list and in a mail, light and dark", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const { page } = await visit(browser, outbox(), { colorScheme });
    await page.getByRole("link", { name: /Nightjar/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await shoot(page, "outbox");
    await page.getByRole("link", { name: /Nightjar/ }).click();
    await page
      .frameLocator("iframe")
      .getByRole("heading", { name: /Nightjar/ })
      .waitFor();
    await shoot(page, "outbox-mail");
    const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
    // In place of the mail's frame, in which no script may run: the page around it, then the mail by itself.
    await page.locator("iframe").evaluate((frame) => frame.remove());
    expect(await axeFindings(page)).toEqual([]);
    const answer = await fetch(new URL(`/api/alerts/${encodeURIComponent(id)}`, place.url));
    const { html } = messageInFull.parse(await answer.json());
    const bare = await page.context().newPage();
    await bare.setContent(html ?? "");
    expect((await axeFindings(bare)).filter((finding) => !LANDMARKS.test(finding))).toEqual([]);
    await page.context().close();
  }
});
