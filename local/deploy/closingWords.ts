// Says at the end of a deploy how Vigie stands. Pure.
import { changersWords } from "../changersWords.ts";
import type { Health } from "./health.ts";
import type { Plan } from "./plan.ts";

const NO_CHANGERS =
  "nobody may change policy, models and sources yet (--secret ADMIN_TOKEN, or --set ADMINS=… with Cloudflare Access)";

/**
 * Says where Vigie is, how it is, which parts and variables are set, and the two things to do next. `hasPayments`: whether
 * some are in its store.
 */
export function closingWords(
  address: string,
  { variables, archive, queue }: Plan,
  secrets: ReadonlySet<string>,
  { state, problems }: Health,
  hasPayments: boolean,
): string[] {
  const has = (name: string) => name in variables || secrets.has(name);
  const lines: [string, string][] = [
    ["Board", address],
    ["Health", healthWords(state, problems)],
    ["Payments", has("PAYMENTS_URL") ? "polled at PAYMENTS_URL" : pushWords(has("INGEST_SECRET"))],
    ["Mails", has("RESEND_API_KEY") ? `sent to ${variables.ALERT_TO ?? "ALERT_TO"}` : "kept in the outbox, not sent"],
    ["Changes", changersWords(has("ADMIN_TOKEN"), has("ADMINS")) ?? NO_CHANGERS],
    ["Store", variables.STORE === "neon" ? "PostgreSQL at DATABASE_URL" : "D1"],
    ["Archive", archive ? "closed days, in a bucket" : "none (--archive)"],
    ["Queue", queue ? "takes payments for later" : "none (--queue)"],
  ];
  const set = [...Object.keys(variables), ...[...secrets].map((name) => `${name} (secret)`)].toSorted();
  const next = [
    ...(has("PAYMENTS_URL") || hasPayments
      ? []
      : [
          `send a first payment, signed with INGEST_SECRET (docs/deploy.md has one to copy), or poll: npm run deploy -- --set PAYMENTS_URL=https://…`,
        ]),
    ...(has("RESEND_API_KEY")
      ? []
      : ["get mails: npm run deploy -- --secret RESEND_API_KEY --set ALERT_FROM=… --set ALERT_TO=…"]),
    ...(has("PUBLIC_URL")
      ? []
      : [`put links into mails: npm run deploy -- --set PUBLIC_URL=${address.replace(/\/$/, "")}`]),
    ...(has("HEARTBEAT_URL") ? [] : ["be told when Vigie itself is silent: HEARTBEAT_URL (docs/watchman.md)"]),
    ...(archive ? [] : ["keep closed days as files: npm run deploy -- --archive (docs/archive.md)"]),
  ];
  return [
    "",
    ...lines.map(([name, value]) => `  ${name.padEnd(9)} ${value}`),
    `  ${"Set".padEnd(9)} ${set.join(", ")}`,
    "",
    "Next:",
    ...next.slice(0, 2).map((thing) => `  - ${thing}`),
  ];
}

function pushWords(isOpen: boolean): string {
  return isOpen ? "pushed, signed with INGEST_SECRET" : "none can come: neither PAYMENTS_URL nor INGEST_SECRET is set";
}

function healthWords(state: Health["state"], problems: readonly string[]): string {
  const why = problems.length === 0 ? "" : `: ${problems.join("; ")}`;
  if (state === "flows") return `well${why}`;
  if (state === "up")
    return `it answers${why === "" ? "; with DASHBOARD_TOKEN in the environment this command sees more" : why}`;
  return `not well${why}`;
}
