// Queued messages that could not be processed, as a person meets them on the board.
import { readdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packMessages } from "../../worker/queue/pack.ts";
import { feedRow, payment } from "../rows.ts";
import { openBrowser } from "./browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { openPlace, type Place } from "./place.ts";
import { axeFindings, PHONE, rowOf, shoot, visit } from "./visit.ts";

const LOST = Array.from({ length: 12 }, (_, at) =>
  payment({ id: `order-${at}`, merchant: "Nightjar Electronics", paidAt: Date.now() - 60_000 + at }),
);

let browser: Browser;
let feed: Feed;
let place: Place;

beforeAll(async () => {
  feed = await startFeed({ simulated: false });
  feed.serve(feedRow({ merchant: "fraud_Larkspur Grocers" }), feedRow({ amt: 1.005 }));
  [browser, place] = await Promise.all([openBrowser(), openPlace(feed.url)]);
});

afterAll(async () => {
  await browser?.close();
  await place?.remove();
  await feed?.unplug();
});

async function letterFile(): Promise<string | null> {
  const names = await readdir(place.stateDir, { recursive: true });
  for (const name of names.filter((each) => each.endsWith(".sqlite"))) {
    const file = path.join(place.stateDir, name);
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    const found = database.prepare("select 1 from sqlite_master where name = 'letters'").get();
    database.close();
    if (found !== undefined) return file;
  }
  return null;
}

/** Two messages as if each had failed to the end: to do so really takes an hour. */
async function fail(): Promise<void> {
  // The first question makes the object, and its table.
  expect((await fetch(new URL("/api/dead-letters", place.url))).status).toBe(200);
  const [body = ""] = packMessages(
    LOST.map((each) => ({ admission: { ok: true, payment: each }, source: "push", seenAt: Date.now() })),
  );
  const ids = JSON.stringify(LOST.map(({ id }) => id));
  const database = new DatabaseSync((await letterFile()) ?? "", { timeout: 5_000 });
  const insert = database.prepare(
    `insert or replace into letters (id, body, payments, payment_ids, attempts, reason, first_failed_at, last_failed_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const [first, last] = [Date.now() - 3_600_000, Date.now()];
  insert.run("readable", body, LOST.length, ids, 21, "D1_ERROR: no such table: writer: SQLITE_ERROR", first, last);
  insert.run(
    "unreadable",
    "nothing of ours",
    null,
    "[]",
    1,
    "it cannot be read as payments by this version",
    last,
    last,
  );
  database.close();
}

test("what could not be processed is said on the board, tried again, or given up, by keyboard and on a phone too", async () => {
  await fail();
  const { page, complaints } = await visit(browser, place.url);
  await page.getByText("12 payments (2 queued messages) could not be processed").waitFor();
  const link = page.getByRole("link", { name: "2 messages not processed" });
  await link.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Refused rows" });
  await panel.getByRole("heading", { name: "12 payments not processed" }).waitFor();
  await panel.getByText("order-0, order-1, order-2 and 9 more").waitFor();
  await panel.getByText("Amount must have at most two decimals.").waitFor();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeFindings(page)).toEqual([]);
  }
  await shoot(page, "dead-letters");

  const readable = panel.getByRole("listitem").filter({ hasText: "12 payments not processed" });
  const again = readable.getByRole("button", { name: "Try again" });
  await again.focus();
  await page.keyboard.press("Enter");
  await panel.getByText("Sent into the queue again.").waitFor();
  // The focus is still where it happened, for people who work by keyboard.
  await page.locator(":focus", { hasText: "Sent into the queue again." }).waitFor();
  await readable.waitFor({ state: "detached" });

  await page.setViewportSize(PHONE);
  // The table behind the panel takes a moment to become cards.
  await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
  const unreadable = panel.getByRole("listitem").filter({ hasText: "A message that cannot be read" });
  // A second press takes it back.
  await unreadable.getByRole("button", { name: "Give up …" }).dblclick();
  await unreadable.getByRole("button", { name: "Give up …" }).click();
  await unreadable.getByText("they are kept as refused rows").waitFor();
  await shoot(page, "dead-letter-given-up");
  await page.setViewportSize(PHONE);
  // A person who goes on before the answer comes stays where they are.
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/api/dead-letters/*", async (route) => {
    await asked;
    await route.continue();
  });
  await unreadable.getByRole("button", { name: "Give up for good" }).click();
  const close = panel.getByRole("button", { name: "Close" });
  await close.focus();
  answer();
  await panel.getByText("Given up.").waitFor();
  expect(await panel.locator(".close:focus").count()).toBe(1);
  await unreadable.waitFor({ state: "detached" });
  await panel.getByText("A queued message could not be read, and was given up on the board.").waitFor();

  await close.click();
  await rowOf(page, "Nightjar Electronics").first().waitFor();
  await link.waitFor({ state: "detached" });
  await page.getByText("could not be processed").waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("all of them are tried again by one press, and what fails again is there again", async () => {
  await fail();
  const { page, complaints } = await visit(browser, place.url);
  await page.getByRole("link", { name: "2 messages not processed" }).click();
  const panel = page.getByRole("dialog", { name: "Refused rows" });
  const all = panel.getByRole("button", { name: "Try all again" });
  await all.focus();
  await page.keyboard.press("Enter");
  await page.locator(":focus", { hasText: "2 messages sent into the queue again." }).waitFor();
  // The one that cannot be read comes back at once. A single one has no button for all.
  await panel.getByRole("heading", { name: "A message that cannot be read" }).waitFor();
  await panel.getByRole("heading", { name: "12 payments not processed" }).waitFor({ state: "detached" });
  await all.waitFor({ state: "detached" });
  expect(await axeFindings(page)).toEqual([]);
  await shoot(page, "dead-letters-again");
  expect(complaints).toEqual([]);
  await page.context().close();
});
