// Rules, lists, snoozes and settings written over HTTP, on every store: by field, against the version that was seen, and audited.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type {
  CountedRuleView,
  EntryListView,
  ListEntryView,
  ListView,
  PolicyInFull,
} from "../../worker/wire/policy.ts";
import { feedRow } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { forgetAudit, sql } from "./sql.ts";
import { forgotten, ledgerEnds, push, request } from "./worker.ts";

beforeEach(async () => {
  await forgetAudit();
  for (const table of ["payments", "histories", "policies", "list_entries", "rule_hits"])
    await sql(`delete from ${table}`);
  await forgotten();
  await ledgerEnds();
});

afterEach(() => {
  vi.restoreAllMocks();
});

function laterBy(ms: number): void {
  const now = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => now() + ms);
}

const write = (method: string, path: string, body?: object, match = "*") =>
  request(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { "content-type": "application/json", "if-match": match },
  });

const read = async <Answer>(path: string): Promise<Answer> => (await request(path)).json();

const RULE = { name: "Dear", when: "amount > 50", then: "review", state: "active" };
const SOON = () => new Date(Date.now() + 3_600_000).toISOString();
const GONE = new Date(Date.now() - 1_000).toISOString();
const EURO = { currency: "EUR", rate: "1.0842", from: "2026-11-20" };
const YEN = { currency: "JPY", rate: "0.0064", from: "2026-11-20" };
const CARD_NUMBER = "4111 1111 1111 1111";

async function decidedOn(
  row: object,
): Promise<{ outcome: string; reasons: { code: string; text: string }[]; policy: number }> {
  return (await push(row)).json();
}

async function audit(): Promise<{ action: string; subject: string; by: string; before: unknown; after: unknown }[]> {
  const { entries } = await read<{
    entries: { action: string; subject: string; by: string; before: unknown; after: unknown }[];
  }>("/api/audit");
  return entries;
}

describe("rules", () => {
  test("a rule is written, decides the next payment with its name as the reason, and is counted", async () => {
    const added = await write("POST", "/api/rules", { ...RULE, note: "we look at those" }, '"0"');
    expect(added.status).toBe(201);
    expect(added.headers.get("etag")).toBe('"1"');
    const { rule, policy } = await added.json<{ rule: CountedRuleView; policy: number }>();
    expect(policy).toBe(1);
    expect(rule).toMatchObject({ ...RULE, note: "we look at those", until: null });

    const decided = await decidedOn(feedRow({ amt: 60.16, current_time: Date.now() }));
    expect(decided).toMatchObject({ outcome: "review", policy: 1, reasons: [{ code: "rule" }] });
    expect(decided.reasons[0]?.text).toContain("“Dear”");
    const { rules } = await read<{ rules: CountedRuleView[] }>("/api/rules");
    const counted = { payments: 1, amount: "60.16" };
    const none = { payments: 0, amount: "0.00" };
    expect(rules).toMatchObject([
      {
        ...{ id: rule.id, hits: { day: counted, week: counted }, shadow: { day: none, week: none } },
        ...{ missing: 0, failed: 0, problem: null },
      },
    ]);
  });

  test("in shadow it is counted and changes nothing; gone, it is gone; and the audit has all of it", async () => {
    const { rule } = await (await write("POST", "/api/rules", RULE)).json<{ rule: CountedRuleView }>();
    const shadowed = await write("PUT", `/api/rules/${rule.id}`, { ...RULE, state: "shadow" }, '"1"');
    expect(await shadowed.json()).toMatchObject({ rule: { id: rule.id, state: "shadow" }, policy: 2 });
    expect(await decidedOn(feedRow({ amt: 60, current_time: Date.now() }))).toMatchObject({ outcome: "approve" });
    const { rules } = await read<{ rules: CountedRuleView[] }>("/api/rules");
    expect(rules[0]?.shadow.day.payments).toBe(1);
    expect(rules[0]?.hits.day.payments).toBe(0);
    expect(await (await write("DELETE", `/api/rules/${rule.id}`, undefined, '"2"')).json()).toEqual({ policy: 3 });
    expect(await read("/api/rules")).toEqual({ policy: 3, rules: [] });
    await expectClear(await write("DELETE", `/api/rules/${rule.id}`), 404);
    await expectClear(await write("PUT", `/api/rules/${rule.id}`, RULE), 404);
    expect((await audit()).map(({ action, subject }) => [action, subject])).toEqual([
      ["rule_removed", rule.id],
      ["rule_changed", rule.id],
      ["rule_added", rule.id],
    ]);
  });

  test("a condition that cannot be read is refused with the place of the mistake, and nothing is written", async () => {
    const { from, to } = await (
      await write("POST", "/api/rules", { ...RULE, when: "amount > 50 && amont < 90" })
    ).json<{ from: number; to: number }>();
    expect([from, to]).toEqual([15, 20]);
    const refused = await write("POST", "/api/rules", { ...RULE, when: `card == "${CARD_NUMBER}"` });
    const text = await refused.text();
    expect(refused.status).toBe(400);
    expect(text).not.toContain("1111");
    expect(await sql("select * from policies")).toEqual([]);
  });

  test.each([
    ["name", { ...RULE, name: " \u200b" }],
    ["name", { ...RULE, name: "x".repeat(81) }],
    ["name", { ...RULE, name: `of ${CARD_NUMBER}` }],
    ["when", { ...RULE, when: "amount" }],
    ["then", { ...RULE, then: "block" }],
    ["state", { ...RULE, state: "on" }],
    ["until", { ...RULE, until: GONE }],
    ["until", { ...RULE, until: "tomorrow" }],
    ["note", { ...RULE, note: 7 }],
    ["untli", { ...RULE, untli: null }],
  ])("what is wrong is named: %s", async (field, body) => {
    const answer = await write("POST", "/api/rules", body);
    const text = await answer.clone().text();
    await expectClear(answer, 400);
    expect(JSON.parse(text).field).toBe(field);
    expect(text).not.toContain("1111");
  });

  test("two rules have two names, whoever writes them and however", async () => {
    await write("POST", "/api/rules", RULE);
    const { field } = await (await write("POST", "/api/rules", { ...RULE, name: "dear" })).json<{ field: string }>();
    expect(field).toBe("name");
  });

  test("a rule that has ended can be switched off as it is", async () => {
    const until = SOON();
    const { rule } = await (await write("POST", "/api/rules", { ...RULE, until })).json<{ rule: CountedRuleView }>();
    laterBy(3_700_000);
    expect((await write("PUT", `/api/rules/${rule.id}`, { ...RULE, until, state: "off" })).status).toBe(200);
  });
});

describe("lists", () => {
  test("a blocked card's next payment is declined, and an allowed one's is approved", async () => {
    const row = feedRow({ current_time: Date.now() });
    await push(row);
    const [stored] = await sql("select card_id from payments");
    const value = String(stored?.card_id);
    const added = await write("POST", "/api/lists/block", { kind: "card", value, note: "reported stolen" });
    expect(added.status).toBe(201);
    const { entry } = await added.json<{ entry: ListEntryView }>();
    expect(entry).toMatchObject({ kind: "card", value, note: "reported stolen", via: "api", until: null });
    const again = { ...row, trans_num: "next", current_time: Date.now() };
    expect(await decidedOn(again)).toMatchObject({ outcome: "decline", reasons: [{ code: "block_list" }] });

    expect((await write("POST", "/api/lists/block", { kind: "card", value })).status).toBe(200);
    expect(await (await write("DELETE", `/api/lists/block/${entry.id}`)).json()).toEqual({ policy: 2 });
    await expectClear(await write("DELETE", `/api/lists/block/${entry.id}`), 404);
    await write("POST", "/api/lists/allow", { kind: "merchant", value: String(row.merchant), until: SOON() });
    const allowed = { ...row, trans_num: "another", current_time: Date.now() };
    expect(await decidedOn(allowed)).toMatchObject({
      outcome: "approve",
      reasons: [{ code: "allow_list" }],
      policy: 3,
    });
  });

  test("a list of one's own is made, asked for by a rule, and not removed while it is", async () => {
    const made = await write("POST", "/api/lists", { name: "dear_shops", kind: "merchant", note: "by hand" });
    expect(await made.json()).toEqual({
      list: { name: "dear_shops", kind: "merchant", note: "by hand", entries: 0, isBuiltIn: false },
      policy: 1,
    });
    await write("POST", "/api/lists/dear_shops", { kind: "merchant", value: "fraud_Plum & Pear " });
    const rule = { ...RULE, name: "Dear shops", when: "merchant in lists.dear_shops" };
    expect((await write("POST", "/api/rules", rule)).status).toBe(201);
    const seen = await decidedOn(feedRow({ merchant: "fraud_Plum & Pear", current_time: Date.now() }));
    expect(seen).toMatchObject({ outcome: "review", reasons: [{ code: "rule" }] });
    const { error } = await expectClear(await write("DELETE", "/api/lists/dear_shops"), 409);
    expect(error).toContain("“Dear shops”");
    const { lists } = await read<{ lists: ListView[] }>("/api/lists");
    expect(lists.map(({ name, kind, entries, isBuiltIn }) => [name, kind, entries, isBuiltIn])).toEqual([
      ["block", null, 0, true],
      ["allow", null, 0, true],
      ["snooze", null, 0, true],
      ["dear_shops", "merchant", 1, false],
    ]);
    await expectClear(await write("DELETE", "/api/lists/block"), 409);
    await expectClear(await write("DELETE", "/api/lists/none"), 404);
    await expectClear(await request("/api/lists/none"), 404);
    const long = await expectClear(await request(`/api/lists/${"x".repeat(65)}`), 400);
    expect(long.error).toBe("list must be at most 64 characters");
    await expectClear(await write("POST", "/api/lists/none", { kind: "source", value: "poll" }), 404);
  });

  test("entries come by the page, the newest first", async () => {
    for (const value of ["one", "two", "three"]) await write("POST", "/api/lists/block", { kind: "merchant", value });
    const first = await read<EntryListView>("/api/lists/block?limit=2");
    expect(first.entries.map(({ value }) => value)).toEqual(["three", "two"]);
    const second = await read<EntryListView>(`/api/lists/block?limit=2&cursor=${first.next}`);
    expect(second).toMatchObject({ policy: 3, entries: [{ value: "one" }], next: null });
  });

  test.each([
    ["value", { kind: "card", value: CARD_NUMBER }],
    ["value", { kind: "card", value: "4111111111111111" }],
    ["value", { kind: "card", value: "1234" }],
    ["value", { kind: "merchant", value: `shop ${CARD_NUMBER}` }],
    ["value", { kind: "merchant", value: " " }],
    ["value", { kind: "category", value: "x".repeat(65) }],
    ["value", { kind: "source", value: "the shop" }],
    ["kind", { kind: "colour", value: "FR" }],
    ["until", { kind: "source", value: "poll", until: GONE }],
  ])("what is wrong is named, and a card's number never repeated: %s", async (field, body) => {
    const answer = await write("POST", "/api/lists/block", body);
    const text = await answer.clone().text();
    await expectClear(answer, 400);
    expect(JSON.parse(text).field).toBe(field);
    expect(text).not.toContain("1111");
    expect(await sql("select * from list_entries")).toEqual([]);
  });

  test.each(["in", "true", "block", "Vip", "x".repeat(41)])("no list is called %s", async (name) => {
    const { field } = await (await write("POST", "/api/lists", { name, kind: "card" })).json<{ field: string }>();
    expect(field).toBe("name");
  });

  test("a card's number in a note is masked", async () => {
    const body = { kind: "merchant", value: "Plum & Pear", note: `seen with ${CARD_NUMBER}` };
    const { entry } = await (await write("POST", "/api/lists/block", body)).json<{ entry: ListEntryView }>();
    expect(entry.note).toBe("seen with •••• 1111");
    expect(JSON.stringify(await audit())).not.toContain("4111");
  });
});

describe("lists as CSV", () => {
  const take = (list: string, text: string, match = "*") =>
    request(`/api/lists/${list}/csv`, {
      method: "POST",
      body: text,
      headers: { "content-type": "text/csv", "if-match": match },
    });
  const CARD = "-abcdefghij0123456789_";

  test("what goes out comes in again as it was, with all that a spreadsheet would change or run", async () => {
    const until = SOON();
    await write("POST", "/api/lists/block", {
      kind: "merchant",
      value: '=HYPERLINK("http://x"), "Plum"',
      note: "+1, twice",
    });
    await write("POST", "/api/lists/block", { kind: "card", value: CARD, until });
    await write("POST", "/api/lists/block", { kind: "merchant", value: "7-11" });
    const soonOver = new Date(Date.now() + 600_000).toISOString();
    await write("POST", "/api/lists/block", { kind: "merchant", value: "Ended", until: soonOver });
    laterBy(900_000);
    for (const reader of ["programs", "spreadsheet"]) {
      const answer = await request(`/api/lists/block/csv?for=${reader}`);
      expect(answer.headers.get("content-disposition")).toBe('attachment; filename="block.csv"');
      const text = await answer.text();
      expect(text.trimStart().split("\r\n")[0]).toMatch(/^\uFEFF?kind,value,note,until$/);
      expect(text).toContain(`"'=HYPERLINK(""http://x""), ""Plum"""`);
      expect(text).toContain(`card,'${CARD},,${until}`);
      expect(await (await take("block", text)).json()).toEqual({ added: 0, same: 3, policy: 4 });
    }
  });

  test("many values are one version with one entry of the audit, and decide at once", async () => {
    const rows = Array.from({ length: 1_500 }, (_, at) => `merchant,"Shop, ${at}",no ${at},`);
    const text = ["kind,value,note,until", ...rows, "source,push,,", 'merchant,"Shop, 7",no 7,', ""].join("\n");
    expect(await (await take("block", text, '"0"')).json()).toEqual({ added: 1_501, same: 1, policy: 1 });
    expect(await decidedOn(feedRow({ current_time: Date.now() }))).toMatchObject({ outcome: "decline", policy: 1 });
    const [entry, ...others] = await audit();
    expect([entry?.action, entry?.subject, others]).toEqual(["entries_added", "block", []]);
    expect(entry?.after).toMatchObject({ entries: 1_501 });
  });

  test("a spreadsheet's semicolons are read, and columns in any order", async () => {
    const text = "\uFEFFValue;Kind\r\nPlum;merchant\r\n";
    expect(await (await take("allow", text)).json()).toEqual({ added: 1, same: 0, policy: 1 });
  });

  test.each([
    ["merchant,Plum,,", 1, "kind"],
    ["", 1, "kind"],
    ["kind,value,why\nmerchant,Plum,x", 1, "why"],
    ["kind,kind,value\nmerchant,merchant,Plum", 1, "kind"],
    ["kind,value\nmerchant,Plum\n\ncolour,red", 4, "kind"],
    ["kind,value\nmerchant,Plum\ncard,4111111111111111", 3, "value"],
    ["kind,value,until\nmerchant,Plum,tomorrow", 2, "until"],
    [`kind,value,until\nmerchant,Plum,${GONE}`, 2, "until"],
    ["kind,value\nmerchant,Plum,more", 2, undefined],
    ['kind,value\nmerchant,Plum\nmerchant,"Pear', 3, undefined],
  ])("the line of a mistake is named, and nothing is taken: %j", async (text, line, field) => {
    const answer = await take("block", text);
    const said = await answer.clone().text();
    await expectClear(answer, 400);
    const problem: { line?: number; field?: string } = JSON.parse(said);
    expect([problem.line, problem.field]).toEqual([line, field]);
    expect(said).not.toContain("1111");
    expect(await sql("select * from list_entries")).toEqual([]);
  });

  test("a snooze needs its end, a list of one kind takes that kind, and there must be a list", async () => {
    expect(await (await take("snooze", "kind,value\nmerchant,Plum")).json()).toMatchObject({ line: 2, field: "until" });
    await write("POST", "/api/lists", { name: "vip", kind: "card" });
    expect(await (await take("vip", "kind,value\nmerchant,Plum")).json()).toMatchObject({ line: 2, field: "kind" });
    await expectClear(await take("none", "kind,value"), 404);
    await expectClear(await request("/api/lists/none/csv"), 404);
    await expectClear(await take("block", "x".repeat(4 * 1024 * 1024 + 1)), 413);
  });
});

describe("snoozes", () => {
  test("a snooze has an end, is an entry of its list, and can be ended before", async () => {
    const { error } = await expectClear(await write("POST", "/api/snoozes", { kind: "merchant", value: "Plum" }), 400);
    expect(error).toContain("until");
    await expectClear(await write("POST", "/api/snoozes", { kind: "source", value: "poll", until: SOON() }), 400);
    await expectClear(await write("POST", "/api/lists/snooze", { kind: "merchant", value: "Plum" }), 400);
    const body = { kind: "merchant", value: "Plum", until: SOON(), note: "we know" };
    const { entry } = await (await write("POST", "/api/snoozes", body)).json<{ entry: ListEntryView }>();
    const untold = { day: 0, week: 0 };
    expect(await read("/api/snoozes")).toEqual({ policy: 1, entries: [entry], next: null, untold });
    expect(await read("/api/lists/snooze")).toEqual({ policy: 1, entries: [entry], next: null });
    expect((await write("DELETE", `/api/snoozes/${entry.id}`)).status).toBe(200);
    expect(await read("/api/snoozes")).toEqual({ policy: 2, entries: [], next: null, untold });
  });

  test("an entry of another list is no snooze", async () => {
    const body = { kind: "merchant", value: "Plum" };
    const { entry } = await (await write("POST", "/api/lists/block", body)).json<{ entry: ListEntryView }>();
    await expectClear(await write("DELETE", `/api/snoozes/${entry.id}`), 404);
  });
});

describe("the whole policy", () => {
  test("lines, settings and contact are set, decide at once, and are read back", async () => {
    const thresholds = { first: { review: 0, decline: null }, stream: { review: 0, decline: 0.99 } };
    expect(await (await write("PUT", "/api/policy", { thresholds, note: "for a test" }, '"0"')).json()).toEqual({
      policy: 1,
    });
    expect(await decidedOn(feedRow({ current_time: Date.now() }))).toMatchObject({ outcome: "review", policy: 1 });
    await write("PUT", "/api/policy", { blockOnFraud: true, contact: "disputes@shop.test" }, '"1"');
    await write("POST", "/api/lists/block", { kind: "source", value: "push" });
    const answer = await request("/api/policy");
    expect(answer.headers.get("etag")).toBe('"3"');
    expect(await answer.json<PolicyInFull>()).toMatchObject({
      ...{ version: 3, thresholds, blockOnFraud: true, contact: "disputes@shop.test", rules: [] },
      currency: "USD",
      lists: [{ name: "block", entries: 1 }, { name: "allow" }, { name: "snooze" }],
    });
    expect((await audit()).map(({ action }) => action)).toEqual(["entries_added", "settings", "thresholds"]);
  });

  test("rates are set as a whole, read back by currency with the newest first, and audited", async () => {
    const rates = [EURO, { currency: "EUR", rate: "1.1", from: "2026-11-21T12:00:00+01:00", source: "the bank" }, YEN];
    expect(await (await write("PUT", "/api/policy", { rates, note: "monthly" }, '"0"')).json()).toEqual({ policy: 1 });
    expect((await read<PolicyInFull>("/api/policy")).rates).toEqual([
      { currency: "EUR", rate: "1.1", from: "2026-11-21T11:00:00.000Z", source: "the bank" },
      { currency: "EUR", rate: "1.0842", from: "2026-11-20T00:00:00.000Z", source: null },
      { currency: "JPY", rate: "0.0064", from: "2026-11-20T00:00:00.000Z", source: null },
    ]);
    // The same in another order is no change.
    expect(await (await write("PUT", "/api/policy", { rates: rates.toReversed() })).json()).toEqual({ policy: 1 });
    expect(await audit()).toMatchObject([{ action: "rates", subject: "rates", before: [] }]);
    expect(await (await write("PUT", "/api/policy", { rates: [] }, '"1"')).json()).toEqual({ policy: 2 });
    expect((await read<PolicyInFull>("/api/policy")).rates).toEqual([]);
  });

  test("categories are mapped as a whole, count for what is decided afterwards, and are read back with what nobody has mapped", async () => {
    const toys = () => feedRow({ category: "Electronics & Toys", current_time: Date.now() });
    expect(await decidedOn(toys())).toMatchObject({
      unfamiliar: expect.arrayContaining([{ what: "category", why: expect.stringContaining("Electronics & Toys") }]),
      notes: [{ field: "category" }],
    });
    await expect
      .poll(() => read<{ unread: unknown }>("/api/categories"))
      .toMatchObject({
        known: expect.arrayContaining(["shopping_pos", "grocery_net"]),
        mapping: {},
        codes: expect.arrayContaining([
          { from: "5411", to: "5499", category: "grocery_pos", what: expect.any(String) },
        ]),
        unread: [{ category: "Electronics & Toys", payments: 1 }],
      });
    const categories = { "electronics & TOYS": "Shopping Pos", "5732": "shopping_pos" };
    expect(await (await write("PUT", "/api/policy", { categories }, '"0"')).json()).toEqual({ policy: 1 });
    const mapped = { "5732": "shopping_pos", "electronics & TOYS": "shopping_pos" };
    expect((await read<PolicyInFull>("/api/policy")).categories).toEqual(mapped);
    expect(await read("/api/categories")).toMatchObject({ mapping: mapped, unread: [] });
    const row = toys();
    const decided = await decidedOn(row);
    expect(decided).toMatchObject({ policy: 1, knownAs: "shopping_pos" });
    expect(decided).not.toHaveProperty("notes");
    expect(JSON.stringify(decided)).not.toContain('"what":"category"');
    expect(await decidedOn(row)).toMatchObject({ status: "repeated", knownAs: "shopping_pos" });
    expect(await audit()).toMatchObject([{ action: "categories", subject: "categories", before: {}, after: mapped }]);
  });

  test.each([
    [{ travel: "home" }, "categories must not map “travel”: the model knows it"],
    [{ Toys: "toys" }, /^categories must map “Toys” to one of entertainment, /],
    [{ Toys: "home", TOYS: "home" }, "categories must map “TOYS” once: “Toys” is the same in other letters"],
    [{ "": "home" }, "categories must be names of 1 to 64 characters, and the one in place 1 is empty"],
    [{ "4111111111111111": "home" }, /looks like a card's number$/],
    [[], /^categories must be an object such as /],
  ])("categories that cannot be are refused: %j", async (categories, problem) => {
    const refused = await write("PUT", "/api/policy", { categories });
    expect(refused.status).toBe(400);
    const { field, error } = await refused.json<{ field: string; error: string }>();
    expect(field).toBe("categories");
    expect(error).toMatch(typeof problem === "string" ? new RegExp(`^${problem}$`) : problem);
    expect(error).not.toContain("4111111111111111");
  });

  test("a column of one's own is left out and said until it is declared; then it is kept, shown and of its kind alone", async () => {
    const row = (extra: object) => ({ ...feedRow({ current_time: Date.now() }), extra });
    const undeclared = await decidedOn(row({ channel: "app", device_age_days: 3 }));
    expect(undeclared).toMatchObject({
      notes: [
        { field: "extra.channel", note: expect.stringContaining("is no column that is declared here") },
        { field: "extra.device_age_days" },
      ],
    });
    const columns = [
      { name: "device_age_days", kind: "number" },
      { name: "channel", kind: "text" },
    ];
    expect(await (await write("PUT", "/api/policy", { columns }, '"0"')).json()).toEqual({ policy: 1 });
    const held = columns.toReversed();
    expect((await read<PolicyInFull>("/api/policy")).columns).toEqual(held);
    // The same in another order is no change.
    expect(await (await write("PUT", "/api/policy", { columns: held })).json()).toEqual({ policy: 1 });
    expect(await audit()).toMatchObject([{ action: "columns", subject: "columns", before: [], after: held }]);

    const good = row({ channel: "app", device_age_days: "3.5" });
    const decided = await decidedOn(good);
    expect(decided).toMatchObject({ status: "stored", policy: 1 });
    expect(decided).not.toHaveProperty("notes");
    const shown = () => read<{ payment: { extra: unknown }; recorded: boolean }>(`/api/payments/${good.trans_num}`);
    const extra = { channel: "app", device_age_days: 3.5 };
    expect(await shown()).toMatchObject({ payment: { extra } });
    await expect.poll(shown).toMatchObject({ payment: { extra }, recorded: true });

    const wrong = row({ channel: 7, device_age_days: "old", chanel: "app" });
    const notes = [
      { field: "extra.channel", note: expect.stringContaining("is declared as text") },
      { field: "extra.device_age_days", note: expect.stringContaining("is declared as a number") },
      { field: "extra.chanel", note: expect.stringContaining("is no column that is declared here") },
    ];
    expect(await decidedOn(wrong)).toMatchObject({ status: "stored", notes });
    expect(await decidedOn(wrong)).toMatchObject({ status: "repeated", notes });
    await expect
      .poll(() => read<{ notUnderstood: unknown[] }>("/api/health"))
      .toMatchObject({
        notUnderstood: expect.arrayContaining([
          { field: "extra", value: "chanel", payments: 1, lastSeenAt: expect.any(String) },
          { field: "extra", value: "channel", payments: 2, lastSeenAt: expect.any(String) },
        ]),
      });
    expect(await read(`/api/payments/${wrong.trans_num}`)).toMatchObject({ payment: { extra: null } });
  });

  test("rules decide by columns that are declared, are previewed on stored payments, and keep the column", async () => {
    const row = (extra: object) => ({ ...feedRow({ current_time: Date.now() }), extra });
    const rule = { ...RULE, when: 'extra.channel == "app" && extra.device_age_days < 3' };
    const refused = await write("POST", "/api/rules", rule);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      ...{ field: "when", from: 0, to: 13 },
      error: "there is no column called channel; declare it on the page Sources first",
    });
    const columns = [
      { name: "channel", kind: "text" },
      { name: "device_age_days", kind: "number" },
    ];
    expect((await write("PUT", "/api/policy", { columns })).status).toBe(200);
    expect((await write("POST", "/api/rules", rule)).status).toBe(201);
    expect(await decidedOn(row({ channel: "app", device_age_days: 2 }))).toMatchObject({
      ...{ outcome: "review", reasons: [{ text: expect.stringContaining("Dear") }] },
    });
    for (const extra of [{ channel: "app", device_age_days: 3 }, { channel: "app" }, { device_age_days: 1 }]) {
      expect((await decidedOn(row(extra))).reasons.map(({ text }) => text).join()).not.toContain("Dear");
    }
    const previewed = () => write("POST", "/api/rules/preview", { when: rule.when, then: "decline", days: 7 });
    await expect
      .poll(async () => (await previewed()).json())
      .toMatchObject({ looked: { payments: 4 }, met: { payments: 1 }, missing: 2 });
    const { payments } = await read<{ payments: { extra: unknown }[] }>("/api/rules/sample?limit=10");
    expect(payments.map(({ extra }) => extra)).toContainEqual({ channel: "app", device_age_days: 2 });

    const lost = await write("PUT", "/api/policy", { columns: columns.slice(0, 1) });
    expect(lost.status).toBe(400);
    expect(await lost.json()).toMatchObject({
      error: expect.stringMatching(/must keep device_age_days as number: the rule “Dear”/),
    });
  });

  test.each([
    [{}, /^columns must be a list such as /],
    [[{ name: "Channel", kind: "text" }], /^columns must have a name for each .* the one in place 1 is none$/],
    [[{ name: "c4111111111111111", kind: "text" }], /no card's number; the one in place 1 is none$/],
    [[{ name: "channel", kind: "word" }], /must be number or text/],
    [
      [
        { name: "channel", kind: "text" },
        { name: "channel", kind: "number" },
      ],
      /^columns must have “channel” once$/,
    ],
    [Array.from({ length: 33 }, (_, at) => ({ name: `c${at}`, kind: "text" })), /must be at most 32/],
  ])("columns that cannot be are refused: %j", async (columns, problem) => {
    const refused = await write("PUT", "/api/policy", { columns });
    expect(refused.status).toBe(400);
    const { field, error } = await refused.json<{ field: string; error: string }>();
    expect(field).toMatch(/^columns/);
    expect(error).toMatch(problem);
    expect(error).not.toContain("4111111111111111");
  });

  test("two thousand rates are taken, and no more", async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, day) => ({ ...EURO, from: new Date(day * 86_400_000).toISOString() }));
    expect((await write("PUT", "/api/policy", { rates: many(2_000) })).status).toBe(200);
    const refused = await write("PUT", "/api/policy", { rates: many(2_001) });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ field: "rates" });
  });

  test("what another has changed meanwhile is not written over", async () => {
    await write("PUT", "/api/policy", { blockOnFraud: true }, '"0"');
    for (const [method, path, body] of [
      ["PUT", "/api/policy", { blockOnFraud: false }],
      ["POST", "/api/rules", RULE],
      ["POST", "/api/lists", { name: "vip", kind: "card" }],
      ["POST", "/api/lists/block", { kind: "source", value: "push" }],
      ["DELETE", "/api/lists/block/x", undefined],
      ["POST", "/api/snoozes", { kind: "merchant", value: "Plum", until: SOON() }],
    ] as const) {
      const moved = await write(method, path, body, '"0"');
      expect(moved.status, path).toBe(412);
      expect(moved.headers.get("etag")).toBe('"1"');
      expect(await moved.json()).toMatchObject({ error: expect.any(String), policy: { version: 1 } });
    }
    expect((await request("/api/rules", { method: "POST", body: JSON.stringify(RULE) })).status).toBe(428);
  });

  test.each([
    ["thresholds.stream", { thresholds: { stream: { review: 0.9, decline: 0.1 } } }],
    ["thresholds.stream.review", { thresholds: { stream: { review: 2, decline: null } } }],
    ["thresholds.other", { thresholds: { other: { review: 0, decline: 1 } } }],
    ["thresholds", { thresholds: {}, blockOnFraud: true }],
    ["blockOnFraud", { blockOnFraud: "yes" }],
    ["contact", { contact: "" }],
    ["rules", { rules: [] }],
    ["rates.0.rate", { rates: [{ currency: "EUR", rate: 1.1, from: "2026-11-20" }] }],
    ["rates.0.rate", { rates: [{ currency: "EUR", rate: "1,1", from: "2026-11-20" }] }],
    ["rates.0.rate", { rates: [{ currency: "EUR", rate: "0.00", from: "2026-11-20" }] }],
    ["rates.1.currency", { rates: [EURO, { ...EURO, currency: "XYZ" }] }],
    ["rates.1.currency", { rates: [EURO, { ...EURO, currency: "USD" }] }],
    ["rates.0.from", { rates: [{ ...EURO, from: "2026-02-30" }] }],
    ["rates.1.from", { rates: [EURO, EURO] }],
    ["rates", { rates: [EURO], blockOnFraud: true }],
    ["thresholds", { thresholds: {}, rates: [EURO] }],
    [undefined, {}],
  ])("what is wrong is named: %s", async (field, body) => {
    const answer = await write("PUT", "/api/policy", body);
    expect(answer.status).toBe(400);
    expect((await answer.json<{ field?: string }>()).field).toBe(field);
  });

  test("lines that cross those that others set are refused by the deciders, and nothing is written", async () => {
    const { error } = await expectClear(
      await write("PUT", "/api/policy", { thresholds: { stream: { review: 1, decline: null } } }),
      409,
    );
    expect(error).toContain("by the model");
    expect(await sql("select * from policies")).toEqual([]);
  });
});
