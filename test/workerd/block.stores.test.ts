// A verdict of fraud blocks its card, or offers it: by the API, from the mail's link and where it is set; on every store.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import { LINK_MS } from "../../worker/notice/signedLink.ts";
import { verdictHref } from "../../worker/notice/verdictLink.ts";
import { type FeedRow, feedRow } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { forgetAudit, sql } from "./sql.ts";
import { forgotten, HOST, ledgerEnds, push, request } from "./worker.ts";

const TOKEN = "a dashboard token of the tests";
const ADMIN_TOKEN = "an admin token of the tests";
const GUARDED = { DASHBOARD_TOKEN: TOKEN, ADMIN_TOKEN };
const READER = { authorization: `Bearer ${TOKEN}` };
const ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` };

beforeEach(async () => {
  await forgetAudit();
  for (const table of ["payments", "histories", "policies", "list_entries"]) await sql(`delete from ${table}`);
  await forgotten();
  await ledgerEnds();
});

let cards = 0;
/** An ordinary payment of a card of its own, just now. */
function row(changes: Partial<FeedRow> = {}): FeedRow {
  cards += 1;
  return feedRow({ cc_num: `40001234${String(55_000_000 + cards)}`, current_time: Date.now(), ...changes });
}

interface Told {
  outcome: string;
  reasons: { code: string; text: string }[];
}
const decidedOn = async (given: FeedRow): Promise<Told> => (await push(given)).json();
const next = ({ cc_num }: FeedRow) => feedRow({ cc_num, current_time: Date.now() });

async function say(id: string, body: object, headers: Record<string, string> = {}, variables: object = {}) {
  const init = { method: "POST", body: JSON.stringify(body), headers };
  return request(`/api/payments/${id}/verdict`, init, variables);
}
const set = (blockOnFraud: boolean) =>
  request("/api/policy", { method: "PUT", body: JSON.stringify({ blockOnFraud }), headers: { "if-match": "*" } });
const blocks = () => sql("select by, via, until, until_version from list_entries where list = 'block' order by at");

function link(paymentId: string, verdict: "fraud" | "legitimate" = "fraud"): string {
  const linked = { paymentId, verdict, by: "ann@example.org", expiresAt: Date.now() + LINK_MS };
  const url = new URL(verdictHref({ cardKey: configOf(env).cardKey, publicUrl: HOST }, linked));
  return `${url.pathname}${url.search}`;
}
const press = (path: string, fields: Record<string, string> = {}) =>
  request(path, { method: "POST", body: new URLSearchParams(fields) });
const page = async (path: string) => (await request(path)).text();

describe("by the API", () => {
  test("a card marked stolen is not approved again: with the block its next payment is declined, and says why", async () => {
    const first = row();
    expect(await decidedOn(first)).toMatchObject({ outcome: "approve" });
    const offered = await (await say(first.trans_num, { verdict: "fraud", fraudType: "lost_or_stolen" })).json();
    expect(offered).toMatchObject({ changed: true, blocked: false, offer: true, blockProblem: null });
    // As it was before anybody could block.
    expect(await decidedOn(next(first))).toMatchObject({ outcome: "approve" });

    const blocked = await (await say(first.trans_num, { verdict: "fraud", block: true })).json();
    expect(blocked).toMatchObject({ changed: false, blocked: true, offer: false });
    const declined = await decidedOn(next(first));
    expect(declined).toMatchObject({ outcome: "decline", reasons: [{ code: "block_list" }] });
    expect(declined.reasons[0]?.text).toContain(first.trans_num);
    expect(await decidedOn(row())).toMatchObject({ outcome: "approve" });
    expect(await blocks()).toMatchObject([{ by: "api", via: "verdict", until: null }]);

    // Said again, it is so already.
    await say(first.trans_num, { verdict: "fraud", block: true });
    expect(await blocks()).toHaveLength(1);
    const audited = await sql("select action, subject, via from audit order by at, id");
    expect(audited.filter(({ action }) => action === "entries_added")).toMatchObject([{ via: "verdict" }]);
  });

  test("a verdict that is taken back leaves the card blocked, and says so", async () => {
    const first = row();
    await push(first);
    await say(first.trans_num, { verdict: "fraud", block: true });
    for (const verdict of ["legitimate", null]) {
      expect(await (await say(first.trans_num, { verdict })).json()).toMatchObject({ blocked: true, offer: false });
    }
    expect(await decidedOn(next(first))).toMatchObject({ outcome: "decline" });
  });

  test("a reader says what it was and cannot block; an admin can, under their name", async () => {
    const first = row();
    await push(first);
    const refused = await say(first.trans_num, { verdict: "fraud", block: true }, READER, GUARDED);
    expect(await expectClear(refused, 403)).toMatchObject({ field: "block" });
    expect(await sql("select verdict from payments")).toEqual([{ verdict: null }]);
    const said = await say(first.trans_num, { verdict: "fraud" }, READER, GUARDED);
    expect(await said.json()).toMatchObject({ changed: true, blocked: false, offer: false });
    const done = await say(first.trans_num, { verdict: "fraud", block: true }, ADMIN, GUARDED);
    expect(await done.json()).toMatchObject({ blocked: true });
    expect(await blocks()).toMatchObject([{ by: "admin", via: "verdict" }]);
  });

  test.each([
    [{ verdict: "legitimate", block: true }],
    [{ verdict: null, block: true }],
    [{ verdict: "fraud", block: "yes" }],
  ])("what is wrong is named: %j", async (body) => {
    const first = row();
    await push(first);
    expect(await expectClear(await say(first.trans_num, body), 400)).toMatchObject({ field: "block" });
  });

  test("a block that would end is made one without end; one without end keeps its own note", async () => {
    const first = row();
    await push(first);
    const [stored] = await sql("select card_id from payments");
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const entry = { kind: "card", value: String(stored?.card_id), until };
    const headers = { "if-match": "*" };
    await request("/api/lists/block", { method: "POST", body: JSON.stringify(entry), headers });
    await say(first.trans_num, { verdict: "fraud", block: true });
    expect((await blocks()).map(({ until, until_version }) => [until === null, until_version === null])).toEqual([
      [false, false],
      [true, true],
    ]);
  });
});

describe("where the policy blocks by itself", () => {
  test("a reader's verdict of fraud blocks the card, and a false alarm does not", async () => {
    await set(true);
    const [fraud, good] = [row(), row()];
    await push([fraud, good]);
    const said = await say(fraud.trans_num, { verdict: "fraud" }, READER, GUARDED);
    expect(await said.json()).toMatchObject({ blocked: true, offer: false });
    expect(await (await say(good.trans_num, { verdict: "legitimate" })).json()).toMatchObject({ blocked: false });
    expect(await decidedOn(next(fraud))).toMatchObject({ outcome: "decline", reasons: [{ code: "block_list" }] });
    expect(await decidedOn(next(good))).toMatchObject({ outcome: "approve" });
    expect(await blocks()).toMatchObject([{ by: "api", via: "verdict" }]);
  });

  test("the mail's page says so beforehand, and afterwards", async () => {
    await set(true);
    const first = row();
    await push(first);
    const path = link(first.trans_num);
    expect(await page(path)).toContain("The card is blocked from now on, as is set for every verdict of fraud.");
    expect((await press(path)).status).toBe(303);
    expect(await page(path)).toContain(`Card •••• ${first.cc_num.slice(-4)} is blocked: its payments are declined.`);
    expect(await page(path)).toContain(`take it out of the <a href="/lists#block">block list</a>`);
    expect(await blocks()).toMatchObject([{ by: "ann@example.org", via: "verdict" }]);
  });
});

describe("from the mail's link", () => {
  test("its page offers to block the card, and does only what was ticked", async () => {
    const first = row();
    await push(first);
    const path = link(first.trans_num);
    expect(await page(path)).toMatch(/<input type="checkbox" name="block" value="1"\s*\/> Block this card from now on/);
    expect(await page(link(first.trans_num, "legitimate"))).not.toContain("Block this card");
    await press(path, { block: "1" });
    expect(await decidedOn(next(first))).toMatchObject({ outcome: "decline", reasons: [{ code: "block_list" }] });
    expect(await blocks()).toMatchObject([{ by: "ann@example.org", via: "verdict", until_version: null }]);
    expect(await page(link(first.trans_num, "legitimate"))).toContain("stays so until somebody takes it off");
  });

  test("what was not ticked can be done afterwards, once: unblocked by somebody, the link does not block again", async () => {
    const first = row();
    await push(first);
    const path = link(first.trans_num);
    await press(path);
    expect(await blocks()).toEqual([]);
    expect(await page(path)).toContain("Block this card from now on");
    await press(path, { block: "1" });
    await press(path, { block: "1" });
    expect(await blocks()).toHaveLength(1);
    const { entries } = await (await request("/api/lists/block")).json<{ entries: { id: string }[] }>();
    const id = encodeURIComponent(entries[0]?.id ?? "");
    await request(`/api/lists/block/${id}`, { method: "DELETE", headers: { "if-match": "*" } });
    expect(await page(path)).not.toContain("Block this card");
    await press(path, { block: "1" });
    expect(await decidedOn(next(first))).toMatchObject({ outcome: "approve" });
  });

  test("a link of a false alarm blocks nothing, whatever is sent with it", async () => {
    const first = row();
    await push(first);
    await press(link(first.trans_num, "legitimate"), { block: "1" });
    expect(await blocks()).toEqual([]);
  });
});
