import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fraudRow } from "../rows.ts";
import { openBrowser } from "./browser.ts";
import { type Feed, startFeed } from "./feed.ts";
import { openPlace, type Place } from "./place.ts";
import { axeFindings, PHONE, rowOf, shoot, visit } from "./visit.ts";

const TOKEN = "a-token-for-the-tests";

let browser: Browser;
let feed: Feed;
let place: Place;

beforeAll(async () => {
  feed = await startFeed({ simulated: false });
  feed.serve(fraudRow({ merchant: "fraud_Nightjar Electronics" }));
  [browser, place] = await Promise.all([openBrowser(), openPlace(feed.url, { DASHBOARD_TOKEN: TOKEN })]);
});

afterAll(async () => {
  await browser?.close();
  await place?.remove();
  await feed?.unplug();
});

test("with a DASHBOARD_TOKEN the board asks for it, refuses another, and opens with it", async () => {
  const { page, complaints } = await visit(browser, place.url);
  expect(new URL(page.url()).pathname).toBe("/login");
  const field = page.getByLabel("Dashboard token");
  await field.fill("not the token");
  await page.getByRole("button", { name: "Open the board" }).click();
  await page.getByRole("alert").filter({ hasText: "That is not the token." }).waitFor();
  // The browser itself notes that a page answers 401.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("status of 401")]);

  await field.fill(TOKEN);
  await page.keyboard.press("Enter");
  await rowOf(page, "Nightjar Electronics").waitFor();
  await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
  expect(await page.getByText("This page is open to everyone").count()).toBe(0);
  expect(await page.getByText("Simulated payments").count()).toBe(0);

  // The session is a cookie that scripts cannot read, and it outlives a reload.
  expect(await page.evaluate<string>("document.cookie")).toBe("");
  await page.reload();
  await rowOf(page, "Nightjar Electronics").waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("the way out is on every page, by keyboard, and whoever has gone must show the token again", async () => {
  for (const path of ["/", "/reviews", "/report", "/rules", "/lists", "/models", "/outbox"]) {
    const { page, complaints } = await visit(browser, new URL(path, place.url));
    await page.getByLabel("Dashboard token").fill(TOKEN);
    await page.keyboard.press("Enter");
    const out = page.getByRole("button", { name: "Sign out" });
    await out.waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole("link", { name: "Audit" }).focus();
    await page.keyboard.press("Tab");
    expect(await page.evaluate<string>("document.activeElement.textContent")).toBe("Sign out");
    await page.keyboard.press("Enter");
    await page.getByLabel("Dashboard token").waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await page.goto(new URL(path, place.url).href);
    await page.getByLabel("Dashboard token").waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  }
});

test.each(["light", "dark"] as const)("axe finds nothing wrong with the login page in %s", async (colorScheme) => {
  const { page, complaints } = await visit(browser, place.url, { colorScheme });
  await page.getByLabel("Dashboard token").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.setViewportSize(PHONE);
  await expect.poll(() => page.evaluate<number>("document.documentElement.scrollWidth")).toBe(PHONE.width);
  if (colorScheme === "light") await shoot(page, "login");
  expect(complaints).toEqual([]);
  await page.context().close();
});
