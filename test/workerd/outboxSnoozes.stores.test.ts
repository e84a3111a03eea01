// Cards and merchants that are snoozed, with the real objects: nobody is told, decisions stay, and a mail's third button does it.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../worker/store/open.ts";
import { AT_MOST, accepted, calm, EVERYONE, freshRow, messagesOf, PATIENTLY, posted, recipientsOf } from "./mails.ts";
import { forgetAudit, sql } from "./sql.ts";
import { answered, forgotten, ledgerEnds, push, request } from "./worker.ts";

const HOUR = 3_600_000;
const outbox = () => env.OUTBOX.getByName("outbox");

beforeEach(async () => {
  await forgetAudit();
  for (const table of ["policies", "list_entries"]) await sql(`delete from ${table}`);
  await forgotten();
  await ledgerEnds();
});
afterEach(calm);

async function snooze(kind: "card" | "merchant", value: string): Promise<string> {
  const body = JSON.stringify({ kind, value, until: new Date(Date.now() + HOUR).toISOString() });
  const answer = await request("/api/snoozes", { method: "POST", body, headers: { "if-match": "*" } });
  const { entry } = await answer.json<{ entry: { id: string } }>();
  return entry.id;
}

const untold = async () =>
  (await (await request("/api/snoozes")).json<{ untold: { day: number; week: number } }>()).untold;

async function shown(id: string): Promise<{ outcome: string; alerts: { state: string; messages: string[] }[] }> {
  const { payment, alerts } = await (await request(`/api/payments/${id}`)).json<{
    payment: { outcome: string };
    alerts: { state: string; messages: string[] }[];
  }>();
  return { outcome: payment.outcome, alerts };
}

test(
  "a storm at a snoozed merchant alerts no person, programs get every fraud, decisions stay, and what was left out is counted",
  async () => {
    const before = await untold();
    const id = await snooze("merchant", "Quiet Quince Ltd");
    const rows = Array.from({ length: 60 }, () => freshRow({ merchant: "fraud_Quiet Quince Ltd", amt: 21.5 }));
    await push(rows);
    const other = freshRow({ merchant: "fraud_Loud Lemon Ltd" });
    await push(other);
    await expect.poll(async () => recipientsOf(await accepted("Loud Lemon")), PATIENTLY).toEqual(EVERYONE);
    await expect.poll(async () => (await posted("/vigie", "Quiet Quince")).length, PATIENTLY).toBe(60);
    expect(await accepted("Quiet Quince")).toEqual([]);
    expect(await posted("/slack", "Quiet Quince")).toEqual([]);
    const first = rows[0]?.trans_num ?? "";
    expect(await shown(first)).toMatchObject({ outcome: "decline", alerts: [{ state: "snoozed" }] });
    expect((await untold()).day - before.day).toBe(60);

    // Nothing of it is in a summary, now or later; and the first fraud after the snooze is told at once.
    expect(await openStore(env).heldBack()).toBeNull();
    await request(`/api/snoozes/${id}`, { method: "DELETE", headers: { "if-match": "*" } });
    const after = freshRow({ cc_num: String(rows[0]?.cc_num), merchant: "fraud_Quiet Quince Ltd", amt: 77.7 });
    await push(after);
    await expect.poll(async () => recipientsOf(await accepted("$77.70 at Quiet Quince")), PATIENTLY).toEqual(EVERYONE);
  },
  AT_MOST,
);

test(
  "what was held back before the snooze is in no summary, and the others are",
  async () => {
    const [quiet, loud] = ["4000123477770001", "4000123477770002"];
    const many = (cc_num: string, merchant: string) =>
      Array.from({ length: 3 }, () => freshRow({ cc_num, merchant: `fraud_${merchant}`, amt: 10 }));
    await push([...many(quiet, "Hush Hazel Ltd"), ...many(loud, "Still Told Ltd")]);
    await expect.poll(async () => recipientsOf(await accepted("Still Told")), PATIENTLY).toEqual(EVERYONE);
    const [card] = await sql("select card_id from payments where merchant = ? limit 1", "Hush Hazel Ltd");
    await snooze("card", String(card?.card_id));
    await sql("update alerts set created_at = created_at - ? where notice is null", 20 * 60_000);
    await outbox().beat();
    await expect
      .poll(async () => recipientsOf(await accepted("2 more frauds held back: $20.00")), PATIENTLY)
      .toEqual(EVERYONE);
    expect(await openStore(env).heldBack()).toBeNull();
  },
  AT_MOST,
);

test(
  "the mail's third button quiets its card for a day: once, by its reader, and in the audit",
  async () => {
    const cc_num = "4000123466660001";
    const row = freshRow({ cc_num, merchant: "fraud_Third Thyme Ltd" });
    await push(row);
    await expect.poll(async () => recipientsOf(await accepted("Third Thyme")), PATIENTLY).toEqual(EVERYONE);
    const mail = (await accepted("Third Thyme")).find(({ to }) => to.includes("ann@example.org"));
    const [, href = ""] = /Quiet this card for 24 h:\n(https:\S+)/.exec(mail?.text ?? "") ?? [];
    expect(mail?.html).toContain(`href="${href}"`);
    expect(JSON.stringify(await posted("/slack", "Third Thyme"))).not.toContain("/snooze");
    const path = href.replace("https://vigie.test", "");

    // Scanners follow links: nothing happens until the form is sent.
    const asked = await request(path);
    expect(await asked.text()).toContain("Quiet this card for 24 hours?");
    expect(await sql("select id from list_entries")).toEqual([]);

    const taken = await Promise.all([answered(path, { method: "POST" }), answered(path, { method: "POST" })]);
    expect(taken.map(({ status, headers }) => [status, headers.get("location")])).toEqual([
      [303, path],
      [303, path],
    ]);
    expect(await (await request(path)).text()).toContain("This card is quiet");
    const entries = await sql("select list, kind, by, via, at, until from list_entries");
    expect(entries).toMatchObject([{ list: "snooze", kind: "card", by: "ann@example.org", via: "mail" }]);
    expect(Number(entries[0]?.until) - Number(entries[0]?.at)).toBe(24 * HOUR);
    const { entries: audited } = await (await request("/api/audit")).json<{ entries: object[] }>();
    expect(audited).toMatchObject([{ action: "entries_added", by: "ann@example.org", via: "mail", policy: 1 }]);

    const next = freshRow({ cc_num, merchant: "fraud_Third Thyme Ltd", amt: 99 });
    await push(next);
    await expect.poll(async () => (await posted("/vigie", next.trans_num)).length, PATIENTLY).toBe(1);
    expect((await messagesOf(next.trans_num)).map(({ channel }) => channel)).toEqual(["webhook"]);
    expect(await shown(next.trans_num)).toMatchObject({ alerts: [{ state: "snoozed" }] });

    // Ended by somebody: the link does not begin it again.
    const { entries: listed } = await (await request("/api/snoozes")).json<{ entries: { id: string }[] }>();
    await request(`/api/snoozes/${listed[0]?.id}`, { method: "DELETE", headers: { "if-match": "*" } });
    await request(path, { method: "POST" });
    expect(await (await request(path)).text()).toContain("This link was used");
    expect(await sql("select id from list_entries where until_version is null")).toEqual([]);
  },
  AT_MOST,
);

test("a link that is changed, of another kind or expired quiets nothing", async () => {
  for (const path of ["/snooze", "/snooze?link=x", "/snooze?link=a.b"]) {
    for (const method of ["GET", "POST"]) expect((await request(path, { method })).status).toBe(404);
  }
});
