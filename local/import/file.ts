// The raw rows of a file of payments, whatever kind of file it is: its first bytes say that, not its name.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { UnusableFile } from "../../paymentFile/unusable.ts";
import { csvRows } from "./csvRows.ts";
import { jsonRows } from "./jsonRows.ts";
import { parquetRows } from "./parquetRows.ts";

/** Column name to raw cell, or why the row's columns cannot be told apart. */
export type RawRow = { at: number } & ({ columns: Readonly<Record<string, unknown>> } | { problem: string });

export interface RawRows {
  /** What `at` counts. */
  unit: "line" | "row";
  /** Null where each row names its own columns. */
  columns: readonly string[] | null;
  /** Sentences about the whole file. */
  remarks: readonly string[];
  /** Each call reads the file again, from its beginning; where it can, only these columns. */
  rows(wanted: ReadonlySet<string>): AsyncIterable<RawRow>;
}

const SAVE_AS = "save it as CSV UTF-8";
const HEAD_BYTES = 64 * 1024;

/** `encoding`: null for what the file itself shows: UTF-8, or UTF-16. Parquet needs none. */
export async function openRows(path: string, encoding: string | null): Promise<RawRows> {
  const start = await bytesAt(path, 8);
  if (start.subarray(0, 4).toString("latin1") === "PAR1") return parquetRows(path);
  if (start.subarray(0, 2).toString("latin1") === "PK") {
    throw new UnusableFile(`${path} is a spreadsheet or another archive, not a text; open it there and ${SAVE_AS}`);
  }
  const isCompressed = start[0] === 0x1f && start[1] === 0x8b;
  const bytes = () => bytesOf(path, isCompressed);
  const head = await headOf(bytes());
  if (head.length === 0) throw new UnusableFile(`${path} is empty`);
  if (head.subarray(0, 4).toString("latin1") === "PAR1") {
    throw new UnusableFile(`${path} is a compressed parquet file: unpack it first, since parquet is read in no order`);
  }
  const decoding = encoding ?? encodingIn(head);
  const text = () => textOf(path, bytes(), decoding);
  const beginning = new TextDecoder(decoding).decode(head).replace(/^\uFEFF/, "");
  if (/^\s*\{/.test(beginning)) return jsonRows(path, text);
  if (/^\s*\[/.test(beginning)) {
    throw new UnusableFile(`${path} is one JSON list: write one payment on each line, as jq -c '.[]' does`);
  }
  const remarks = decoding.startsWith("utf-16") ? [`the text is ${decoding.toUpperCase()}, and was read as that`] : [];
  return csvRows(path, beginning, text, remarks);
}

/** The file as a whole, so that another one of the same name is known. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

async function* bytesOf(path: string, isCompressed: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  try {
    if (!isCompressed) return yield* file;
    const unpacked = createGunzip();
    // The reader of the unpacked bytes is told.
    file.once("error", (error) => unpacked.destroy(error));
    yield* file.pipe(unpacked);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!code.startsWith("Z_")) throw error;
    throw new UnusableFile(`${path}: the compressed file is damaged, or was cut off`);
  } finally {
    file.destroy();
  }
}

async function bytesAt(path: string, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function headOf(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

/** UTF-16 is known by its mark, or by the zeros beside plain letters. */
function encodingIn(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const zeros = (first: number) => [first, first + 2, first + 4].every((at) => head[at] === 0);
  if (zeros(1)) return "utf-16le";
  return zeros(0) ? "utf-16be" : "utf-8";
}

async function* textOf(path: string, bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let lines = 1;
  const decoded = (chunk?: Buffer) => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw new UnusableFile(
        `${path}, from about line ${lines} on: the text is not ${encoding.toUpperCase()}, so letters would be lost; ${SAVE_AS}, ` +
          "or name how it is written, such as --encoding windows-1252",
      );
    }
  };
  for await (const chunk of bytes) {
    const text = decoded(chunk);
    lines += text.split("\n").length - 1;
    yield text;
  }
  yield decoded();
}
