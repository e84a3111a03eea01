// Options of `npm run payments:import`. Pure.
import { parseArgs } from "node:util";
import { isTimeZone } from "../../simulator/world/zone.ts";
import type { DecimalSign, Order } from "./reading.ts";

export const HELP = `Brings payments of the past from a file: they are judged and stored like any other, and alert nobody.

  npm run payments:import -- [options] FILE

  FILE                 CSV, JSON lines or parquet; texts may be gzipped
  --url ADDRESS        where Vigie runs (http://127.0.0.1:8787), local or deployed
  --map FILE           which columns are which fields, as JSON (docs/import.md); without it the file has the feed's own names
  --check              reads the file and says what would be, and sends nothing
  --timezone ZONE      of times without an offset (FEED_TIMEZONE, or UTC)
  --dates ORDER        day-first or month-first, where the file does not show it
  --decimals SIGN      comma or point, where the file does not show it
  --currency CODE      of amounts beside which none stands, such as EUR (CURRENCY of that Vigie)
  --encoding NAME      of the text, such as windows-1252 (UTF-8, or UTF-16 by its mark)
  --state FILE         where it keeps how far it has come (FILE.import.json); the same command goes on from there

  Payments go in order of time, however the file has them. Ctrl-C ends it at any moment: nothing is lost and nothing is stored
  twice. What a spreadsheet or a data frame has damaged is read where it has one meaning, and refused with a sentence otherwise.

  From the environment: CURRENCY, where that Vigie has another than USD; DASHBOARD_TOKEN, or INGEST_SECRET where pushes are signed; CF_ACCESS_CLIENT_ID and
  CF_ACCESS_CLIENT_SECRET, of a service token, for a Vigie behind Cloudflare Access.
`;

export interface ImportOptions {
  file: string;
  url: string;
  map: string | null;
  isCheck: boolean;
  timezone: string;
  dates: Order | null;
  decimals: DecimalSign | null;
  currency: string | null;
  encoding: string | null;
  state: string;
}

type Read = ImportOptions | { help: true } | { problem: string };

export function readOptions(arguments_: readonly string[], env: Readonly<Record<string, string | undefined>>): Read {
  try {
    const { values, positionals } = parseArgs({ args: [...arguments_], allowPositionals: true, options: ARGUMENTS });
    if (values.help === true) return { help: true };
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      return { problem: `name one file, and write npm run payments:import -- with a lone -- before all options` };
    }
    if (!/^https?:$/.test(URL.parse(values.url)?.protocol ?? "")) {
      return { problem: `--url ${values.url} is no address` };
    }
    const timezone = values.timezone ?? (env.FEED_TIMEZONE?.trim() || "UTC");
    if (!isTimeZone(timezone)) return { problem: `--timezone knows no ${timezone}; give a name such as Europe/Paris` };
    const { dates = null, decimals = null } = values;
    if (dates !== null && dates !== "day-first" && dates !== "month-first") {
      return { problem: "--dates is day-first or month-first" };
    }
    if (decimals !== null && decimals !== "comma" && decimals !== "point") {
      return { problem: "--decimals is comma or point" };
    }
    const currency = values.currency?.toUpperCase() ?? null;
    if (currency !== null && !/^[A-Z]{3}$/.test(currency)) return { problem: "--currency is a code such as EUR" };
    const encoding = values.encoding ?? null;
    if (encoding !== null && !isEncoding(encoding)) {
      return { problem: `--encoding knows no ${encoding}; give a name such as windows-1252` };
    }
    return {
      ...{ file, url: values.url, map: values.map ?? null, isCheck: values.check === true },
      ...{ timezone, dates, decimals, currency, encoding, state: values.state ?? `${file}.import.json` },
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const ARGUMENTS = {
  url: { type: "string", default: "http://127.0.0.1:8787" },
  map: { type: "string" },
  check: { type: "boolean" },
  timezone: { type: "string" },
  dates: { type: "string" },
  decimals: { type: "string" },
  currency: { type: "string" },
  encoding: { type: "string" },
  state: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}
