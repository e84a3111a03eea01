import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { feedRow, fraudRow } from "../rows.ts";
import { openBrowser } from "./browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { openPlace, type Place, storedIn } from "./place.ts";
import { rowOf, shoot, type Visit, visit } from "./visit.ts";

let browser: Browser;
let feed: Feed;
let place: Place;
let board: Visit;

beforeAll(async () => {
  feed = await startFeed({ simulated: false });
  feed.serve(feedRow({ merchant: "fraud_Larkspur Grocers", current_time: Date.now() }));
  [browser, place] = await Promise.all([openBrowser(), openPlace(feed.url)]);
  board = await visit(browser, place.url);
  await rowOf(board.page, "Larkspur Grocers").waitFor();
});

afterEach(() => expect(board.complaints).toEqual([]));

afterAll(async () => {
  await browser?.close();
  await place?.remove();
  await feed?.unplug();
});

test("an unplugged feed is said on the board, and plugged in again it heals by itself", async () => {
  const { page } = board;
  const chip = page.getByRole("status");
  await chip.filter({ hasText: "Live" }).waitFor();
  await feed.unplug();
  await page.getByText("The feed could not be reached.").waitFor();
  await chip.filter({ hasText: "Degraded" }).waitFor();
  await shoot(page, "degraded");

  feed.serve(fraudRow({ merchant: "fraud_Magpie Jewels" }));
  await feed.plugIn();
  await rowOf(page, "Magpie Jewels").waitFor();
  await chip.filter({ hasText: "Live" }).waitFor();
  expect(await page.getByText("The feed could not be reached.").count()).toBe(0);
});

test("an open board outlives a restart of the worker, and shows what was stored meanwhile, once", async () => {
  const { page, complaints } = board;
  await page.evaluate("window.neverReloaded = true");
  await place.stop();
  await page.getByRole("status").filter({ hasText: "Reconnecting" }).waitFor();
  // Out of the board's sight: it has no way to the server yet.
  await page.context().setOffline(true);
  feed.serve(
    fraudRow({ merchant: "fraud_Cormorant Cameras", amt: 1203.5 }),
    feedRow({ merchant: "fraud_Passing Fancy", current_time: Date.now() }),
  );
  await place.start();
  await expect.poll(() => storedMerchants(), { timeout: 120_000 }).toContain("Passing Fancy");
  await page.context().setOffline(false);

  await rowOf(page, "Passing Fancy").waitFor();
  await rowOf(page, "Cormorant Cameras").waitFor();
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
  const links = page.getByRole("region", { name: "Payments" }).getByRole("row").getByRole("link");
  expect((await links.allTextContents()).sort()).toEqual((await storedMerchants()).sort());
  expect(await page.evaluate("window.neverReloaded")).toBe(true);

  // The browser itself notes that a server is away.
  const away = /WebSocket connection to '.*' failed|net::ERR_(CONNECTION_REFUSED|INTERNET_DISCONNECTED)/;
  expect(complaints.splice(0).filter((complaint) => !away.test(complaint))).toEqual([]);
});

async function storedMerchants(): Promise<string[]> {
  return (await storedIn(place)).map(({ merchant }) => merchant);
}
