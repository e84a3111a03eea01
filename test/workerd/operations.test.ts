// What docs/operations.md promises of a secret that is rotated, and of a Vigie that is closed for a restore.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import { verdictHref } from "../../worker/notice/verdictLink.ts";
import { feedBody, feedRow } from "../rows.ts";
import { feedAnswers, feedCalls } from "./feed.ts";
import { HOST, poller, push, request } from "./worker.ts";

describe("with another CARD_KEY", () => {
  const ROTATED = { CARD_KEY: "another key of the tests, as long as the first" };

  test("a stored payment that comes again is refused as a contradiction, and the stored one stands", async () => {
    const row = feedRow();
    await push(row);
    const again = await (await push([row, feedRow()], ROTATED)).json();
    expect(again).toMatchObject({ rejects: [{ index: 0, code: "conflict", field: "cc_num" }] });
    expect((await request(`/api/payments/${row.trans_num}`)).status).toBe(200);
  });

  test("the buttons in mails that were sent are void", async () => {
    const row = feedRow();
    await push(row);
    const linked = {
      paymentId: row.trans_num,
      verdict: "fraud" as const,
      by: "ann@example.org",
      expiresAt: Date.now() + 60_000,
    };
    const link = new URL(verdictHref({ cardKey: configOf(env).cardKey, publicUrl: HOST }, linked));
    const path = `${link.pathname}${link.search}`;
    expect((await request(path)).status).toBe(200);
    const page = await request(path, {}, ROTATED);
    expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.status).toBeLessThan(500);
  });
});

test("a push that is signed with the old INGEST_SECRET and the new one passes before and after the rotation", async () => {
  const secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2Vjb25kIHNlY3JldCBvZiB0aGUgdGVzdHM="];
  const body = JSON.stringify(feedRow());
  const at = new Date();
  const signatures = secrets.map((secret) => new Webhook(secret).sign("msg_1", at, body)).join(" ");
  const headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": signatures,
  };
  for (const INGEST_SECRET of secrets) {
    const answer = await request("/api/payments", { method: "POST", body, headers }, { INGEST_SECRET });
    expect(answer.status).toBe(200);
  }
});

describe("a DATABASE_URL that is no address", () => {
  const CLOSED = { DATABASE_URL: "closed" };

  test("closes Vigie, also on D1: nothing is read or taken, and senders are to try again", async () => {
    for (const answer of [await request("/api/payments", {}, CLOSED), await push(feedRow(), CLOSED)]) {
      expect(answer.status).toBe(503);
      expect(await answer.text()).toContain("Vigie is not configured");
    }
  });

  test("ends the polling", async () => {
    await feedAnswers({ body: feedBody([feedRow()]) });
    await runInDurableObject(poller(), async (instance) => {
      Reflect.set(instance, "env", { ...env, ...CLOSED });
      expect(await instance.run()).toBeNull();
      Reflect.set(instance, "env", env);
    });
    expect(await feedCalls()).toBe(0);
  });
});
