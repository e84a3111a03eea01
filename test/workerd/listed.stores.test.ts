// What one payment in full says of people's rules and lists: the rules that it met then, and the lists that hold what it is now.
import { beforeEach, expect, test } from "vitest";
import type { paymentInFull } from "../../worker/wire/answers.ts";
import type { ListEntryView } from "../../worker/wire/policy.ts";
import { feedRow } from "../rows.ts";
import { forgetAudit, sql } from "./sql.ts";
import { forgotten, ledgerEnds, push, request } from "./worker.ts";

type InFull = ReturnType<typeof paymentInFull.parse>;

beforeEach(async () => {
  await forgetAudit();
  for (const table of ["payments", "histories", "policies", "list_entries", "rule_hits"])
    await sql(`delete from ${table}`);
  await forgotten();
  await ledgerEnds();
});

const write = (method: string, path: string, body?: object) =>
  request(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { "content-type": "application/json", "if-match": "*" },
  });

async function pushed(row: ReturnType<typeof feedRow>): Promise<InFull> {
  await push(row);
  await ledgerEnds();
  return inFull(row.trans_num);
}

async function inFull(id: unknown): Promise<InFull> {
  return (await request(`/api/payments/${String(id)}`)).json();
}

test("a payment names the rules that it met, those in shadow apart", async () => {
  const rule = { when: "amount > 50", then: "review" };
  for (const state of ["active", "shadow", "off"]) await write("POST", "/api/rules", { ...rule, name: state, state });
  const { rules } = await (await request("/api/rules")).json<{ rules: { id: string; name: string }[] }>();
  const idOf = (name: string) => rules.find((each) => each.name === name)?.id;
  const { payment } = await pushed(feedRow({ amt: 60, current_time: Date.now() }));
  expect(payment.hits).toEqual([
    { rule: idOf("active"), shadow: false },
    { rule: idOf("shadow"), shadow: true },
  ]);
  const small = await pushed(feedRow({ trans_num: "small", amt: 5, current_time: Date.now() }));
  expect(small.payment.hits).toEqual([]);
});

test("a payment says on which lists its card and merchant are now, also those that came after it", async () => {
  const row = feedRow({ amt: 5, current_time: Date.now() });
  const { payment, listed } = await pushed(row);
  expect(listed).toEqual([]);
  const { card, merchant } = payment;
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await write("POST", "/api/lists", { name: "vip", kind: "card" });
  await write("POST", "/api/lists/vip", { kind: "card", value: card.id });
  await write("POST", "/api/lists/block", { kind: "card", value: card.id, note: "stolen" });
  await write("POST", "/api/snoozes", { kind: "merchant", value: merchant, until });
  // Another card's, and a text that is the card's id and no card.
  await write("POST", "/api/lists/allow", { kind: "merchant", value: card.id });

  const now = (await inFull(payment.id)).listed ?? [];
  const told = now.map(({ list, kind, value, note, until }) => [list, kind, value, note, until]);
  expect(told.toSorted()).toEqual([
    ["block", "card", card.id, "stolen", null],
    ["snooze", "merchant", merchant, null, until],
    ["vip", "card", card.id, null, null],
  ]);
  const blocked = now.find(({ list }) => list === "block");
  await write("DELETE", `/api/lists/block/${blocked?.id}`);
  expect((await inFull(payment.id)).listed?.map(({ list }) => list).toSorted()).toEqual(["snooze", "vip"]);
});

test("an entry that has ended says nothing of a payment any more, and stays in its list", async () => {
  const { payment } = await pushed(feedRow({ amt: 5, current_time: Date.now() }));
  await write("POST", "/api/lists/block", { kind: "card", value: payment.card.id });
  await sql(`update list_entries set until = ${Date.now() - 1_000}`);
  expect((await inFull(payment.id)).listed).toEqual([]);
  const { entries } = await (await request("/api/lists/block")).json<{ entries: ListEntryView[] }>();
  expect(entries).toHaveLength(1);
});
