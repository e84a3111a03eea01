// What people set decides with the next payment, on every store: lists, rules and lines, under one version, whatever breaks off on the way.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { PolicyAnswer } from "../../worker/policy/change.ts";
import type { PolicyEdit } from "../../worker/policy/edit.ts";
import type { ListEntry } from "../../worker/policy/lists.ts";
import type { Rule } from "../../worker/policy/rule.ts";
import { openStore } from "../../worker/store/open.ts";
import { type FeedRow, feedRow, fraudRow } from "../rows.ts";
import { forgetAudit, sql } from "./sql.ts";
import { AWAY, storeMeets, withStoreAway } from "./storeLine.ts";
import { decided, decider, forgotten, ledger, ledgerEnds, push, request, spreadOver } from "./worker.ts";

const HOUR = 3_600_000;

beforeEach(async () => {
  await forgetAudit();
  for (const table of ["payments", "policies", "list_entries", "rule_hits"]) await sql(`delete from ${table}`);
  await forgotten();
  await ledgerEnds();
});

let made = 0;
function aRule(changes: Partial<Rule> = {}): Rule {
  made += 1;
  const rule = {
    id: `rule-${made}`,
    name: `Rule ${made}`,
    when: "amount > 100",
    state: "active",
    note: null,
    until: null,
  };
  return { ...rule, then: "review", ...changes } as Rule;
}

function anEntry(list: string, kind: ListEntry["kind"], value: string, changes: Partial<ListEntry> = {}): ListEntry {
  made += 1;
  const said = { note: null, by: "ann", via: "board", at: Date.now(), until: null };
  return { id: `entry-${made}`, list, kind, value, ...said, ...changes };
}

async function change(edit: PolicyEdit, from: number | null = null): Promise<PolicyAnswer> {
  return ledger().changePolicy({ from, edit, by: "ann", via: "board", note: null });
}

let cards = 0;
/** A payment of a card that has never paid. */
function newCard(changes: Partial<FeedRow> = {}): FeedRow {
  cards += 1;
  return feedRow({ cc_num: String(4_000_555_500_000_000 + cards), ...changes });
}

const addRule = (rule: Rule) => change({ kind: "rule_added", rule });
const addEntry = (entry: ListEntry) => change({ kind: "entries_added", entries: [entry] });

interface Told {
  outcome: string;
  policy: number;
  reasons: { code: string; text: string }[];
}

const tell = async (row: FeedRow): Promise<Told> => {
  const answer = await push(row);
  const told = await answer.json<Told>();
  if (answer.status !== 200) throw new Error(JSON.stringify(told));
  return told;
};
const codes = ({ reasons }: Told) => reasons.map(({ code }) => code);
const cardOf = async (row: FeedRow) => {
  const [payment] = await sql("select card_id from payments where id = ?", row.trans_num);
  return String(payment?.card_id);
};

test("a rule decides the next payment, says its name as the reason, and the decision names the version", async () => {
  expect(await tell(feedRow({ amt: 150 }))).toMatchObject({ outcome: "approve", policy: 0, reasons: [] });
  expect(await addRule(aRule({ name: "Large", note: "we look at these" }))).toMatchObject({ status: "changed" });
  const row = feedRow({ amt: 150 });
  const told = await tell(row);
  expect(told).toMatchObject({ outcome: "review", policy: 1 });
  expect(told.reasons).toEqual([
    { code: "rule", share: 1, text: "the rule “Large” asks for a review: we look at these" },
  ]);
  expect(await tell(feedRow({ amt: 50 }))).toMatchObject({ outcome: "approve", policy: 1 });
  const stored = await openStore(env).payment(row.trans_num);
  expect(stored).toMatchObject({ policy: 1, hits: [{ rule: `rule-${made}` }] });
  expect(await openStore(env).ruleHits(0, Date.now() + HOUR)).toEqual([
    { rule: `rule-${made}`, shadow: false, outcome: "review", payments: 1, amountCents: 15_000 },
  ]);
});

test("block list, allow list, rules, model: in this order, and the strictest rule of several", async () => {
  const [blocked, fraud] = [feedRow({ amt: 20 }), fraudRow()];
  await tell(blocked);
  const card = await cardOf(blocked);
  const again = (amt: number) => feedRow({ cc_num: blocked.cc_num, amt });

  await addRule(aRule({ then: "approve", when: "amount > 10" }));
  expect(await tell(fraud)).toMatchObject({ outcome: "approve" });
  await addRule(aRule({ then: "review", when: "amount > 10" }));
  expect(await tell(again(21))).toMatchObject({ outcome: "review" });
  await addRule(aRule({ then: "decline", when: "amount > 10" }));
  const strict = await tell(again(22));
  expect(strict).toMatchObject({ outcome: "decline" });
  // Those that said less are hits, too, and no reasons.
  expect(codes(strict)).toEqual(["rule"]);
  await addEntry(anEntry("allow", "card", card));
  expect(codes(await tell(again(23)))).toEqual(["allow_list"]);
  await addEntry(anEntry("block", "card", card, { note: "stolen" }));
  const declined = await tell(again(24));
  expect(declined).toMatchObject({ outcome: "decline" });
  expect(declined.reasons[0]?.text).toBe("this card is on the block list, so the payment is declined (stolen)");
});

test("entries and rules that have ended decide nothing, and need no new version for that", async () => {
  const row = feedRow({ amt: 120 });
  await tell(row);
  const ended = { until: Date.now() - 1 };
  await addEntry(anEntry("block", "card", await cardOf(row), ended));
  await addRule(aRule(ended));
  expect(await tell(feedRow({ cc_num: row.cc_num, amt: 121 }))).toMatchObject({ outcome: "approve", policy: 2 });
});

test("a rule in shadow is counted and changes nothing; one that is off is not even asked", async () => {
  await addRule(aRule({ state: "shadow", then: "decline" }));
  const id = `rule-${made}`;
  await addRule(aRule({ state: "off", then: "decline" }));
  const row = feedRow({ amt: 130 });
  expect(await tell(row)).toMatchObject({ outcome: "approve", reasons: [] });
  expect((await openStore(env).payment(row.trans_num))?.hits).toEqual([{ rule: id, shadow: true }]);
  expect(await openStore(env).ruleHits(0, Date.now() + HOUR)).toMatchObject([{ rule: id, shadow: true, payments: 1 }]);
});

test("a rule that misses a value matches nothing, and that is counted", async () => {
  await addRule(aRule({ when: "features.gap > 0", then: "decline" }));
  expect(await tell(newCard())).toMatchObject({ outcome: "approve" });
  const { ruleGaps } = await ledger().status();
  expect(ruleGaps).toMatchObject([{ rule: `rule-${made}`, name: `Rule ${made}`, missing: 1, failed: 0 }]);
});

test("what rules saw is kept with the payment", async () => {
  const first = newCard();
  await tell(first);
  const next = feedRow({ cc_num: first.cc_num, current_time: Number(first.current_time) + 60_000 });
  await tell(next);
  const facts = (await openStore(env).payment(next.trans_num))?.facts;
  expect(facts).toHaveLength(8);
  expect(facts?.slice(0, 3)).toEqual([1, 1, 1]);
});

test("lines of the policy hold for their situation alone, and lines that cross are refused", async () => {
  const lines = (review: number | null, decline: number | null) => ({ review, decline });
  await change({ kind: "thresholds", thresholds: { first: lines(0, null) } });
  const row = newCard();
  expect(await tell(row)).toMatchObject({ outcome: "review" });
  const next = feedRow({ cc_num: row.cc_num, current_time: Number(row.current_time) + 60_000 });
  expect(await tell(next)).toMatchObject({ outcome: "approve" });
  const { thresholds } = await (await request("/api/health")).json<{ thresholds: object[] }>();
  expect(thresholds).toContainEqual(
    expect.objectContaining({ situations: ["first"], review: 0, reviewSetBy: "policy" }),
  );
  const crossed = await change({ kind: "thresholds", thresholds: { first: lines(0.9, 0.1) } });
  expect(crossed).toMatchObject({ status: "refused" });
  expect(await sql("select version from policies")).toHaveLength(1);
});

test("a condition that cannot be read is refused by the deciders, and nothing is changed", async () => {
  expect(await addRule(aRule({ when: "amount >" }))).toMatchObject({ status: "refused" });
  expect(await sql("select version from policies")).toEqual([]);
  expect(await sql("select id from audit")).toEqual([]);
});

test("each change is one version with its audit entry, and each version can be read back", async () => {
  const store = openStore(env);
  const entry = anEntry("block", "merchant", "Plum");
  await addEntry(entry);
  await addEntry(anEntry("allow", "merchant", "Pear"));
  await change({ kind: "entries_removed", list: "block", ids: [entry.id] });
  const held = async (version: number) => (await store.entriesIn(version)).map(({ value }) => value).sort();
  expect([await held(0), await held(1), await held(2), await held(3)]).toEqual([
    [],
    ["Plum"],
    ["Pear", "Plum"],
    ["Pear"],
  ]);
  expect((await store.entries({ list: "block", limit: 10, after: null })).length).toBe(0);
  const audited = await store.audit(10, null);
  expect(audited.map(({ action, subject, policy }) => [action, subject, policy])).toEqual([
    ["entries_removed", "Plum", 3],
    ["entries_added", "Pear", 2],
    ["entries_added", "Plum", 1],
  ]);
  expect(await addEntry(anEntry("allow", "merchant", "Pear"))).toMatchObject({ status: "same" });
});

test("a change that was made from another version is refused, and of two at once one wins", async () => {
  const rule = aRule();
  const answers = await Promise.all(
    [1, 2, 3].map((at) =>
      change({ kind: "rule_added", rule: { ...rule, id: `at-once-${at}`, name: `At once ${at}` } }, 0),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual(["changed", "moved", "moved"]);
  expect(await sql("select version from policies")).toHaveLength(1);
});

test("a decider that starts anew holds what people set, even while the store is away", async () => {
  const row = feedRow();
  await tell(row);
  await addEntry(anEntry("block", "card", await cardOf(row)));
  await evictDurableObject(decider());
  await withStoreAway(async () => {
    const told = await (await decided(feedRow({ cc_num: row.cc_num }))).json<Told>();
    expect(told).toMatchObject({ outcome: "decline", policy: 1 });
  });
});

test("a change whose answer was lost on the way from the store has come to pass; one that was refused there has not", async () => {
  const POLICY = /insert into \\?"policies\\?"/;
  await storeMeets(
    async (text, pass) => {
      if (!POLICY.test(text)) return pass();
      await pass();
      throw new Error("Network connection lost.");
    },
    async () => {
      expect(await addRule(aRule({ when: "true", then: "review" }))).toMatchObject({ status: "changed" });
    },
  );
  expect(await tell(feedRow())).toMatchObject({ outcome: "review", policy: 1 });
  await storeMeets(
    async (text, pass) => {
      if (POLICY.test(text)) throw new Error(AWAY);
      return pass();
    },
    async () => {
      await expect(addRule(aRule())).rejects.toThrow();
    },
  );
  expect(await tell(feedRow())).toMatchObject({ policy: 1 });
});

test("all deciders follow, also those among which the cards are spread anew", async () => {
  await addRule(aRule({ when: "true", then: "review" }));
  const changes = await spreadOver(2);
  const told = () => Promise.all(Array.from({ length: 8 }, async () => (await push(newCard(), changes)).json<Told>()));
  expect((await told()).map(({ outcome, policy }) => `${outcome} ${policy}`)).toEqual(Array(8).fill("review 1"));
  await addRule(aRule({ when: "true", then: "decline" }));
  expect((await told()).map(({ outcome, policy }) => `${outcome} ${policy}`)).toEqual(Array(8).fill("decline 2"));
  await spreadOver(1);
});

test("all payments of one group are decided under one version, though changes come between them", async () => {
  const groups = Array.from({ length: 6 }, () => push(Array.from({ length: 40 }, () => feedRow())));
  const changes = [1, 2, 3].map(() => addRule(aRule({ state: "shadow" })));
  const answers = await Promise.all(groups);
  await Promise.all(changes);
  for (const answer of answers) {
    const { decisions } = await answer.json<{ decisions: Told[] }>();
    expect(new Set(decisions.map(({ policy }) => policy)).size).toBe(1);
  }
});

test("lists of many entries are followed whole, and kept across a start", async () => {
  const entries = Array.from({ length: 12_000 }, (_, at) =>
    anEntry("block", "merchant", `Merchant number ${at} of the list`),
  );
  expect(await change({ kind: "entries_added", entries })).toMatchObject({ status: "changed" });
  await evictDurableObject(decider());
  const told = await tell(feedRow({ merchant: "Merchant number 11999 of the list" }));
  expect(codes(told)[0]).toBe("block_list");
  await ledgerEnds();
  await addEntry(anEntry("block", "merchant", "one more"));
  expect(await openStore(env).entriesIn(2)).toHaveLength(12_001);
}, 60_000);

test("a payment is blocked by its first digits or country where its sender tells them, and rules ask for them", async () => {
  const own = (row: FeedRow, told: object) => ({ ...row, ...told }) as FeedRow;
  await addEntry(anEntry("block", "bin", "497010"));
  await addEntry(anEntry("block", "country", "XK"));
  await addRule(aRule({ when: 'country == "FR" && bin.startsWith("41") && mcc == "5732"', then: "review" }));
  expect(codes(await tell(own(newCard(), { bin: "49701012" })))).toEqual(["block_list"]);
  expect(codes(await tell(own(newCard(), { country: "xk" })))).toEqual(["block_list"]);
  expect(codes(await tell(own(newCard(), { bin: "411111", country: "FR", mcc: "5732" })))).toEqual(["rule"]);
  expect(codes(await tell(own(newCard(), { bin: "411111", country: "DE", mcc: "5732" })))).toEqual([]);
  expect(codes(await tell(newCard()))).toEqual([]);
});
