// A drill: what a team wins back from its own verdicts after frauds have changed. Writes labelled payments, after drifts of drift.ts,
// as payments:export would have written them, for model:train -- --data.
import { parseArgs } from "node:util";
import { writeWhole } from "../local/wholeFile.ts";
import { DAY_MS } from "../worker/duration.ts";
import { DRIFTS, type Drift, drifted } from "./drift.ts";
import { readDataset } from "./files.ts";
import { type Dataset, paymentAt } from "./labelledPayments.ts";
import { type OwnRow, ownFileOf, ownRow } from "./ownFileOf.ts";
import { BadInput, runCommand, startStep } from "./progress.ts";

const PAST_DAYS = 40;

const HELP = `Writes labelled payments as payments:export would have written them, after frauds have changed: for model:train -- --data.

  node model/drill.ts --data FILE --out OUT.parquet [--drift NAME …] [--past FILE] [--frauds-from DATE] [--from DATE] [--to DATE]

  --data         payments with labels, such as the Kaggle CSV: the drift changes these
  --out          the file to write
  --drift        how frauds, or the feed, changed (not at all); may be given more than once: ${DRIFTS.map(({ name }) => name).join(", ")}
  --past         earlier payments of the same cards, of which the last ${PAST_DAYS} days are written, too: without their frauds, which were of the old kind
  --frauds-from  the day, YYYY-MM-DD, on which the new kind of fraud began (the first): earlier frauds are left out
  --from, --to   only payments from this day on, or before that one, are written

A label counts as said right after its payment: --label-delay-days of model:train says when it is known.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      out: { type: "string" },
      drift: { type: "string", multiple: true, default: [] },
      past: { type: "string" },
      "frauds-from": { type: "string" },
      from: { type: "string" },
      to: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { data: path, out } = values;
  if (path === undefined || out === undefined) throw new BadInput("--data and --out name a file each; see --help");
  const drifts = values.drift.map(driftNamed);
  const fraudsFrom = momentOf("frauds-from", values["frauds-from"]) ?? Number.NEGATIVE_INFINITY;
  const from = momentOf("from", values.from) ?? Number.NEGATIVE_INFINITY;
  const to = momentOf("to", values.to) ?? Number.POSITIVE_INFINITY;

  const cards = new Map<string, number>();
  const changed = drifts.reduce((data, drift) => drifted(data, drift), await readDataset([path], { cards }));
  const begins = changed.paidAt[0] ?? 0;
  const past = values.past === undefined ? null : await readDataset([values.past], { cards });
  const step = startStep("Writing");
  const rows = [
    ...(past === null
      ? []
      : rowsOf(past, (paidAt, isFraud) => paidAt >= begins - PAST_DAYS * DAY_MS && paidAt < begins && !isFraud)),
    ...rowsOf(changed, (paidAt, isFraud) => paidAt >= fraudsFrom || !isFraud),
  ].filter(({ paidAt }) => paidAt >= from && paidAt < to);
  await writeWhole(out, ownFileOf(rows, { currency: "USD" }));
  const frauds = rows.filter(({ label }) => label === "fraud").length;
  step.done(`${rows.length.toLocaleString("en")} payments, ${frauds.toLocaleString("en")} frauds, in ${out}`);
}

function momentOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const moment = Date.parse(text);
  if (Number.isNaN(moment)) throw new BadInput(`--${name} must be a day such as 2020-08-02, not ${text}`);
  return moment;
}

function driftNamed(asked: string): Drift {
  const drift = DRIFTS.find(({ name }) => name === asked);
  if (drift !== undefined) return drift;
  throw new BadInput(`--drift must be one of ${DRIFTS.map(({ name }) => name).join(", ")}, not ${asked}`);
}

/** Files carry no zone: their wall clock is taken for UTC. */
function rowsOf(data: Dataset, wanted: (paidAt: number, isFraud: boolean) => boolean): OwnRow[] {
  return Array.from(data.paidAt.keys())
    .filter((i) => wanted(data.paidAt[i] ?? 0, data.fraud[i] === 1))
    .map((i) => {
      const { cardId, merchant, category, paidAt, amountCents, label, ...holder } = paymentAt(data, i);
      const { gender, ageYears, cityPopulation, distanceKm } = holder;
      const about = { gender, ageYears, cityPopulation, distanceKm };
      return ownRow({
        card: `card-${cardId}`,
        merchant,
        category,
        paidAt,
        amountCents,
        label,
        labelAt: paidAt,
        ...about,
      });
    });
}

await runCommand(main);
