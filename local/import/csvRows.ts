// Rows of a CSV file, whichever program wrote it: its separator is found out, and a cell may hold line breaks.
import { Readable } from "node:stream";
import { type Info, parse } from "csv-parse";
import { parse as parseAll } from "csv-parse/sync";
import { UnusableFile } from "../../paymentFile/unusable.ts";
import type { RawRow, RawRows } from "./file.ts";

/** More characters than any row has. A quote that is never closed would otherwise take the rest of the file into one cell. */
const MOST_IN_ROW = 1_000_000;
const HABITS = {
  bom: true,
  record_delimiter: ["\r\n", "\n", "\r"],
  relax_column_count: true,
  relax_quotes: true,
};

/** `beginning`: the file's first characters, the header among them. */
export function csvRows(
  path: string,
  beginning: string,
  text: () => AsyncIterable<string>,
  remarks: readonly string[],
): RawRows {
  const { delimiter, fromLine } = dialectOf(beginning);
  const columns = headerOf(path, beginning, delimiter, fromLine);
  const said = [...remarks];
  if (delimiter !== ",")
    said.push(`cells are separated by ${delimiter === "\t" ? "tabs" : delimiter}, and were read so`);
  return { unit: "line", columns, remarks: said, rows: () => rowsOf(path, { columns, delimiter, fromLine }, text()) };
}

interface Shape {
  columns: readonly string[];
  delimiter: string;
  fromLine: number;
}

async function* rowsOf(path: string, { columns, delimiter, fromLine }: Shape, text: AsyncIterable<string>) {
  const parser = parse({
    ...HABITS,
    delimiter,
    from_line: fromLine,
    info: true,
    max_record_size: MOST_IN_ROW,
    skip_empty_lines: true,
  });
  const source = Readable.from(text);
  // When the text cannot be read, the parser ends with the reason, which the loop then throws.
  source.once("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let isHeader = true;
  let line = fromLine;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      line = info.lines;
      // A row of separators alone is what spreadsheets write below the last one.
      if (!isHeader && record.some((cell) => cell.trim() !== ""))
        yield rowOf(firstLineOf(record, line), record, columns);
      isHeader = false;
    }
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UnusableFile(`${path}, after line ${line}: ${wordsOf(why)}`);
  } finally {
    source.destroy();
  }
}

/** The parser tells the line on which a row ends, and its cells may hold line breaks. */
function firstLineOf(record: readonly string[], line: number): number {
  return line - record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

function rowOf(at: number, record: readonly string[], columns: readonly string[]): RawRow {
  // Cells beyond the header that hold nothing change nothing.
  const cells = record.slice(0, columns.length + record.slice(columns.length).findLastIndex((cell) => cell !== "") + 1);
  if (cells.length !== columns.length) {
    return {
      at,
      problem:
        "the row has more or fewer cells than the header: a name or an amount with a comma must stand in quotes, so save it as CSV once more",
    };
  }
  return { at, columns: Object.fromEntries(columns.map((name, place) => [name, cells[place]])) };
}

/** A spreadsheet in a language with decimal commas separates cells by semicolons, and may say so in a first line. */
function dialectOf(beginning: string): { delimiter: string; fromLine: number } {
  const [first = ""] = beginning.split(/\r\n|\r|\n/);
  const said = /^"?sep=(.)"?$/i.exec(first)?.[1];
  if (said !== undefined) return { delimiter: said, fromLine: 2 };
  const bare = first.replace(/"[^"]*"/g, "");
  const count = (sign: string) => bare.split(sign).length;
  const delimiter = [";", "\t", "|"].find((sign) => count(sign) > count(",")) ?? ",";
  return { delimiter, fromLine: 1 };
}

function headerOf(path: string, beginning: string, delimiter: string, fromLine: number): string[] {
  const [header] = parseAll(beginning, { ...HABITS, delimiter, from_line: fromLine, to: 1 });
  const names = (header ?? []).map((name) => name.trim());
  const twice = names.find((name, at) => name !== "" && names.indexOf(name) !== at);
  if (twice !== undefined) throw new UnusableFile(`${path} has two columns called ${twice}: name them apart`);
  return names;
}

function wordsOf(why: string): string {
  if (/max_record_size|record size/i.test(why)) return "a quote is opened and never closed";
  if (/quote not closed/i.test(why)) return "a quote is opened and never closed, or the file was cut off";
  return why;
}
