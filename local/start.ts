// `npm start`: everything on this machine: simulator, Worker, database, board. Ctrl-C ends all of it.
import { randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Simulator, startSimulator } from "../simulator/server.ts";
import { isOpen, readConfig } from "../worker/config/config.ts";
import { NO_FEED } from "../worker/config/forms.ts";
import type { Health } from "../worker/wire/board.ts";
import { openShop, setDemo, shopOf } from "./demo.ts";
import { SOURCE_SECRET } from "./demoSource.ts";
import { PAST, WORLD } from "./demoWorld.ts";
import { Mendable } from "./errorSentence.ts";
import { type FeedTrouble, hear } from "./feedTrouble.ts";
import { freePort, mustBeFree } from "./freePort.ts";
import { loadPastDays } from "./pastDays.ts";
import { takePlace } from "./place.ts";
import { pushHeaders } from "./pushHeaders.ts";
import { HELP, readStartSettings, type StartSettings } from "./settings.ts";
import { shownAddress } from "./shownAddress.ts";
import { loadedWords, loadingWords, standingWords, summary } from "./summary.ts";
import { messageOf, progress, say } from "./terminal.ts";
import { buildBoard, bundleWorker, type RunningWorker, startWorkerd } from "./workerd.ts";

const BEAT_MS = 60_000;

async function start(): Promise<void> {
  if (parseArgs({ options: { help: { type: "boolean", short: "h" } } }).values.help) return say(HELP.trimEnd());
  const asked = await readStartSettings(process.env);
  const reading = readConfig({
    DATABASE_URL: "postgresql://to-be@started/here",
    ...asked.variables,
    PAYMENTS_URL: asked.paymentsUrl ?? "http://127.0.0.1",
  });
  if (!reading.ok) throw new Mendable(reading.problems.join("; "));
  const { settings, store, close } = await takePlace(process.env);
  await mustBeFree("127.0.0.1", settings.port);
  const port = settings.port === 0 ? await freePort("127.0.0.1") : settings.port;

  say("Building the board and the Worker …");
  const boardDir = path.join(settings.stateDir, "board");
  const bundleDir = path.join(settings.stateDir, "worker");
  await buildBoard(boardDir);
  await bundleWorker(bundleDir, boardDir);

  say("Starting …");
  const simulator =
    settings.paymentsUrl === null ? await startSimulator({ ...WORLD, port: 0, timezone: settings.feedZone }) : null;
  const feedUrl = settings.paymentsUrl ?? `${simulator?.url}/current-transactions`;
  const shop = settings.hasShop ? shopOf(settings, reading.config.currency) : null;
  let trouble: FeedTrouble | null = null;
  const worker = await startWorkerd(bundleDir, {
    port,
    stateDir: settings.stateDir,
    boardDir,
    variables: {
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ...settings.variables,
      ...(shop === null ? {} : { [SOURCE_SECRET]: shop.secret }),
      ...store.variables,
      PAYMENTS_URL: feedUrl,
    },
    onLog: (line) => {
      const heard = hear(trouble, line, {
        feed: shownAddress(feedUrl),
        pollSeconds: settings.pollSeconds,
        nowMs: Date.now(),
      });
      trouble = heard.trouble;
      if (heard.words !== null) say(heard.words);
    },
  });
  const ending = new AbortController();
  let beats: NodeJS.Timeout | undefined;
  const end = endTogether(async () => {
    ending.abort();
    clearInterval(beats);
    await Promise.all([worker.close(), simulator?.close()]);
    await close();
  });
  await worker.beat();
  beats = setInterval(() => {
    // workerd does not come back: nothing here would answer any more.
    worker.beat().catch((error: unknown) => end(messageOf(error)));
  }, BEAT_MS);
  void store.lost.then((why) => end(`its database is gone: ${why}`));
  say(
    summary({
      config: reading.config,
      boardUrl: worker.url,
      feed: feedWords(feedUrl, settings, simulator !== null, worker.url),
      store: store.words,
      model: await modelOf(worker, settings.dashboardToken ?? settings.adminToken),
    }),
  );
  if (simulator === null) return;
  const mayChange = isOpen(reading.config) || settings.adminToken !== null;
  if (mayChange) await setDemo(settings, reading.config.currency, worker.url, ending.signal);
  if (shop !== null) openShop(shop, settings.feedZone, worker.url, ending.signal);
  if (!isOpen(reading.config) && settings.ingestSecret === null && settings.dashboardToken === null) {
    say("The past days are not loaded: nothing may push, with neither INGEST_SECRET nor DASHBOARD_TOKEN set.");
    return;
  }
  await loadPast(settings, worker, simulator, ending.signal).catch((error: unknown) => {
    if (!ending.signal.aborted) say(`The past days could not be loaded: ${messageOf(error)}`);
  });
}

function feedWords(feedUrl: string, { pollSeconds }: StartSettings, isSimulated: boolean, boardUrl: URL): string {
  if (feedUrl === NO_FEED) return `none: payments are pushed, to ${new URL("/api/payments", boardUrl).href}`;
  return `${shownAddress(feedUrl)}, every ${pollSeconds} s${isSimulated ? " (simulated payments)" : ""}`;
}

async function loadPast(
  settings: StartSettings,
  worker: RunningWorker,
  simulator: Simulator,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = Date.now();
  let line = "";
  const loaded = await loadPastDays({
    parts: PAST,
    simulatorUrl: simulator.url,
    workerUrl: worker.url,
    headersFor: (body) => pushHeaders(settings, body, randomUUID(), new Date()),
    signal,
    wait: (ms, signal) => wait(ms, null, { signal }),
    onProgress: (some, all) => {
      line = loadingWords(some, all);
      progress(line);
    },
    onStanding: (why) => {
      say(standingWords(why));
      progress(line);
    },
  });
  say(loadedWords(loaded, Date.now() - startedAt));
}

/** Null when reading needs a sign-in that this program does not have (Cloudflare Access alone). */
async function modelOf({ url }: RunningWorker, token: string | null): Promise<Health["model"] | null> {
  const response = await fetch(new URL("/api/health", url), {
    headers: { authorization: `Bearer ${token ?? ""}` },
  });
  const { model } = (await response.json()) as Partial<Pick<Health, "model">>;
  return model ?? null;
}

/** Ends everything when a person or the system says so, or when the returned function is called with a reason. */
function endTogether(end: () => Promise<void>): (why: string) => void {
  let ending = false;
  const endWith = (code: number) => {
    ending = true;
    end().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  const onSignal = () => {
    if (ending) process.exit(130);
    endWith(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  // When npm is told to end it tells the shell between us, which ends without telling us.
  const startedBy = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === startedBy) return;
    clearInterval(watch);
    if (!ending) onSignal();
  }, 500);
  return (why) => {
    if (ending) return;
    process.stderr.write(`\nVigie ends: ${why}\n`);
    endWith(1);
  };
}

start().catch((error: unknown) => {
  process.stderr.write(`\nVigie could not start: ${messageOf(error)}\n`);
  process.exit(1);
});
