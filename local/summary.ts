// What `npm start` prints once everything runs, and while it loads past days. Pure.

import { type Config, isOpen } from "../worker/config/config.ts";
import { daysKept } from "../worker/config/paymentRetention.ts";
import { counted } from "../worker/counted.ts";
import type { Health } from "../worker/wire/board.ts";
import { changersWords } from "./changersWords.ts";
import type { Loaded } from "./pastDays.ts";

export interface Running {
  config: Config;
  boardUrl: URL;
  /** In words. */
  feed: string;
  /** Lines about the store. */
  store: [string, string][];
  /** Null when it is not known. */
  model: Health["model"] | null;
}

export function summary({ config, boardUrl, feed, store, model }: Running): string {
  const lines = [
    ["Board", boardUrl.href],
    ["Feed", feed],
    ...store,
    ...(model === null ? [] : [["Model", modelWords(model)]]),
    ["Archive", archiveWords(config)],
    ["Alerts", alertWords(config, new URL("/outbox", boardUrl).href)],
    ["Access", accessWords(config)],
    ["Changes", changeWords(config)],
  ];
  return ["", ...lines.map(([name, value]) => `  ${name?.padEnd(8)}${value}`), "", "  Ctrl-C ends it.", ""].join("\n");
}

function modelWords({ version, engine, problem }: Health["model"]): string {
  return `${version} on ${engine === "onnx" ? "ONNX Runtime" : engine}${problem === null ? "" : `: ${problem}`}`;
}

/** The bucket of this machine is always bound. Its files have names that Miniflare chose. */
function archiveWords(config: Config): string {
  const days = daysKept(config, { ARCHIVE: true });
  const kept = days === null ? "nothing leaves the store" : `they leave the store after ${days} days`;
  return `closed days as Parquet, in a bucket in STATE_DIR; ${kept}`;
}

export function alertWords({ mail, channels }: Pick<Config, "mail" | "channels">, outboxUrl: string): string {
  const posts = channels.length === 0 ? "" : `; posted to ${channels.map(({ kind }) => kind).join(", ")}`;
  if (mail.apiKey !== null) {
    return `mailed to ${mail.to.join(", ")} by Resend, at most ${mail.dailyLimit} mails a day; kept at ${outboxUrl}${posts}`;
  }
  return `mails are kept at ${outboxUrl} and not sent: no RESEND_API_KEY is set${posts}`;
}

function accessWords(config: Config): string {
  if (isOpen(config)) return "open: no DASHBOARD_TOKEN is set";
  const ways = [
    config.dashboardToken === null ? [] : "DASHBOARD_TOKEN",
    config.adminToken === null ? [] : "ADMIN_TOKEN",
    config.access === null ? [] : "Cloudflare Access",
  ];
  return ways.flat().join(", ");
}

/** Who may change policy, models and sources. */
export function changeWords(config: Config): string {
  const changers = changersWords(config.adminToken !== null, config.admins.length > 0);
  if (changers !== null) return changers;
  return isOpen(config)
    ? "by everyone on this machine"
    : "nobody may change policy, models and sources: set ADMIN_TOKEN";
}

export function loadingWords(loaded: number, expected: number): string {
  return `Loading past days: ${loaded.toLocaleString("en")} of ${counted(expected, "payment")} …`;
}

/** `why`: the Worker's words. */
export function standingWords(why: string): string {
  return `The past days are not taken just now, and are sent until they are: ${why}.`;
}

export function loadedWords({ payments, repeated, refused, sentAgain }: Loaded, tookMs: number): string {
  const what = `Loaded ${counted(payments - refused, "payment")} of today and, for a tenth of the cards, of the last 3 days`;
  const atLeast = sentAgain === 0 ? "" : "at least ";
  const known = repeated === 0 ? "" : `; ${atLeast}${repeated.toLocaleString("en")} of them had come before`;
  const left = refused === 0 ? "" : ` ${counted(refused, "more was", "more were")} refused: GET /api/rejects says why.`;
  return `${what} in ${(tookMs / 1000).toFixed(1)} s${known}.${left}`;
}
