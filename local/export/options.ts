// Options of `npm run payments:export`. Pure.
import { parseArgs } from "node:util";

export const HELP = `Writes all payments of a Vigie into a file that model:train and model:evaluate read.

  npm run payments:export -- --out FILE.parquet [options]

  --url ADDRESS   where Vigie runs (http://127.0.0.1:8787), local or deployed
  --out FILE      where to write: a parquet file
  --from DATE     only payments from this day on, such as 2026-04-01 (UTC)
  --to DATE       only payments before this day (UTC)

  All payments are in it, oldest first, judged or not: what was paid, the columns of your own, the verdict or label and when it
  was said, and what Vigie decided. A card is an id: no card number exists. Payments that have left the store for the archive
  are not in it; it says so.

  From the environment: DASHBOARD_TOKEN opens a Vigie that has one; CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET, of a
  service token, one behind Cloudflare Access.
`;

export interface ExportOptions {
  url: string;
  out: string;
  /** Days as people write them; null: from the first, to the last. */
  from: string | null;
  to: string | null;
}

export function readOptions(arguments_: readonly string[]): ExportOptions | { help: true } | { problem: string } {
  try {
    const { values } = parseArgs({
      args: [...arguments_],
      options: {
        url: { type: "string", default: "http://127.0.0.1:8787" },
        out: { type: "string" },
        from: { type: "string" },
        to: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help === true) return { help: true };
    const { url, out, from = null, to = null } = values;
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) return { problem: `--url ${url} is no address` };
    if (out === undefined) return { problem: "--out is missing: name the file, such as own.parquet" };
    if (!/\.parquet$/i.test(out)) return { problem: `--out must end with .parquet, not ${out}` };
    for (const [name, day] of Object.entries({ from, to })) {
      if (day !== null && !isDay(day)) return { problem: `--${name} must be a day such as 2026-04-01, not ${day}` };
    }
    if (from !== null && to !== null && from >= to) return { problem: `--to ${to} must be a day after --from ${from}` };
    return { url, out, from, to };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
