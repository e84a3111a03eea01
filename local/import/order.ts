// Rows in the order of time, of a file that has them in any order and may be larger than the memory: parts of it are sorted and laid
// down in a file without a name, which is gone when the command ends, however it ends. Then the parts are merged.
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import path from "node:path";

export interface Placed {
  /** Epoch ms. */
  paidAt: number;
  /** Place in the file: rows of one moment keep their order. */
  at: number;
  card: string;
  body: string;
}

export interface Ordered {
  count: number;
  rows(): AsyncGenerator<Placed>;
  close(): Promise<void>;
}

/** About a hundred megabytes. */
const ROWS_OF_A_PART = 200_000;
const PIECE_BYTES = 256 * 1024;

interface Part {
  start: number;
  end: number;
}

/** `dir`: where parts may lie; `partRows`: how many rows are sorted at once. */
export async function inOrder(rows: AsyncIterable<Placed>, dir: string, partRows = ROWS_OF_A_PART): Promise<Ordered> {
  let file: FileHandle | null = null;
  const parts: Part[] = [];
  let last: Placed[] = [];
  let count = 0;
  let end = 0;
  for await (const row of rows) {
    if (last.length === partRows) {
      file ??= await fileWithoutName(dir);
      const start = end;
      end = await layDown(file, last.sort(byTime), start);
      parts.push({ start, end });
      last = [];
    }
    last.push(row);
    count += 1;
  }
  last.sort(byTime);
  const laidDown = file;
  return {
    count,
    rows: () => merged(laidDown, parts, last),
    close: async () => laidDown?.close(),
  };
}

function byTime(a: Placed, b: Placed): number {
  return a.paidAt - b.paidAt || a.at - b.at;
}

/** It holds card numbers, so nobody else may read it, and nothing of it is found once this process is gone. */
async function fileWithoutName(dir: string): Promise<FileHandle> {
  const own = await mkdtemp(path.join(dir, "vigie-import-"));
  try {
    return await open(path.join(own, "rows"), "w+", 0o600);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function layDown(file: FileHandle, rows: readonly Placed[], start: number): Promise<number> {
  let at = start;
  let lines: string[] = [];
  let length = 0;
  const write = async () => {
    const bytes = Buffer.from(lines.join(""));
    await file.write(bytes, 0, bytes.length, at);
    at += bytes.length;
    lines = [];
    length = 0;
  };
  for (const { paidAt, at: place, card, body } of rows) {
    const line = `${JSON.stringify([paidAt, place, card, body])}\n`;
    lines.push(line);
    length += line.length;
    if (length >= PIECE_BYTES) await write();
  }
  await write();
  return at;
}

async function* merged(
  file: FileHandle | null,
  parts: readonly Part[],
  last: readonly Placed[],
): AsyncGenerator<Placed> {
  const sources = [...(file === null ? [] : parts.map((part) => readBack(file, part))), last.values()];
  const heads: { row: Placed; source: AsyncIterator<Placed> | Iterator<Placed> }[] = [];
  for (const source of sources) {
    const { done, value } = await source.next();
    if (!done) heads.push({ row: value, source });
  }
  while (heads.length > 0) {
    const first = heads.reduce((best, head) => (byTime(head.row, best.row) < 0 ? head : best));
    yield first.row;
    const { done, value } = await first.source.next();
    if (done) heads.splice(heads.indexOf(first), 1);
    else first.row = value;
  }
}

async function* readBack(file: FileHandle, { start, end }: Part): AsyncGenerator<Placed, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for (let at = start; at < end; ) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(PIECE_BYTES, end - at)), 0, null, at);
    at += bytesRead;
    const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [paidAt, place, card, body]: [number, number, string, string] = JSON.parse(line);
      yield { paidAt, at: place, card, body };
    }
  }
}
