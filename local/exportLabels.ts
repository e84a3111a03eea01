// `npm run labels:export`: what people and the feed said that payments were, as rows to train on. From any Vigie, local or
// deployed, by its API; so it needs its address and its token, and no access to its database.
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { labelList } from "../worker/http/answers.ts";
import { credentialsOf, HELP, linesOf, readOptions } from "./labelRows.ts";
import { messageOf } from "./terminal.ts";

/** As many as the API gives at once. */
const PAGE = 500;
const DEADLINE_MS = 60_000;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if ("help" in options) {
    process.stdout.write(HELP);
    return;
  }
  if ("problem" in options) throw new Error(`${options.problem} (--help says more)`);
  const { url, out, format } = options;
  const credentials = credentialsOf(process.env);
  const file = out === null ? process.stdout : createWriteStream(out);
  let count = 0;
  for await (const labels of pages(url, credentials)) {
    const isFirst = count === 0;
    count += labels.length;
    if (!file.write(linesOf(labels, format, isFirst))) await once(file, "drain");
  }
  if (out !== null) {
    file.end();
    await finished(file);
  }
  process.stderr.write(`${count.toLocaleString("en")} labelled payments${out === null ? "" : ` in ${out}`}\n`);
}

async function* pages(url: string, credentials: Record<string, string>) {
  let cursor: string | null = "";
  while (cursor !== null) {
    const address: URL = new URL(`/api/labels?limit=${PAGE}${cursor === "" ? "" : `&cursor=${cursor}`}`, url);
    const response = await fetch(address, {
      headers: credentials,
      redirect: "error",
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.status === 401) throw new Error("the token is wrong or missing: set DASHBOARD_TOKEN");
    if (!response.ok) throw new Error(`${address.origin} answered ${response.status}`);
    const page = labelList.parse(await response.json());
    yield page.labels;
    cursor = page.next;
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`The labels could not be exported: ${messageOf(error)}\n`);
  process.exit(1);
});
