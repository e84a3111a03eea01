// A visitor at a browser, and what the browser complained of meanwhile.
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";

export interface Visit {
  page: Page;
  /** Console errors and warnings, scripts that threw, broken content security policies, requests to elsewhere. */
  complaints: string[];
}

/** Windows in which people look at the board. */
const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };

const REPORT_BROKEN_POLICIES = `
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    console.error("security policy: " + effectiveDirective + " " + blockedURI);
  });
`;

export async function visit(browser: Browser, url: URL, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).host !== url.host) complaints.push(`request to ${request.url()}`);
  });
  await page.addInitScript({ content: REPORT_BROKEN_POLICIES });
  await page.goto(url.href);
  return { page, complaints };
}

/** The row (on a phone the card) of one payment, found by its merchant. */
export function rowOf(page: Page, merchant: string): Locator {
  return page
    .getByRole("row")
    .or(page.getByRole("listitem"))
    .filter({ has: page.getByRole("link", { name: merchant }) });
}

/** What axe finds wrong, in words short enough for a failed test. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

/** Kept only when SHOTS names a directory: for people who want to look. */
export async function shoot(page: Page, name: string): Promise<void> {
  const dir = process.env.SHOTS;
  if (!dir) return;
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [device, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(size);
      await page.screenshot({ path: `${dir}/${name}-${device}-${colorScheme}.png` });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(DESKTOP);
}
