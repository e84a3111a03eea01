// Makes a state as this version of Vigie leaves it, so that a later one can be tested on it: `npm start` runs on a simulated
// feed, takes payments, mails, judges and closes a day, and is stopped while payments wait that could not be stored. Nothing is
// written by hand. Before a version changes what lies in STATE_DIR, or where: make one from the commit before.
//
// 0009.zip: made from bdc50c6, when the object that takes payments was called Intake, and the newest migration was 0009.
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadPastDays } from "../../local/pastDays.ts";
import { say } from "../../local/terminal.ts";
import { startSimulator } from "../../simulator/server.ts";
import { createWorld } from "../../simulator/world/world.ts";
import { DAY_MS, MINUTE_MS } from "../../worker/duration.ts";
import { readRows } from "../../worker/payment/readRows.ts";
import { SIMULATOR_HEADER } from "../../worker/pipeline/origin.ts";
import { startFeed } from "../browser/feed.ts";
import { npmStart } from "../browser/program.ts";
import { type FeedRow, feedBody } from "../rows.ts";
import { writeState } from "./file.ts";
import { ask, askIds, askInFull, askKept, askPayments, askReport, type Beside, health, type Kept } from "./kept.ts";
import { cardNumbers, declinedRows, knownCardRows, newRow, oddRows } from "./rows.ts";

const HELP = `node test/states/make.ts --out FILE.zip

Makes a state of the version in this checkout: a STATE_DIR of npm start with D1, and what this version answers from it.
It takes about a quarter of an hour, most of which is waiting for a day to be closed.
`;
const root = path.resolve(import.meta.dirname, "../..");
const SIMULATED = { seed: 14, cards: 2_000, rate: 4, fraudShare: 1 / 20, fraudHours: "even", limit: 0 } as const;
const PAST = { days: 2, until: 1, cards: 40 };
/** What npm start makes anew each time. */
const REMADE = new Set(["board", "worker", "lock", "lock-journal"]);
const D1 = "d1/miniflare-D1DatabaseObject";
const MOST_ROWS = 5_000;
const PATIENCE_MS = 20 * MINUTE_MS;

async function make(out: string): Promise<void> {
  const work = await mkdtemp(path.join(tmpdir(), "vigie-make-"));
  const stateDir = path.join(work, "state");
  const startedAt = Date.now();
  try {
    const left = await run(stateDir, startedAt);
    mustBeWorthKeeping(left);
    await compact(stateDir);
    const files = await filesIn(stateDir);
    mustHoldNothingOfHere(files, [work, root, homedir(), ...cardNumbers(), ...simulatedPeople()]);

    say("This version goes on with a copy of it …");
    const copy = path.join(work, "copy");
    await cp(stateDir, copy, { recursive: true });
    const about = { commit: commit(), startedAt, kept: left, ...(await goOn(copy, Object.keys(left.payments))) };
    const bytes = await writeState(out, files, about);
    say(`${out}: ${Math.ceil(bytes / 1000)} kB, ${Object.keys(left.payments).length} payments`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** A model may judge the pushed rows otherwise one day; they are to be changed then. */
function mustBeWorthKeeping({ messages }: Kept): void {
  const kinds = Object.values(messages).map(({ message }) => message.kind);
  const frauds = kinds.filter((kind) => kind === "fraud").length;
  if (frauds < 3 || !kinds.includes("digest")) throw new Error(`its mails say too little: ${kinds.join(", ")}`);
}

/** Answers what is kept there at its end. */
async function run(stateDir: string, startedAt: number): Promise<Kept> {
  const simulator = await startSimulator({ ...SIMULATED, port: 0 });
  const feed = await gateTo(`${simulator.url}/current-transactions`);
  const { url, end } = await start(stateDir, feed.url);
  try {
    say(`It runs at ${url}; past days are loaded …`);
    await loadPastDays({
      parts: [PAST],
      simulatorUrl: simulator.url,
      workerUrl: url,
      headersFor: () => ({}),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onStanding: say,
      wait: (ms, signal) => wait(ms, null, { signal }),
    });
    await pushAll(url, startedAt);
    const closedDate = new Date(startedAt - DAY_MS).toISOString().slice(0, 10);
    say(`${closedDate} is closed some minutes from now …`);
    await until("a day is closed, and what is owed is told", async () => {
      const { state } = await askReport(url, closedDate);
      const { storage, alertsPending } = await ask(url, "/api/health", health);
      return state === "closed" && storage?.archive?.lastDate === closedDate && alertsPending === 0;
    });
    feed.shut();
    await feed.asked(2);
    const left = await askKept(url, closedDate);
    say("Its database is locked, so that payments of the feed have to wait …");
    const release = await lockDatabase(stateDir);
    feed.open();
    await until("payments wait", async () => feed.passed() > 0);
    // The poller asks again once it has failed to store what it was given.
    await feed.asked(2);
    await end();
    release();
    return left;
  } finally {
    await end();
    feed.close();
    await simulator.close();
  }
}

/** The simulator's feed behind a gate: while it is shut, a feed without payments. */
async function gateTo(feedUrl: string) {
  let isOpen = true;
  let [asked, passed] = [0, 0];
  const server = createServer(async (_, response) => {
    asked += 1;
    const body = isOpen ? await (await fetch(feedUrl)).text() : feedBody([]);
    const read = readRows(body, MOST_ROWS);
    if (read.ok && read.rows.length > 0) passed += 1;
    response.setHeader(SIMULATOR_HEADER, "world").setHeader("content-type", "application/json").end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the gate has no port");
  return {
    url: `http://127.0.0.1:${address.port}/current-transactions`,
    open: () => {
      isOpen = true;
      passed = 0;
    },
    shut: () => {
      isOpen = false;
    },
    /** How many answers with payments it has let through since it was opened. */
    passed: () => passed,
    asked: (times: number) => {
      const from = asked;
      return until("the feed is asked", async () => asked >= from + times);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function start(stateDir: string, feedUrl: string): Promise<{ url: URL; end: () => Promise<void> }> {
  const program = npmStart({
    STATE_DIR: stateDir,
    PAYMENTS_URL: feedUrl,
    PORT: "0",
    POLL_SECONDS: "3",
    REPORT_HOUR: "0",
  });
  const address = () => /^ {2}Board +(http\S+)$/m.exec(program.printed())?.[1];
  await until("it is started", async () => {
    if (program.living().length === 0) throw new Error(program.printed());
    return address() !== undefined;
  });
  return { url: new URL(address() ?? ""), end: program.interrupt };
}

/** All that comes by push, and what a person says of it. */
async function pushAll(url: URL, startedAt: number): Promise<void> {
  const declined = declinedRows(startedAt);
  const { relabelled, unread, refused } = oddRows(startedAt);
  await push(url, knownCardRows(startedAt), "?past=1");
  await push(url, declined);
  await push(url, [relabelled[0], unread, refused]);
  await push(url, [relabelled[1]]);
  const [first, second] = declined;
  await judge(url, first, { verdict: "fraud" });
  await judge(url, second, { verdict: "legitimate", note: "The owner called: she bought it herself." });
}

async function push(url: URL, rows: FeedRow | FeedRow[], query = ""): Promise<unknown> {
  const response = await fetch(new URL(`/api/payments${query}`, url), { method: "POST", body: JSON.stringify(rows) });
  if (!response.ok) throw new Error(`a push was answered ${response.status}: ${await response.text()}`);
  return response.json();
}

async function judge(url: URL, row: FeedRow | undefined, word: object): Promise<void> {
  const address = new URL(`/api/payments/${row?.trans_num}/verdict`, url);
  const response = await fetch(address, { method: "POST", body: JSON.stringify(word) });
  if (!response.ok) throw new Error(`a verdict was answered ${response.status}: ${await response.text()}`);
}

/** What this version does when it is started again on its own state. */
async function goOn(stateDir: string, before: readonly string[]): Promise<Pick<Beside, "stored" | "decided">> {
  const feed = await startFeed({ simulated: true });
  const { url, end } = await start(stateDir, feed.url);
  const isNew = (id: string) => !before.includes(id);
  await until("what waited is stored", async () => (await askIds(url)).some(isNew));
  const stored = await askPayments(url, (await askIds(url)).filter(isNew));
  const paidAt = Date.now();
  const row = newRow(paidAt);
  await push(url, row);
  const decided = { paidAt, ...(await askInFull(url, row.trans_num)) };
  await end();
  await feed.unplug();
  return { stored, decided };
}

/** As a backup that takes too long would do. */
async function lockDatabase(stateDir: string): Promise<() => void> {
  const dir = path.join(stateDir, D1);
  const [name, ...others] = (await readdir(dir)).filter(
    (each) => each.endsWith(".sqlite") && each !== "metadata.sqlite",
  );
  if (name === undefined || others.length > 0) throw new Error(`${dir} should hold one database`);
  const database = new DatabaseSync(path.join(dir, name), { timeout: MINUTE_MS });
  database.exec("begin immediate");
  return () => database.close();
}

async function compact(stateDir: string): Promise<void> {
  for (const name of REMADE) await rm(path.join(stateDir, name), { recursive: true, force: true });
  for (const entry of await readdir(stateDir, { recursive: true })) {
    if (!entry.endsWith(".sqlite")) continue;
    const database = new DatabaseSync(path.join(stateDir, entry));
    database.exec("pragma wal_checkpoint(truncate); vacuum; pragma wal_checkpoint(truncate)");
    database.close();
  }
}

async function filesIn(stateDir: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(stateDir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.relative(stateDir, file).split(path.sep).join("/"), await readFile(file));
  }
  return files;
}

/** In the encodings in which SQLite and V8 keep text. */
function mustHoldNothingOfHere(files: ReadonlyMap<string, Uint8Array>, words: readonly string[]): void {
  for (const [name, bytes] of files) {
    const found = words.find((word) =>
      (["utf8", "utf16le"] as const).some((encoding) => Buffer.from(bytes).includes(Buffer.from(word, encoding))),
    );
    if (found !== undefined) throw new Error(`${name} holds ${found}`);
  }
}

/** Card numbers and streets: what the door drops. */
function simulatedPeople(): string[] {
  const { cards } = createWorld({ ...SIMULATED, timezone: "UTC", paymentsPerMinute: SIMULATED.rate });
  return cards.flatMap(({ holder }) => [holder.cardNumber, holder.street]);
}

function commit(): string {
  return execFileSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).trim();
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const endsAt = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > endsAt) throw new Error(`it was waited in vain until ${what}`);
    await wait(1_000);
  }
}

const { values } = parseArgs({ options: { help: { type: "boolean", short: "h" }, out: { type: "string" } } });
if (values.help || values.out === undefined) process.stdout.write(HELP);
else await make(path.resolve(values.out));
