import { expect, test } from "vitest";
import { type EditAnswer, edited, type PolicyEdit } from "./edit.ts";
import { type ListEntry, MOST_ENTRIES } from "./lists.ts";
import { FIRST_POLICY, type Policy } from "./policy.ts";
import { MOST_RULES, type Rule } from "./rule.ts";

const RULE: Rule = {
  id: "1",
  name: "Night",
  when: "hour < 5",
  then: "review",
  state: "active",
  note: null,
  until: null,
};
const VIP = { name: "vip", kind: "card" as const, note: null };

function entry(list: string, value: string, changes: Partial<ListEntry> = {}): ListEntry {
  const said = { note: null, by: "ann", via: "board", at: 1, until: null };
  return { id: `${list} ${value} ${changes.at ?? 1}`, list, kind: "card", value, ...said, ...changes };
}

const policy = (changes: Partial<Policy>): Policy => ({ ...FIRST_POLICY, ...changes });

function made(before: Policy, edit: PolicyEdit): Extract<EditAnswer, { ok: true }> {
  const answer = edited(before, edit);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

test("a rule is added, changed and removed, and the audit has it before and after", () => {
  const added = made(FIRST_POLICY, { kind: "rule_added", rule: RULE });
  expect(added).toMatchObject({ subject: "1", before: null, after: RULE, value: { rules: [RULE] } });
  const held = policy({ rules: [RULE] });
  const off = { ...RULE, state: "off" as const };
  expect(made(held, { kind: "rule_changed", rule: off })).toMatchObject({ before: RULE, after: off });
  expect(made(held, { kind: "rule_removed", id: "1" })).toMatchObject({
    value: { rules: [] },
    before: RULE,
    after: null,
  });
});

test("what is so already is the same, and what is not there is unknown", () => {
  const held = policy({ rules: [RULE], lists: [VIP], entries: [entry("block", "c1")] });
  expect(edited(held, { kind: "rule_changed", rule: { ...RULE } })).toEqual({ ok: false, status: "same" });
  expect(edited(held, { kind: "models", models: { champion: null } })).toEqual({ ok: false, status: "same" });
  expect(edited(held, { kind: "settings", settings: { blockOnFraud: false } })).toEqual({ ok: false, status: "same" });
  expect(edited(held, { kind: "entries_added", entries: [entry("block", "c1", { at: 2 })] })).toMatchObject({
    status: "same",
  });
  const unknown: PolicyEdit[] = [
    { kind: "rule_changed", rule: { ...RULE, id: "2", name: "Other" } },
    { kind: "rule_removed", id: "2" },
    { kind: "list_removed", name: "nobody" },
    { kind: "entries_added", entries: [entry("nobody", "c1")] },
    { kind: "entries_removed", list: "block", ids: ["none"] },
  ];
  for (const edit of unknown) expect(edited(held, edit)).toEqual({ ok: false, status: "unknown" });
});

test("two rules never share a name, whatever its case, and a list is never called like another", () => {
  const held = policy({ rules: [RULE], lists: [VIP] });
  expect(edited(held, { kind: "rule_added", rule: { ...RULE, id: "2", name: "night" } })).toMatchObject({
    field: "name",
  });
  for (const name of ["vip", "block", "allow", "snooze"]) {
    expect(edited(held, { kind: "list_added", list: { ...VIP, name } })).toMatchObject({ field: "name" });
  }
});

test("a list that a rule asks for stays; one whose name only looks like it goes, and its entries with it", () => {
  const asking = { ...RULE, when: "card in lists . vip" };
  const held = policy({
    rules: [asking],
    lists: [VIP, { ...VIP, name: "vi" }],
    entries: [entry("vi", "c1"), entry("vip", "c1")],
  });
  expect(edited(held, { kind: "list_removed", name: "vip" })).toMatchObject({
    status: "refused",
    problem: expect.stringContaining("Night"),
  });
  const gone = made(held, { kind: "list_removed", name: "vi" });
  expect(gone.removedEntries.map(({ list }) => list)).toEqual(["vi"]);
});

test("an entry takes the place of one with the same value, and of another kind or list it does not", () => {
  const held = policy({ lists: [VIP], entries: [entry("block", "c1"), entry("allow", "c1")] });
  const longer = entry("block", "c1", { at: 2, until: 99 });
  expect(made(held, { kind: "entries_added", entries: [longer] })).toMatchObject({
    addedEntries: [longer],
    removedEntries: [held.entries[0]],
    subject: "c1",
  });
  const merchant = entry("block", "c1", { kind: "merchant" });
  expect(made(held, { kind: "entries_added", entries: [merchant] }).removedEntries).toEqual([]);
  expect(edited(held, { kind: "entries_added", entries: [entry("vip", "m", { kind: "merchant" })] })).toMatchObject({
    field: "kind",
  });
  expect(edited(held, { kind: "entries_added", entries: [entry("snooze", "m", { kind: "category" })] })).toMatchObject({
    field: "kind",
  });
});

test("a value that is given twice is there once, and the later word counts", () => {
  const { addedEntries } = made(FIRST_POLICY, {
    kind: "entries_added",
    entries: [entry("block", "c1"), entry("block", "c2"), entry("block", "c1", { at: 2, note: "again" })],
  });
  expect(addedEntries.map(({ value, note }) => [value, note])).toEqual([
    ["c1", "again"],
    ["c2", null],
  ]);
});

test("rules and entries end at their most, and what only exchanges entries still goes", () => {
  const rules = Array.from({ length: MOST_RULES }, (_, at) => ({ ...RULE, id: `${at}`, name: `${at}` }));
  expect(edited(policy({ rules }), { kind: "rule_added", rule: RULE })).toMatchObject({ status: "refused" });
  const entries = Array.from({ length: MOST_ENTRIES }, (_, at) => entry("block", `c${at}`));
  const full = policy({ entries });
  expect(edited(full, { kind: "entries_added", entries: [entry("block", "one more")] })).toMatchObject({
    status: "refused",
  });
  expect(edited(full, { kind: "entries_added", entries: [entry("block", "c7", { at: 2, until: 5 })] })).toMatchObject({
    ok: true,
  });
});

test("what has ended makes room when the lists are full, and the audit has what was asked for alone", () => {
  const entries = Array.from({ length: MOST_ENTRIES }, (_, at) =>
    entry("snooze", `c${at}`, { until: at < 3 ? 5 : 50 }),
  );
  const full = policy({ entries });
  const blocked = entry("block", "c1", { at: 10 });
  const { addedEntries, removedEntries, before } = made(full, { kind: "entries_added", entries: [blocked] });
  expect([addedEntries, removedEntries, before]).toEqual([[blocked], entries.slice(0, 3), null]);
  const many = Array.from({ length: 4 }, (_, at) => entry("block", `b${at}`, { at: 10 }));
  expect(edited(full, { kind: "entries_added", entries: many })).toMatchObject({
    ...{ status: "refused", problem: "the lists would have 20,001 entries in all, and 20,000 are the most" },
  });
  expect(made(policy({ entries: entries.slice(4) }), { kind: "entries_added", entries: [blocked] })).toMatchObject({
    removedEntries: [],
  });
});

test("many entries of one change are counted in the audit, and the first of them named", () => {
  const entries = Array.from({ length: 30 }, (_, at) => entry("block", `c${at}`));
  const { subject, after } = made(FIRST_POLICY, { kind: "entries_added", entries });
  expect(subject).toBe("block");
  expect(after).toMatchObject({ entries: 30 });
  expect((after as { first: unknown[] }).first).toHaveLength(20);
});

test("a column that a rule asks for stays as it is, and others may go", () => {
  const columns = [
    { name: "channel", kind: "text" as const },
    { name: "channel_age", kind: "number" as const },
  ];
  const held = policy({ columns, rules: [{ ...RULE, when: 'extra . channel == "app"', state: "off" }] });
  const told = { status: "refused", field: "columns" };
  expect(edited(held, { kind: "columns", columns: [] })).toMatchObject({
    ...told,
    problem: "must keep channel as text: the rule “Night” asks for it; change it first",
  });
  expect(edited(held, { kind: "columns", columns: [{ name: "channel", kind: "number" }] })).toMatchObject(told);
  expect(made(held, { kind: "columns", columns: columns.slice(0, 1) }).value.columns).toEqual(columns.slice(0, 1));
  expect(edited(held, { kind: "columns", columns })).toEqual({ ok: false, status: "same" });
});
