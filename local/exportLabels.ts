// `npm run labels:export`: verdicts of people and labels of the feed, as rows for training. It reads the API of any
// Vigie, local or deployed, so it needs the address and the token, and no access to the database.
import { pipeline } from "node:stream/promises";
import { labelList } from "../worker/wire/answers.ts";
import { askVigie } from "./askVigie.ts";
import { Mendable } from "./errorSentence.ts";
import { credentialsOf, HELP, linesOf, readOptions } from "./labelRows.ts";
import { messageOf } from "./terminal.ts";
import { writeWhole } from "./wholeFile.ts";

/** The most that the API gives at once. */
const PAGE = 500;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if ("help" in options) {
    process.stdout.write(HELP);
    return;
  }
  if ("problem" in options) throw new Mendable(`${options.problem} (--help says more)`);
  const { url, out, format } = options;
  const credentials = credentialsOf(process.env);
  let count = 0;
  let isSimulated = false;
  async function* lines(): AsyncGenerator<string> {
    for await (const { labels, simulated = false } of pages(url, credentials)) {
      isSimulated ||= simulated;
      const isFirst = count === 0;
      count += labels.length;
      yield linesOf(labels, format, isFirst);
    }
  }
  if (out === null) await pipeline(lines, process.stdout, { end: false });
  else await writeWhole(out, lines());
  const what = isSimulated ? "labelled payments, all of them simulated" : "labelled payments";
  process.stderr.write(`${count.toLocaleString("en")} ${what}${out === null ? "" : ` in ${out}`}\n`);
}

async function* pages(url: string, credentials: Record<string, string>) {
  let cursor: string | null = "";
  while (cursor !== null) {
    const address: URL = new URL(`/api/labels?limit=${PAGE}${cursor === "" ? "" : `&cursor=${cursor}`}`, url);
    const page = labelList.safeParse(await askVigie(address, credentials));
    if (!page.success) throw new Mendable(`what ${address.origin} answers is no list of labels: is that a Vigie?`);
    yield page.data;
    cursor = page.data.next;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`The labels could not be exported: ${messageOf(error)}\n`);
  process.exit(1);
});
