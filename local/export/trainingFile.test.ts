// The file of payments:export, as model:train reads it: writer and reader must agree.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { ownFileAt, readOwnPayments } from "../../model/ownPayments.ts";
import type { TrainingPage } from "../../worker/wire/training.ts";
import { readOptions } from "./options.ts";
import { type FilePart, trainingFile } from "./trainingFile.ts";

type Row = TrainingPage["payments"][number];

const folder = mkdtempSync(path.join(tmpdir(), "vigie-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ABOUT = { currency: "EUR", zone: "Europe/Paris", columns: [{ name: "channel", kind: "text" as const }] };

let made = 0;
function row(changes: Partial<Row> = {}): Row {
  made += 1;
  const paidAt = new Date(Date.UTC(2026, 5, 1) + made * 60_000).toISOString();
  return {
    ...{ id: `p${made}`, paidAt, seenAt: paidAt, cardId: "card-a", merchant: "Plum & Pear", category: "books" },
    ...{ amount: "12.34", paid: null, gender: null, ageYears: null, cityPopulation: null, distanceKm: null },
    ...{ mcc: null, bin: null, country: null, extra: null, feed: "stream", source: "push", score: 0.25 },
    ...{ outcome: "approve", model: "0123456789ab", situation: "first", label: null, labelAt: null },
    ...{ verdict: null, verdictAt: null, fraudType: null },
    ...changes,
  };
}

async function written(...pages: Row[][]): Promise<string> {
  async function* parts(): AsyncGenerator<FilePart> {
    for (const rows of pages) yield { rows, about: ABOUT };
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of trainingFile(parts())) pieces.push(piece);
  const file = path.join(folder, `${made}.parquet`);
  writeFileSync(file, Buffer.concat(pieces));
  return file;
}

test("what Vigie knows of payments comes back in training: money, columns of one's own, and when the truth was said", async () => {
  const verdictAt = "2026-06-09T08:00:00.000Z";
  const file = await written(
    [
      row({ extra: { channel: "app", age_days: 3 }, verdict: "fraud", verdictAt, label: "legitimate" }),
      row({ amount: null, paid: { amount: "5000", currency: "JPY", rate: null }, label: "fraud" }),
    ],
    [
      row({
        cardId: "card-b",
        amount: "123456789012.34",
        gender: "F",
        ageYears: 44,
        label: "legitimate",
        labelAt: verdictAt,
      }),
    ],
  );
  expect(await ownFileAt(file)).toEqual(ABOUT);
  const { data } = await readOwnPayments([file]);
  expect([data.rows, data.frauds, [...data.card]]).toEqual([3, 2, [0, 0, 1]]);
  expect([...data.amountCents]).toEqual([1234, Number.NaN, 12_345_678_901_234]);
  expect([data.gender[2], data.ageYears[2], data.merchant[0], data.category[0]]).toEqual([
    "F",
    44,
    "Plum & Pear",
    "books",
  ]);
  const paris = 2 * 3_600_000;
  expect([...(data.own?.offsetMs ?? [])]).toEqual([paris, paris, paris]);
  const knownAt = [...(data.own?.knownAt ?? [])];
  // What came with a payment was known as it was paid; the reader gives wall times.
  expect(knownAt).toEqual([Date.parse(verdictAt), (data.paidAt[1] ?? 0) - paris, Date.parse(verdictAt)]);
  expect(data.own?.extra).toEqual([{ channel: "app", age_days: 3 }, null, null]);
});

test("many pages make groups of rows, each of them read, in order", async () => {
  const pages = Array.from({ length: 110 }, () => Array.from({ length: 500 }, () => row()));
  const { data } = await readOwnPayments([await written(...pages)]);
  expect(data.rows).toBe(55_000);
  expect(data.paidAt.every((at, i) => i === 0 || at > (data.paidAt[i - 1] ?? 0))).toBe(true);
});

test.each([
  [["--url", "nowhere", "--out", "a.parquet"], /--url nowhere is no address/],
  [[], /--out is missing/],
  [["--out", "a.csv"], /--out must end with \.parquet, not a\.csv/],
  [["--out", "a.parquet", "--from", "2026-02-30"], /--from must be a day such as 2026-04-01, not 2026-02-30/],
  [["--out", "a.parquet", "--from", "2026-04-02", "--to", "2026-04-02"], /--to 2026-04-02 must be a day after/],
])("options %j are refused in words", (given, words) => {
  expect(readOptions(given)).toMatchObject({ problem: expect.stringMatching(words) });
});
