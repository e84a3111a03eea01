import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { decision } from "../../worker/wire/answers.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { openBrowser } from "./browser.ts";
import { startFeed } from "./feed.ts";
import { storedIn } from "./place.ts";
import { processes } from "./processes.ts";
import { npmStart, type Program } from "./program.ts";
import { axeFindings, rowOf, visit } from "./visit.ts";

/** As long as a person waits before asking what is wrong. */
const PATIENTLY = { timeout: 240_000, interval: 100 };

let browser: Browser;
let stateDir: string;
const programs: Program[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  stateDir = await mkdtemp(path.join(tmpdir(), "vigie-start-"));
  // PostgreSQL does not run as root: where the tests do, another user must be able to enter.
  await chmod(stateDir, 0o755);
});

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.interrupt()));
});

afterAll(async () => {
  await browser?.close();
  await rm(stateDir, { recursive: true, force: true });
});

/** For two starts of everything on a machine that does other things too. */
const AT_MOST = 400_000;

test.each([
  ["d1", /^ {2}Store +D1, in /m],
  ["neon", /^ {2}Store +PostgreSQL .*; started here, since DATABASE_URL is not set$/m],
] as const)(
  "with STORE=%s npm start shows live payments and frauds of the past days, ends with Ctrl-C, and keeps what it stored",
  async (store, storeLine) => {
    const place = { STORE: store, STATE_DIR: path.join(stateDir, store) };
    const program = start(place);
    const url = await addressOf(program);
    for (const line of [/^ {2}Feed +http:.* every 3 s \(simulated payments\)$/m, storeLine]) {
      expect(program.printed()).toMatch(line);
    }
    expect(await (await fetch(new URL("/api/health", url))).json()).toMatchObject({ store });
    expect(program.printed()).toMatch(/^ {2}Model +[0-9a-f]{12} on ONNX Runtime$/m);
    expect(program.printed()).toMatch(/^ {2}Alerts +mails are kept at http\S+\/outbox and not sent/m);
    const { page, complaints } = await visit(browser, url);
    await page.getByText("Simulated payments.").waitFor();
    await page.getByRole("region", { name: "Payments" }).getByRole("row").getByRole("link").first().waitFor();
    // The feed is polled, the past days are pushed.
    const declined = () => storedIn({ url }, "outcome=decline");
    await expect.poll(async () => (await declined()).map(({ source }) => source), PATIENTLY).toContain("push");
    const stored = await declined();
    const past = stored.find(({ source }) => source === "push");
    await page.getByRole("searchbox").fill(past?.id ?? "");
    await page.getByRole("cell", { name: "Declined" }).first().waitFor();
    await page
      .getByRole("link", { name: past?.merchant ?? "" })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    if (store === "neon") await decidesWithoutPostgres(url, page);
    // What the page asks of a store that does not answer in time is answered 503, which browsers write into their console.
    expect(complaints.filter((complaint) => !/status of 503/.test(complaint))).toEqual([]);
    await page.context().close();

    await program.interrupt();
    // PostgreSQL ends last, and a moment after whoever started it.
    await expect.poll(program.living, PATIENTLY).toEqual([]);
    await expect(fetch(url)).rejects.toThrow();

    // Again on the same state, guarded this time, and ended while it still loads.
    const token = "a-token-for-the-tests";
    const again = start({ ...place, DASHBOARD_TOKEN: token });
    const address = await addressOf(again);
    expect((await fetch(address)).url).toContain("/login");
    const kept = await storedIn({ url: address }, "outcome=decline", { authorization: `Bearer ${token}` });
    const keptIds = kept.map(({ id }) => id);
    expect(keptIds).toEqual(expect.arrayContaining(stored.map(({ id }) => id)));
    await again.terminate();
    await expect.poll(again.living, PATIENTLY).toEqual([]);
    expect(again.printed()).not.toMatch(/could not|failed|error:/i);
  },
  AT_MOST,
);

/** While PostgreSQL does nothing a push is answered, the board says what waits, and all is recorded once it goes on. */
async function decidesWithoutPostgres(url: URL, page: Page): Promise<void> {
  await page.getByRole("searchbox").fill("");
  await page.getByRole("region", { name: "Payments" }).getByRole("row").nth(5).waitFor();
  const row = fraudRow({ merchant: "fraud_Outage Outfitters", current_time: Date.now() });
  const waits = page.getByText(/decided payments? waits? for PostgreSQL, since \d\d:\d\d/);
  signalPostgres("SIGSTOP");
  let answered: unknown;
  try {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(new URL("/api/payments", url), { method: "POST", body: JSON.stringify(row), headers });
    expect(answer.status).toBe(200);
    answered = await answer.json();
    await waits.waitFor();
    await page.getByText(/decided payments? (is|are) not listed yet/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  } finally {
    signalPostgres("SIGCONT");
  }
  await rowOf(page, "Outage Outfitters").waitFor();
  await waits.waitFor({ state: "hidden" });
  const { id, score, outcome, reasons } = decision.parse(answered);
  expect(await storedIn({ url }, `q=${id}`)).toMatchObject([{ id, score, outcome, reasons }]);
}

function signalPostgres(signal: NodeJS.Signals): void {
  const [postmaster] = readFileSync(path.join(stateDir, "neon/postgres/postmaster.pid"), "utf8").split("\n");
  for (const { pid, parent } of processes()) {
    if (String(pid) === postmaster || String(parent) === postmaster) process.kill(pid, signal);
  }
}

test("with PAYMENTS_URL payments come from there, and no simulator is started", async () => {
  const feed = await startFeed({ simulated: false });
  feed.serve(feedRow({ current_time: Date.now() }), fraudRow({ merchant: "fraud_Nightjar Electronics" }));
  const program = start({ PAYMENTS_URL: feed.url, POLL_SECONDS: "1", STATE_DIR: path.join(stateDir, "other") });
  const { page, complaints } = await visit(browser, await addressOf(program));
  await rowOf(page, "Nightjar Electronics").waitFor();
  expect(await page.getByText("Simulated payments").count()).toBe(0);
  expect(program.printed()).toContain(`${feed.url}, every 1 s`);
  expect(program.printed()).not.toMatch(/simulated|past days/i);
  expect(complaints).toEqual([]);
  await page.context().close();

  // The terminal tells of a failing feed once when that begins and once when it ends.
  const told = () =>
    program
      .printed()
      .split("\n")
      .filter((line) => line.startsWith("The feed "));
  await feed.unplug();
  await expect
    .poll(told, PATIENTLY)
    .toEqual([`The feed ${feed.url} could not be reached. It is asked every 1 s; you are told here when it answers.`]);
  await feed.plugIn();
  await expect.poll(told, PATIENTLY).toHaveLength(2);
  expect(told()[1]).toMatch(/ answers again, after \d+ seconds?\.$/);
  await program.interrupt();
  await feed.unplug();
});

test.each([
  ["PORT", "abc", 'PORT must be 0 to 65535, not "abc"'],
  ["POLL_SECONDS", "0", "POLL_SECONDS must be"],
  ["PAYMENTS_FEED", "foo", "PAYMENTS_FEED must be stream or snapshot"],
  ["REVIEW_THRESHOLD", "0.5", "REVIEW_THRESHOLD is 0.5, above the 0.167 from which the model itself declines"],
])("with %s=%s npm start says in one line what is wrong, and ends", async (name, value, line) => {
  const program = start({ [name]: value });
  expect(await program.ended).not.toBe(0);
  const said = program
    .printed()
    .split("\n")
    .filter((each) => each.includes("Vigie could not start"));
  expect(said).toEqual([expect.stringContaining(`Vigie could not start: ${line}`)]);
  expect(program.printed()).not.toContain(" at ");
});

test("a port that another program holds is said at once", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const program = start({ PORT: String(port) });
  expect(await program.ended).not.toBe(0);
  expect(program.printed()).toContain(`Vigie could not start: port ${port} is already in use; choose another`);
  expect(program.printed()).not.toContain("Building");
  await new Promise((resolve) => other.close(resolve));
});

function start(variables: Record<string, string>): Program {
  const program = npmStart({ PORT: "0", STATE_DIR: stateDir, ...variables });
  programs.push(program);
  return program;
}

async function addressOf(program: Program): Promise<URL> {
  const pattern = /^ {2}Board +(http\S+)$/m;
  await expect.poll(program.printed, PATIENTLY).toMatch(pattern);
  return new URL(pattern.exec(program.printed())?.[1] ?? "");
}
