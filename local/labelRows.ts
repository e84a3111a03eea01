// Options of `npm run labels:export`, and its rows as CSV or JSON lines. Pure.
import { parseArgs } from "node:util";
import type { z } from "@hono/zod-openapi";
import { csvText } from "../worker/report/paymentsCsv.ts";
import { type labelList, problem } from "../worker/wire/answers.ts";

export type LabelRow = z.infer<typeof labelList>["labels"][number];
export type Format = "csv" | "jsonl";

export const HELP = `What people and the feed said that payments were, as rows to train on, oldest first.

  npm run labels:export -- [options]

  --url ADDRESS     where Vigie runs (http://127.0.0.1:8787), local or deployed
  --out FILE        where to write (standard output)
  --format FORMAT   csv or jsonl; by FILE's ending, else jsonl

  Each row has the payment, the features that the model saw, its score and decision, and the truth: enough to count how the
  model did on your payments, or to fit a model of your own elsewhere. For a model of your own in Vigie there is payments:export,
  whose file model:train and model:evaluate read.

  From the environment: DASHBOARD_TOKEN opens a Vigie that has one; CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET, of a
  service token, one behind Cloudflare Access.
`;

export type Options = { url: string; out: string | null; format: Format } | { help: true } | { problem: string };

export function readOptions(arguments_: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...arguments_],
      options: {
        url: { type: "string", default: "http://127.0.0.1:8787" },
        out: { type: "string" },
        format: { type: "string" },
        help: { type: "boolean" },
      },
    });
    if (values.help === true) return { help: true };
    if (!/^https?:$/.test(URL.parse(values.url)?.protocol ?? ""))
      return { problem: `--url ${values.url} is no address` };
    const format = values.format ?? (values.out?.endsWith(".csv") ? "csv" : "jsonl");
    if (format !== "csv" && format !== "jsonl") return { problem: "--format is csv or jsonl" };
    return { url: values.url, out: values.out ?? null, format };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Headers that let a command in, made from the environment; `token` is what opens that Vigie. */
export function credentialsOf(
  env: Readonly<Record<string, string | undefined>>,
  token = env.DASHBOARD_TOKEN,
): Record<string, string> {
  const given = [
    ["authorization", token?.trim(), "Bearer "],
    ["cf-access-client-id", env.CF_ACCESS_CLIENT_ID?.trim(), ""],
    ["cf-access-client-secret", env.CF_ACCESS_CLIENT_SECRET?.trim(), ""],
  ] as const;
  return Object.fromEntries(given.flatMap(([name, value, prefix]) => (value ? [[name, `${prefix}${value}`]] : [])));
}

export function linesOf(rows: readonly LabelRow[], format: Format, withHeader: boolean): string {
  if (format === "jsonl") return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const lines = rows.map((row) => Object.values(flat(row)).map(cell).join(","));
  const first = rows[0];
  const header = withHeader && first !== undefined ? [Object.keys(flat(first)).join(",")] : [];
  return [...header, ...lines].map((line) => `${line}\r\n`).join("");
}

/** Each feature becomes a column. Their prefix keeps them apart from the payment's own columns. */
function flat({ features, ...row }: LabelRow): Record<string, string | number | null> {
  const named = Object.entries(features).map(([name, value]) => [`feature_${name}`, value] as const);
  const { truth, truthFrom, fraudType = null, currency = null, paid = null, extra = null, ...payment } = row;
  const own = { paidAmount: paid?.amount ?? null, paidCurrency: paid?.currency ?? null, rate: paid?.rate ?? null };
  const columns = { extra: extra === null ? null : JSON.stringify(extra) };
  return { ...payment, currency, ...own, ...Object.fromEntries(named), truth, truthFrom, fraudType, ...columns };
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  return typeof value === "number" ? String(value) : csvText(value);
}

/** What an answer other than 200 means for the person who asked, and what to do. */
export function refusalWords(origin: string, status: number, text: string): string {
  const said = problem.safeParse(jsonIn(text)).data?.error ?? "";
  const words = `${origin} answered ${status}${said === "" ? "" : `: ${said}`}`;
  if (status === 401) return `${words}; set DASHBOARD_TOKEN to the token of that Vigie`;
  if (status === 403 || (status >= 300 && status < 400))
    return `${words}; a Vigie behind Cloudflare Access needs CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET`;
  if (status === 404 || said === "") return `${words}; is that a Vigie? Look at --url`;
  return status >= 500 ? `${words}; try again, and look at its /api/health` : words;
}

/** Undefined for a text that is no JSON. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
