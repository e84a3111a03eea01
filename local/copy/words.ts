// Options of `npm run store:copy`, and the words that it prints. Pure.
import { parseArgs } from "node:util";
import { TABLES, type Table } from "./tables.ts";
import type { Tally } from "./tally.ts";
import type { Comparison } from "./verify.ts";

export type Kind = "d1" | "neon";

export const HELP = `Copies all that one store holds into the other: payments with their decisions, histories, alerts and mails,
verdicts, closed days. May be ended at any moment and run again: it goes on where it was, and catches up with what changed.

  npm run store:copy -- --from d1 --to neon
  npm run store:copy -- --from neon --to d1

  --from STORE, --to STORE   d1 or neon
  --remote                   D1 is that of the Vigie that is deployed, not that of \`npm start\`

  From the environment: DATABASE_URL is where Neon is (else the PostgreSQL of \`STORE=neon npm start\`); STATE_DIR is where
  \`npm start\` keeps its databases (.vigie).

  No Vigie may run on the target, and none on this machine's databases. A deployed one may go on with the source until the
  last run, which then catches up with it. Payments that have left the source for the archive go from the target too, and
  nothing else does. At the end every table is compared by counts, sums and checksums; what differs is
  named, and the exit code is 1.
`;

export type Options = { from: Kind; to: Kind; remote: boolean } | { help: true } | { problem: string };

export function readOptions(arguments_: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...arguments_],
      options: {
        from: { type: "string" },
        to: { type: "string" },
        remote: { type: "boolean", default: false },
        help: { type: "boolean" },
      },
    });
    if (values.help === true) return { help: true };
    const { from, to, remote } = values;
    if (!isKind(from)) return { problem: "--from is d1 or neon" };
    if (!isKind(to)) return { problem: "--to is d1 or neon" };
    if (from === to) return { problem: `--from and --to are both ${from}: there is nothing to move` };
    return { from, to, remote };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isKind(value: string | undefined): value is Kind {
  return value === "d1" || value === "neon";
}

/** A table of what both sides hold. */
export function tableOf(comparisons: readonly Comparison[], from: Kind, to: Kind): string {
  const head = ["table", `rows in ${from}`, `rows in ${to}`, "cents", "checksum", ""];
  const rows = comparisons.map(({ table, source, target, problems }) => [
    table.name,
    grouped(source.rows),
    grouped(target.rows),
    centsIn(source),
    source.checksum.toString(16).padStart(16, "0"),
    problems.length === 0 ? "alike" : "DIFFERENT",
  ]);
  const widths = head.map((_cell, place) => Math.max(...[head, ...rows].map((row) => row[place]?.length ?? 0)));
  const isNumber = (place: number) => place >= 1 && place <= 3;
  const line = (row: string[]) =>
    row.map((cell, place) => (isNumber(place) ? cell.padStart(widths[place] ?? 0) : cell.padEnd(widths[place] ?? 0)));
  return [head, ...rows].map((row) => `  ${line(row).join("  ").trimEnd()}\n`).join("");
}

/** The line that is written over while a table is copied. */
export function copyingWords(table: Table, { read, written }: { read: number; written: number }): string {
  return `Copying ${placeOf(table)}: ${grouped(read)} rows read, ${grouped(written)} written …`;
}

/** The line that is written over while a table is compared. */
export function comparingWords(table: Table, rows: { source: number; target: number }, from: Kind, to: Kind): string {
  return `Comparing ${placeOf(table)}: ${grouped(rows.source)} rows in ${from}, ${grouped(rows.target)} in ${to} …`;
}

/** `payments (11 of 16)` */
function placeOf(table: Table): string {
  return `${table.name} (${TABLES.indexOf(table) + 1} of ${TABLES.length})`;
}

/** Null when nothing differs. */
export function complaint(comparisons: readonly Comparison[], from: Kind, to: Kind): string | null {
  const different = comparisons.filter(({ problems }) => problems.length > 0);
  if (different.length === 0) return null;
  const lines = different.flatMap(({ table, problems }) => [
    `  ${table.name}`,
    ...problems.map((each) => `    ${each}`),
  ]);
  const isAudit = different.some(({ table }) => table.isOnlyAdded);
  const audit = isAudit
    ? "Entries of the audit are only added: one that differs is never written over or deleted.\n"
    : "";
  return `${to} does not hold what ${from} holds (numbers of ${from} first):

${lines.join("\n")}

${audit}If ${from} was written to meanwhile, end the Vigie that writes to it and run this again: it catches up. What is only in ${to}
was left as it is: it is gone from ${from}, whose archive has it not, or ${to} was not empty. What still differs after a run
with no Vigie running cannot be caught up with: copy into an empty database.
`;
}

/** `100,000 rows in 12.3 s (8,130/s)`. */
export function speed(rows: number, ms: number): string {
  const seconds = Math.max(ms, 1) / 1000;
  return `${grouped(rows)} rows in ${seconds.toFixed(1)} s (${grouped(Math.round(rows / seconds))}/s)`;
}

/** Only for tables that have amounts. */
function centsIn({ sums }: Tally): string {
  const cents = sums.get("amountCents");
  return cents === undefined ? "" : grouped(cents);
}

function grouped(value: number | bigint): string {
  return value.toLocaleString("en");
}
