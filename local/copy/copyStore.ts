// `npm run store:copy`: moves everything from D1 to Neon or back, and proves that it arrived. docs/stores.md says how
// to move without losing a payment.
import { messageOf, progress, say } from "../terminal.ts";
import { copyAll } from "./copy.ts";
import { type Ends, openEnds, placesOf } from "./open.ts";
import { verify } from "./verify.ts";
import { comparingWords, complaint, copyingWords, HELP, type Kind, readOptions, speed, tableOf } from "./words.ts";

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if ("help" in options) {
    process.stdout.write(HELP);
    return;
  }
  if ("problem" in options) throw new Error(`${options.problem} (--help says more)`);
  const { from, to, remote } = options;
  const ends = await openEnds(from, to, placesOf(process.env, remote));
  try {
    await copy(ends, from, to);
  } finally {
    await ends.close();
  }
}

async function copy({ source, target }: Ends, from: Kind, to: Kind): Promise<void> {
  say(`From ${source.place} to ${target.place}`);
  const startedAt = performance.now();
  let letGo = 0;
  const written = await copyAll(source, target, {
    onProgress: (table, rows) => progress(copyingWords(table, rows)),
    onLetGo: (payments) => {
      letGo = payments;
    },
  });
  say(`Copied ${speed(written, performance.now() - startedAt)}`);
  if (letGo > 0) say(`Let go of ${letGo.toLocaleString("en")} payments, as ${from} has: they are in the archive`);

  const comparedAt = performance.now();
  const comparisons = await verify(source, target, (table, rows) => progress(comparingWords(table, rows, from, to)));
  const compared = comparisons.reduce((sum, each) => sum + each.source.rows + each.target.rows, 0);
  say(`Compared ${speed(compared, performance.now() - comparedAt)}\n`);
  say(tableOf(comparisons, from, to));
  const complaints = complaint(comparisons, from, to);
  if (complaints === null) say(`${to} holds all that ${from} holds, and nothing else.`);
  else {
    process.stderr.write(complaints);
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  progress("");
  process.stderr.write(`The store could not be copied: ${messageOf(error)}\n`);
  process.exit(1);
});
