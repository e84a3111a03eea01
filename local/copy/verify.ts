// Does the target hold everything that the source holds, and nothing else?
import { eachPage } from "./pages.ts";
import type { Side } from "./side.ts";
import { TABLES, type Table } from "./tables.ts";
import { contentOf, count, differences, emptyTally, keyOf, type Tally } from "./tally.ts";

export interface Comparison {
  table: Table;
  source: Tally;
  target: Tally;
  /** In words; empty when the stores are alike. */
  problems: string[];
}

const MOST_NAMED = 3;

/** `onProgress` is called after each page: how many of a table's rows were read on either side so far. */
export async function verify(
  source: Side,
  target: Side,
  onProgress?: (table: Table, rows: { source: number; target: number }) => void,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const table of TABLES) {
    const [here, there] = [emptyTally(table), emptyTally(table)];
    const told = () => onProgress?.(table, { source: here.rows, target: there.rows });
    told();
    await Promise.all([sumUp(here, source, table, told), sumUp(there, target, table, told)]);
    const found = differences(here, there);
    const named = found.length === 0 ? [] : await whichDiffer(table, source, target);
    comparisons.push({ table, source: here, target: there, problems: [...found, ...named] });
  }
  return comparisons;
}

async function sumUp(tally: Tally, side: Side, table: Table, onPage: () => void): Promise<void> {
  await eachPage({ side, table }, async (rows) => {
    count(tally, table, rows);
    onPage();
  });
}

/** Compares row by row, to tell people which rows differ. */
async function whichDiffer(table: Table, source: Side, target: Side): Promise<string[]> {
  const onlyThere = finding(`only in ${target.kind}`);
  const onlyHere = finding(`only in ${source.kind}`);
  const different = finding("not the same");
  await eachPage({ side: target, table }, async (rows) => {
    const here = new Map((await source.find(table, rows)).map((row) => [keyOf(table, row), contentOf(table, row)]));
    for (const row of rows) {
      const content = here.get(keyOf(table, row));
      if (content === undefined) onlyThere.add(keyOf(table, row));
      else if (content !== contentOf(table, row)) different.add(keyOf(table, row));
    }
  });
  await eachPage({ side: source, table }, async (rows) => {
    const there = new Set((await target.find(table, rows)).map((row) => keyOf(table, row)));
    for (const row of rows) if (!there.has(keyOf(table, row))) onlyHere.add(keyOf(table, row));
  });
  return [onlyThere, onlyHere, different].flatMap((each) => each.words());
}

/** Counts keys, and names the first ones. */
function finding(what: string) {
  const named: string[] = [];
  let count = 0;
  return {
    add(key: string) {
      count += 1;
      if (named.length < MOST_NAMED) named.push(key.slice(1, -1));
    },
    words: () => (count === 0 ? [] : [`${what}: ${count} (${named.join("; ")}${count > named.length ? "; …" : ""})`]),
  };
}
