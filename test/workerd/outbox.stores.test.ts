// From a stored fraud to the mail provider and the channels, with the real objects.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { afterEach, expect, test } from "vitest";
import { rollupNotice } from "../../worker/alert/rollup.ts";
import { configOf } from "../../worker/config/config.ts";
import { messagesFor } from "../../worker/notice/fanOut.ts";
import { openStore } from "../../worker/store/open.ts";
import type { HeldBack } from "../../worker/store/outbox.ts";
import type { Health } from "../../worker/wire/board.ts";
import type { MessageInFull, MessageList } from "../../worker/wire/messages.ts";
import type { AcceptedMail, Fault } from "../fakeResend.ts";
import type { FeedRow } from "../rows.ts";
import {
  AT_MOST,
  accepted,
  calm,
  EVERYONE,
  freshRow,
  messagesOf,
  PATIENTLY,
  posted,
  providerDoes,
  providerSays,
  recipientsOf,
} from "./mails.ts";
import { sql } from "./sql.ts";
import { cron, push, request } from "./worker.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const MINUTE = 60_000;

const REFUSED: Fault = {
  ...{ kind: "answer", status: 422 },
  body: '{"statusCode":422,"name":"validation_error","message":"Invalid `to` field."}',
};

const failedOf = async (id: FeedRow["trans_num"]) => (await messagesOf(id)).filter(({ state }) => state === "failed");

const outbox = () => env.OUTBOX.getByName("outbox");

afterEach(calm);

test(
  "a fraud is mailed to everyone at once, once, and posted to every channel",
  async () => {
    const row = freshRow({ merchant: "fraud_Nightjar Electronics", amt: 1012.4 });
    expect((await push(row)).status).toBe(200);
    await expect.poll(async () => recipientsOf(await accepted("Nightjar")), PATIENTLY).toEqual(EVERYONE);
    const [mail] = await accepted("Nightjar");
    expect(mail?.subject).toBe("Fraud: $1,012.40 at Nightjar Electronics");
    expect(mail?.from).toBe("Vigie <vigie@example.org>");
    expect(mail?.text).toContain(`https://vigie.test/#/payments/${row.trans_num}`);
    await expect
      .poll(async () => (await messagesOf(row.trans_num)).map(({ state }) => state), PATIENTLY)
      .toEqual(Array(4).fill("sent"));

    const [hook] = await posted("/vigie", row.trans_num);
    const event = new Webhook(SECRET).verify(hook?.body ?? "", hook?.headers ?? {});
    expect(event).toMatchObject({
      type: "fraud.detected",
      data: { payment: { id: row.trans_num, amount: "1012.40", merchant: "Nightjar Electronics" } },
    });
    expect(() => new Webhook(SECRET).verify(`${hook?.body} `, hook?.headers ?? {})).toThrow();
    const [post] = await posted("/slack", "Nightjar");
    expect(JSON.parse(post?.body ?? "")).toMatchObject({ text: "Fraud: $1,012.40 at Nightjar Electronics" });

    const metrics = await (await request("/api/metrics")).text();
    expect(metrics).toMatch(/^vigie_latency_seconds_count\{step="stored_to_mailed"\} [2-9]/m);
    expect(metrics).toMatch(/^vigie_mails_total\{result="sent"\} 2$/m);
    expect(metrics).toMatch(/^vigie_posts_total\{channel="slack",result="sent"\} 1$/m);
    expect(metrics).toMatch(/^vigie_posts_total\{channel="webhook",result="sent"\} 1$/m);

    // Whatever beats again, nothing more is sent.
    await cron();
    await outbox().beat();
    await evictDurableObject(outbox());
    await cron();
    expect(recipientsOf(await accepted("Nightjar"))).toEqual(EVERYONE);
    const { alerts } = await (await request(`/api/payments/${row.trans_num}`)).json<{ alerts: object[] }>();
    expect(alerts).toMatchObject([{ state: "sent", messages: { length: 4 } }]);
  },
  AT_MOST,
);

test(
  "nothing personal is in any message",
  async () => {
    const row = freshRow({ merchant: "fraud_Heron & Daughters", first: "Wilhelmina", dob: "1981-04-12" });
    await push(row);
    await expect.poll(async () => (await accepted("Heron")).length, PATIENTLY).toBe(2);
    await expect.poll(async () => (await posted("/vigie", row.trans_num)).length, PATIENTLY).toBe(1);
    const all = [
      ...(await accepted("Heron")),
      ...(await posted("/vigie", row.trans_num)),
      ...(await posted("/slack", "Heron")),
    ];
    const said = JSON.stringify(all);
    for (const secret of [
      row.cc_num,
      "Wilhelmina",
      "Quickfeather",
      "Imaginary",
      "1981",
      "Cartographer",
      "5300",
      "aged",
    ]) {
      expect(said).not.toContain(secret);
    }
    expect(said).toContain(`•••• ${row.cc_num.slice(-4)}`);
  },
  AT_MOST,
);

test(
  "what the provider refuses is kept for a person to see, and sent when they say so",
  async () => {
    await providerDoes(REFUSED, REFUSED);
    const row = freshRow({ merchant: "fraud_Refused Rail" });
    await push(row);
    await expect.poll(async () => (await failedOf(row.trans_num)).length, PATIENTLY).toBe(2);
    const listed = await (await request("/api/alerts?state=failed")).json<MessageList>();
    expect(listed.failed).toBe(2);
    expect(listed.messages.map(({ problem }) => problem)).toEqual(
      Array(2).fill("Resend answered 422: Invalid `to` field."),
    );
    for (const { id } of await failedOf(row.trans_num)) {
      const again = () => request(`/api/alerts/${encodeURIComponent(id)}/retry`, { method: "POST" });
      expect((await again()).status).toBe(202);
      expect((await again()).status).toBe(409);
    }
    await expect.poll(async () => recipientsOf(await accepted("Refused Rail")), PATIENTLY).toEqual(EVERYONE);
    expect((await request("/api/alerts/nothing/retry", { method: "POST" })).status).toBe(404);
  },
  AT_MOST,
);

test(
  "all that was refused is sent again at one request, which says how many messages that are",
  async () => {
    await providerDoes(REFUSED, REFUSED, REFUSED, REFUSED);
    const rows = [freshRow({ merchant: "fraud_Again Airways" }), freshRow({ merchant: "fraud_Again Airways" })];
    await push(rows);
    const failed = async () => (await Promise.all(rows.map(({ trans_num }) => failedOf(trans_num)))).flat();
    await expect.poll(async () => (await failed()).length, PATIENTLY).toBe(4);
    const again = async () => {
      const answer = await request("/api/alerts/again", { method: "POST" });
      expect(answer.status).toBe(202);
      return answer.json();
    };
    expect(await again()).toEqual({ messages: 4 });
    expect(await again()).toEqual({ messages: 0 });
    await expect
      .poll(async () => recipientsOf(await accepted("Again Airways")), PATIENTLY)
      .toEqual([...EVERYONE, ...EVERYONE].sort());
    expect(await failed()).toEqual([]);
  },
  AT_MOST,
);

test(
  "while the sender's domain is not verified mails wait with the reason, and go out by themselves once it is",
  async () => {
    const body = '{"statusCode":403,"name":"validation_error","message":"The example.org domain is not verified."}';
    await providerDoes(...Array(3).fill({ kind: "answer", status: 403, body }));
    const row = freshRow({ merchant: "fraud_Unverified Umbrellas" });
    await push(row);
    const mails = async () => (await messagesOf(row.trans_num)).filter(({ channel }) => channel === "mail");
    await expect
      .poll(async () => (await mails()).map(({ problem }) => problem), PATIENTLY)
      .toContain("Resend answered 403: The example.org domain is not verified.");
    expect((await mails()).map(({ state }) => state)).not.toContain("failed");
    await expect.poll(async () => recipientsOf(await accepted("Unverified Umbrellas")), PATIENTLY).toEqual(EVERYONE);
    expect((await mails()).map(({ state, problem }) => [state, problem])).toEqual(Array(2).fill(["sent", null]));
  },
  AT_MOST,
);

test(
  "a card's next fraud is told at once when nobody could be told of the first",
  async () => {
    const cc_num = "4000123499990055";
    for (const path of ["/vigie", "/slack"]) {
      await fetch("http://hooks.test/script", { method: "POST", body: JSON.stringify({ path, statuses: [410] }) });
    }
    await providerDoes(REFUSED, REFUSED);
    const first = freshRow({ cc_num, merchant: "fraud_Unheard Utensils" });
    await push(first);
    await expect.poll(async () => (await failedOf(first.trans_num)).length, PATIENTLY).toBe(4);
    const second = freshRow({ cc_num, merchant: "fraud_Heard Hardware" });
    await push(second);
    await expect.poll(async () => recipientsOf(await accepted("Heard Hardware")), PATIENTLY).toEqual(EVERYONE);
    // People were told of that one.
    await push(freshRow({ cc_num, merchant: "fraud_Held Haberdashers" }));
    expect((await (await request("/api/alerts")).json<MessageList>()).heldBack).toBe(1);
    await sql("delete from alerts where notice is null");
  },
  AT_MOST,
);

test(
  "a mail that bounces after it was accepted has failed with the reason, and health says to whom",
  async () => {
    await providerSays({ "bob@example.org": "bounced" });
    const row = freshRow({ merchant: "fraud_Bouncing Bakery" });
    await push(row);
    const stateOf = async (to: string) => {
      const message = (await messagesOf(row.trans_num)).find((each) => each.to === to);
      return [message?.state, message?.fate];
    };
    await expect.poll(() => stateOf("bob@example.org"), PATIENTLY).toEqual(["sent", null]);
    // A minute passes.
    await sql("update messages set fate_due_at = ? where fate_due_at is not null", Date.now());
    await outbox().beat();
    await expect.poll(() => stateOf("bob@example.org"), PATIENTLY).toEqual(["failed", "bounced"]);
    await expect.poll(() => stateOf("ann@example.org"), PATIENTLY).toEqual(["sent", "delivered"]);
    const [failed] = await failedOf(row.trans_num);
    expect(failed?.problem).toBe("Resend accepted it, but the recipient’s mail server refused it (bounced)");
    expect(await (await request("/api/metrics")).text()).toMatch(/^vigie_mails_total\{result="lost"\} 1$/m);
    const health = await (await request("/api/health")).json<Health>();
    expect(health.alertsFailed).toBe(1);
    expect(health.problems).toContain(
      "1 mail to bob@example.org did not arrive though the mail provider had accepted them; the outbox says why.",
    );

    await providerSays({});
    await request(`/api/alerts/${encodeURIComponent(failed?.id ?? "")}/retry`, { method: "POST" });
    await expect
      .poll(async () => recipientsOf(await accepted("Bouncing Bakery")), PATIENTLY)
      .toEqual([...EVERYONE, "bob@example.org"]);
    await expect.poll(() => stateOf("bob@example.org"), PATIENTLY).toEqual(["sent", null]);
  },
  AT_MOST,
);

test(
  "a burst on one card is one mail at once and one roll-up, which is right to the cent",
  async () => {
    const cc_num = "4000123499990001";
    const rows = Array.from({ length: 40 }, (_, at) =>
      freshRow({ cc_num, amt: 10 + at / 100, merchant: `fraud_Burst ${at} Ltd` }),
    );
    await push(rows);
    await expect.poll(async () => recipientsOf(await accepted("Burst 0 Ltd")), PATIENTLY).toEqual(EVERYONE);
    const { heldBack } = await (await request("/api/alerts")).json<MessageList>();
    expect(heldBack).toBe(39);
    const before = await (await fetch("http://resend.test/accepted")).json<AcceptedMail[]>();

    await heldSince(20 * MINUTE);
    await outbox().beat();
    const cents = rows.slice(1).reduce((sum, { amt }) => sum + Math.round(amt * 100), 0);
    const subject = `39 more frauds held back: $${(cents / 100).toFixed(2)}`;
    await expect.poll(async () => recipientsOf(await accepted(subject)), PATIENTLY).toEqual(EVERYONE);
    const all = await (await fetch("http://resend.test/accepted")).json<AcceptedMail[]>();
    expect(all).toHaveLength(before.length + 2);
    expect((await (await request("/api/alerts")).json<MessageList>()).heldBack).toBe(0);
    const one = await (await request(`/api/payments/${rows[7]?.trans_num}`)).json<{ alerts: { state: string }[] }>();
    expect(one.alerts).toMatchObject([{ subject, messages: { length: 4 } }]);
  },
  AT_MOST,
);

test(
  "two relays that roll up at once tell of each held-back fraud once",
  async () => {
    const store = openStore(env);
    const push40 = (amt: number) =>
      push(
        Array.from({ length: 40 }, () => freshRow({ cc_num: "4000123499990077", amt, merchant: "fraud_Twice Ltd" })),
      );
    const owe = async (held: HeldBack | null) => {
      if (held === null) throw new Error("nothing is held back");
      const notice = rollupNotice(held, { publicUrl: null, currency: "USD", reportZone: "UTC" });
      await store.rollUp(held, messagesFor(notice, configOf(env), Date.now(), null));
    };
    await push40(10);
    const slow = await store.heldBack();
    await push40(20);
    const quick = await store.heldBack();
    await owe(quick);
    // Its sums are of alerts that the quicker one has told of; and so is what it read twice.
    await owe(slow);
    await owe(quick);
    expect(await store.heldBack()).toBeNull();
    const carried = await sql(
      "select notice, count(*) as alerts from alerts where notice like 'rollup:%' group by notice",
    );
    expect(carried).toContainEqual({ notice: `rollup:${quick?.upToSeq}`, alerts: quick?.alerts });
    expect(await store.messagesOf([`rollup:${slow?.upToSeq}`])).toEqual([]);
    await outbox().beat();
  },
  AT_MOST,
);

test(
  "payments that are old when they are first seen are one summary, not a storm",
  async () => {
    const paid = Date.now() - 3 * 3_600_000;
    const rows = Array.from({ length: 30 }, () =>
      freshRow({ amt: 100.01, current_time: paid, merchant: "fraud_Yesteryear" }),
    );
    await push(rows);
    expect(await accepted("Yesteryear")).toEqual([]);
    await heldSince(20 * MINUTE);
    await outbox().beat();
    const subject = "30 more frauds held back: $3,000.30";
    await expect.poll(async () => recipientsOf(await accepted(subject)), PATIENTLY).toEqual(EVERYONE);
    const [mail] = await accepted(subject);
    expect(mail?.text).toContain("All were paid more than an hour before Vigie could judge them.");
  },
  AT_MOST,
);

test(
  "what is loaded as past alerts nobody, and leaves the mails to the frauds of now",
  async () => {
    const rows = Array.from({ length: 30 }, (_, at) =>
      freshRow({ merchant: "fraud_Bygone Books", current_time: Date.now() - at * 10 * MINUTE }),
    );
    const body = JSON.stringify(rows);
    const headers = { "content-type": "application/json" };
    // How long ago they were paid says nothing of how fast payments are seen.
    const waited = async () =>
      /^.*_sum\{step="paid_to_seen"\}.*$/m.exec(await (await request("/api/metrics")).text())?.[0];
    const before = await waited();
    expect(before).toBeDefined();
    const loaded = await request("/api/payments?past=1", { method: "POST", body, headers });
    expect(await loaded.json()).toMatchObject({ decisions: { length: 30 }, rejects: [] });
    expect((await (await request("/api/alerts")).json<MessageList>()).heldBack).toBe(0);
    expect(await messagesOf(rows[0]?.trans_num ?? "")).toEqual([]);
    const one = await (await request(`/api/payments/${rows[0]?.trans_num}`)).json<{ alerts: object[] }>();
    expect(one.alerts).toEqual([]);
    expect(await waited()).toBe(before);

    const { cc_num } = rows[0] ?? freshRow();
    await push(freshRow({ cc_num, merchant: "fraud_Nowadays Newsagent" }));
    await expect.poll(async () => recipientsOf(await accepted("Nowadays")), PATIENTLY).toEqual(EVERYONE);
    expect(await accepted("Bygone")).toEqual([]);
    const wrong = await request("/api/payments?past=yes", { method: "POST", body, headers });
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { field: "past" }]);
  },
  AT_MOST,
);

test(
  "in a storm the mails of the day are spared and the channels are not: webhooks get every fraud, chats each card's first",
  async () => {
    const rows = Array.from({ length: 20 }, (_, at) => freshRow({ merchant: `fraud_Storm ${at} Stores` }));
    const again = freshRow({ cc_num: rows[0]?.cc_num ?? "", merchant: "fraud_Storm again Stores" });
    await push([...rows, again]);
    const told = async (path: string) =>
      (await posted(path, "Storm")).flatMap(({ body }) => /Storm \w+ Stores/.exec(body)?.[0] ?? []).sort();
    const first = rows.map(({ merchant }) => merchant.replace("fraud_", ""));
    await expect.poll(() => told("/vigie"), PATIENTLY).toEqual([...first, "Storm again Stores"].sort());
    await expect.poll(() => told("/slack"), PATIENTLY).toEqual([...first].sort());
    const { heldBack } = await (await request("/api/alerts")).json<MessageList>();
    expect(heldBack).toBe(16);
    const held = await (await request(`/api/payments/${again.trans_num}`)).json<{ alerts: object[] }>();
    expect(held.alerts).toMatchObject([{ state: "held_back", messages: [expect.stringContaining("webhook:")] }]);

    await heldSince(20 * MINUTE);
    await outbox().beat();
    const mailed = async () => recipientsOf(await accepted("16 more frauds held back"));
    await expect.poll(mailed, PATIENTLY).toEqual(EVERYONE);
    // The chat had not heard of one of them, and the webhook of all.
    await expect.poll(async () => (await posted("/slack", "1 more fraud held back")).length, PATIENTLY).toBe(1);
    const summaries = (await posted("/vigie", "Storm")).filter(({ body }) => body.includes("fraud.rollup"));
    expect(summaries).toEqual([]);
    const { messages } = await (await request("/api/alerts?limit=500")).json<MessageList>();
    const summary = messages.find(({ kind, channel }) => kind === "rollup" && channel === "slack");
    const inFull = await (await request(`/api/alerts/${encodeURIComponent(summary?.id ?? "")}`)).json<MessageInFull>();
    expect(inFull.payments.map(({ id }) => id)).toEqual([again.trans_num]);
  },
  AT_MOST,
);

test(
  "a merchant's name can neither become markup nor another header",
  async () => {
    const row = freshRow({ merchant: "fraud_<img src=x onerror=alert(1)>\r\nBcc: x@evil.example \u202egnp.exe" });
    await push(row);
    await expect.poll(async () => (await accepted("img src=x")).length, PATIENTLY).toBe(2);
    const [mail] = await accepted("img src=x");
    expect(mail?.subject).not.toMatch(/[\r\n\u202e]/);
    expect(mail?.html).not.toContain("<img");
    expect(mail?.html).toContain("&lt;img src=x onerror=alert(1)&gt;");
    const [message] = (await messagesOf(row.trans_num)).filter(({ channel }) => channel === "mail");
    const path = `/api/alerts/${encodeURIComponent(message?.id ?? "")}`;
    const full = await (await request(path)).json<MessageInFull>();
    expect(full).toMatchObject({ message: { state: "sent", to: message?.to }, payments: [{ id: row.trans_num }] });
    const frame = await request(`${path}/mail`);
    expect(frame.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'.*frame-ancestors 'self'; sandbox/,
    );
    expect(frame.headers.get("x-frame-options")).toBe("SAMEORIGIN");
    expect(await frame.text()).toBe(full.html);
  },
  AT_MOST,
);

test(
  "the outbox is read page by page",
  async () => {
    await push([freshRow(), freshRow(), freshRow()]);
    const ids: string[] = [];
    let cursor = "";
    do {
      const page = await (await request(`/api/alerts?limit=5${cursor}`)).json<MessageList>();
      ids.push(...page.messages.map(({ id }) => id));
      cursor = page.next === null ? "" : `&cursor=${page.next}`;
    } while (cursor !== "");
    const stored = await sql("select id from messages order by created_at desc, id desc");
    expect(ids).toEqual(stored.map(({ id }) => id));
    for (const query of ["?cursor=nonsense!", "?state=lost", "?limit=0"]) {
      expect((await request(`/api/alerts${query}`)).status).toBe(400);
    }
  },
  AT_MOST,
);

/** As if what is held back had been for so long. */
async function heldSince(ms: number): Promise<void> {
  await sql("update alerts set created_at = created_at - ? where notice is null", ms);
}

test(
  "with nothing to send, and whether or not the cron lives, the outbox wakes again for the morning's report",
  async () => {
    await push(freshRow());
    await expect.poll(async () => (await alertsWaiting()).pending, PATIENTLY).toBe(0);
    // The second round within a minute remembers what the first one planned.
    for (const _round of [1, 2]) {
      await outbox().beat();
      await runDurableObjectAlarm(outbox());
      expect(await runInDurableObject(outbox(), (_, { storage }) => storage.getAlarm())).toBeGreaterThan(0);
    }
  },
  AT_MOST,
);

async function alertsWaiting(): Promise<MessageList> {
  return (await request("/api/alerts?limit=1")).json();
}
