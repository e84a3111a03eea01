// Recognises what `npm run labels:export` writes: it has features and the truth, but not the columns of a data set.
import { closeSync, openSync, readSync } from "node:fs";
import { UnusableFile } from "./unusable.ts";

/** More bytes than a header or a row of an export has. */
const HEAD_BYTES = 64 * 1024;
/** Columns of an export that no data set has beside one another; in JSON lines they are keys. */
const OF_AN_EXPORT = ["truth", "truthFrom"];

/** Throws for an export of labels: no command reads one yet. */
export function refuseLabelExport(path: string): void {
  const [head = ""] = headOf(path).split(/\r?\n/);
  const names = head.split(/[{},:]/).map((name) => name.trim().replaceAll('"', ""));
  if (!OF_AN_EXPORT.every((name) => names.includes(name))) return;
  throw new UnusableFile(
    `${path} is an export of labels:export, which this command does not read yet: it takes what payments:export writes, and the columns of the Kaggle files`,
  );
}

function headOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(file);
  }
}
