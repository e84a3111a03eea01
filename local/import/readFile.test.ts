import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { planByName } from "./columnsByName.ts";
import { readFile } from "./readFile.ts";
import { checkedWords } from "./words.ts";

const dir = mkdtempSync(path.join(tmpdir(), "vigie-import-test-"));
afterAll(() => rmSync(dir, { recursive: true }));

const HEADER = "trans_num,cc_num,merchant,category,amt,current_time";

interface Said {
  dates?: "day-first" | "month-first";
  decimals?: "comma" | "point";
  timezone?: string;
}

/** What `--check` would say, and what would be sent. */
async function check(lines: readonly string[], { dates, decimals, timezone = "UTC" }: Said = {}) {
  const file = path.join(dir, "payments.csv");
  writeFileSync(file, `${lines.join("\n")}\n`);
  const { told, ordered } = await readFile({
    ...{ file, encoding: null, currency: null, planFor: planByName },
    said: { dates: dates ?? null, decimals: decimals ?? null },
    door: { cardKey: "a key of the tests, thirty-two characters", nowMs: Date.UTC(2026, 5, 1), feedZone: timezone },
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  const sent: Record<string, unknown>[] = [];
  for await (const { body } of ordered.rows()) sent.push(JSON.parse(body));
  return { said: checkedWords(told), tally: told.tally, sent };
}

const row = (
  id: string,
  { card = "2703186189652095", amt = "12.34", at = "2026-03-04 10:00:00", merchant = "Bar" } = {},
) => `${id},"${card}","${merchant}",home,"${amt}","${at}"`;

test("rows come in the order of time, with what the door reads and nothing else", async () => {
  const { sent } = await check([
    `${HEADER},first,Currency_Code`,
    `${row("b", { at: "2026-03-05 10:00:00" })},Ann,USD`,
    `${row("a")},Joe,`,
  ]);
  expect(sent).toEqual([
    {
      ...{ trans_num: "a", cc_num: "2703186189652095", merchant: "Bar", category: "home", amt: "12.34" },
      current_time: Date.UTC(2026, 2, 4, 10),
    },
    {
      ...{
        trans_num: "b",
        cc_num: "2703186189652095",
        merchant: "Bar",
        category: "home",
        amt: "12.34",
        currency: "USD",
      },
      current_time: Date.UTC(2026, 2, 5, 10),
    },
  ]);
});

test("a time without an offset is of the clock that the person names", async () => {
  const { sent } = await check([HEADER, row("a")], { timezone: "Europe/Paris" });
  expect(sent[0]?.current_time).toBe(Date.UTC(2026, 2, 4, 9));
});

test("one row whose day is above twelve says how all times of its column are meant", async () => {
  const { sent, said } = await check([
    HEADER,
    row("a", { at: "03/04/2026 10:00" }),
    row("b", { at: "25/04/2026 10:00" }),
  ]);
  expect(sent.map(({ current_time }) => current_time)).toEqual([Date.UTC(2026, 3, 3, 10), Date.UTC(2026, 3, 25, 10)]);
  expect(said).toContain("2 × current_time had the day first, and were read so (lines 2, 3, “03/04/2026 10:00”)");
});

test("where no row shows it, every such time is refused until the person says it", async () => {
  const lines = [HEADER, row("a", { at: "03/04/2026 10:00" })];
  expect((await check(lines)).said).toMatch(
    /1 × current_time could be day\/month or month\/day.*\(line 2, “03\/04\/2026 10:00”\)/,
  );
  const { sent } = await check(lines, { dates: "month-first" });
  expect(sent[0]?.current_time).toBe(Date.UTC(2026, 2, 4, 10));
});

test("a decimal comma in one row says what 1.234 is in another", async () => {
  const { sent } = await check([HEADER, row("a", { amt: "1.234" }), row("b", { amt: "9,99" })]);
  expect(sent.map(({ amt }) => amt)).toEqual(["1234", "9.99"]);
});

test("what is lost is refused by reason, with the rows and without a card number; the others go", async () => {
  const { said, tally, sent } = await check([
    HEADER,
    row("a", { card: "4.11111E+15" }),
    row("b"),
    row("c", { card: "4.22222E+15" }),
    row("d", { amt: "#REF!" }),
    row("e", { merchant: "Joe, Ann" }).replaceAll('"', ""),
    row("2703186189652095"),
  ]);
  expect(said).toMatch(/2 × cc_num has lost digits of the card number.*\(lines 2, 4, “4\.11111E\+15”\)/);
  expect(said).toMatch(/1 × amt holds an error of a spreadsheet.*\(line 5, “#REF!”\)/);
  expect(said).toMatch(/1 × the row has more or fewer cells than the header.*\(line 6\)/);
  expect(said).toMatch(/1 × trans_num must not hold the card number \(line 7\)/);
  expect(said).not.toContain("2703186189652095");
  expect(tally).toMatchObject({ rows: 6, ready: 1 });
  expect(sent.map(({ trans_num }) => trans_num)).toEqual(["b"]);
});

test("what was mended is said by column, with the rows and an example", async () => {
  const { said } = await check([HEADER, row("a", { amt: "9,99" }), row("b", { merchant: "CafÃ©" })]);
  expect(said).toContain("1 × amt had a decimal comma or separators of thousands, and were read so (line 2, “9,99”)");
  expect(said).toMatch(/1 × merchant had letters that were encoded twice .* \(line 3, “CafÃ©”\)/);
});

test("a column of which a spreadsheet cut every long card number ends the import, though each number looks like one", async () => {
  const cards = ["4906628655840910", "4906628655841230", "4906628655842340", "2703186189650000"];
  const lines = cards.map((card, at) => row(`id${at}`, { card }));
  await expect(check([HEADER, ...lines])).rejects.toThrow(/were rounded before the file was written.*as text/);
});

test("a file with other columns names those that it has, and where to look", async () => {
  await expect(check(["Betrag;Karte", "1;2"])).rejects.toThrow(
    /it lacks the column trans_num, cc_num or card, merchant, amt or amount_minor, current_time. It has "Betrag", "Karte"; .*--map/,
  );
});
