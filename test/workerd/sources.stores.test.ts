// Events of other systems: signed, decided, and turned into verdicts, on every store.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { configOf } from "../../worker/config/config.ts";
import { qualityNow } from "../../worker/health/presentStatus.ts";
import { openStore } from "../../worker/store/open.ts";
import type { PaymentView, VerdictView } from "../../worker/wire/board.ts";
import type { FromSourceAnswer } from "../../worker/wire/sources.ts";
import {
  adyenItem,
  checkoutEvent,
  checkoutPayment,
  SECRETS,
  type SentEvent,
  shopifyOrder,
  signedByAdyen,
  signedByCheckout,
  signedByShopify,
  signedByStripe,
  signedByWoo,
  stripeCharge,
  stripeEvent,
  wooOrder,
} from "../sourceEvents.ts";
import { expectClear } from "./clearRefusal.ts";
import { ledgerEnds, recorded, request } from "./worker.ts";

const WITH_SECRETS = {
  SOURCE_SECRET_STRIPE: SECRETS.stripe,
  SOURCE_SECRET_ADYEN: SECRETS.adyen,
  SOURCE_SECRET_CHECKOUT: SECRETS.checkout,
  SOURCE_SECRET_SHOPIFY: SECRETS.shopify,
  SOURCE_SECRET_WOOCOMMERCE: SECRETS.woocommerce,
};

let nth = 0;
/** Ids of this test alone. */
let id = "";
beforeEach(() => {
  nth += 1;
  id = `ch_test${nth}`;
});

const nowS = () => Math.floor(Date.now() / 1000);
const charge = (more: object = {}) => stripeCharge(id, { created: nowS(), ...more });

function send(source: string, { body, headers }: SentEvent, changes: object = WITH_SECRETS): Promise<Response> {
  return request(`/api/payments/from/${source}`, { method: "POST", body, headers }, changes);
}

async function taken(source: string, sent: SentEvent): Promise<FromSourceAnswer> {
  const answer = await send(source, sent);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
}

const stripe = (type: string, object: Record<string, unknown>, more: object = {}) =>
  signedByStripe(stripeEvent(type, object, { ...more }), Date.now());

async function inFull(paymentId: string): Promise<{ payment: PaymentView; verdicts: VerdictView[] }> {
  return (await request(`/api/payments/${paymentId}`)).json();
}

const dispute = (paymentId: string, more: object = {}) =>
  stripe("charge.dispute.created", {
    id: `dp_${paymentId}`,
    charge: paymentId,
    reason: "fraudulent",
    status: "needs_response",
    ...more,
  });

describe("payments", () => {
  test("a charge of Stripe's is decided, and says who sent it", async () => {
    const { decisions, rejects, problems } = await taken("stripe", stripe("charge.succeeded", charge()));
    expect(rejects).toEqual([]);
    expect(problems).toEqual([]);
    expect(decisions).toMatchObject([{ id, status: "stored", outcome: expect.any(String) }]);
    const { payment } = await inFull(id);
    expect(payment).toMatchObject({ id, merchant: "stripe", card: { last4: "4242" } });
  });

  test("an event that is sent again has the decision of the first time", async () => {
    const sent = stripe("charge.succeeded", charge());
    const [first, second] = [await taken("stripe", sent), await taken("stripe", sent)];
    const { score } = z.object({ score: z.number().nullable() }).parse(first.decisions[0]);
    expect(second.decisions).toMatchObject([{ id, status: "repeated", score }]);
  });

  test("an event that is sent again while the first still runs is stored once", async () => {
    const sent = stripe("charge.succeeded", charge());
    const answers = await Promise.all([taken("stripe", sent), taken("stripe", sent), taken("stripe", sent)]);
    expect(answers.flatMap(({ decisions }) => decisions.map(({ status }) => status)).sort()).toEqual([
      "repeated",
      "repeated",
      "stored",
    ]);
  });

  test("what is neither payment nor label is acknowledged", async () => {
    expect(await taken("stripe", stripe("customer.created", { id: "cus_1" }))).toEqual({
      decisions: [],
      rejects: [],
      labels: [],
      ignored: 1,
      problems: [],
    });
  });

  test("a row that cannot be read is refused in the mapping's words, and the event is not sent again", async () => {
    const { decisions, rejects, problems } = await taken(
      "stripe",
      stripe("charge.succeeded", charge({ amount: null })),
    );
    expect(decisions).toEqual([]);
    expect(rejects).toMatchObject([{ id, code: "missing" }]);
    expect(problems).toEqual(["amt: nothing stands at /data/object/amount; choose another pointer"]);
  });

  test("Adyen is answered as it wants, and each item is decided", async () => {
    const items = ["A", "B"].map((letter) =>
      adyenItem("AUTHORISATION", { pspReference: `PSP${letter}${nth}X`, eventDate: new Date().toISOString() }),
    );
    const answer = await send("adyen", signedByAdyen(items));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("[accepted]");
    expect(await inFull(`PSPA${nth}X`)).toMatchObject({ payment: { merchant: "ExampleShopEU" } });
    expect(await inFull(`PSPB${nth}X`)).toMatchObject({ payment: { merchant: "ExampleShopEU" } });
  });

  test("payments of Checkout.com, Shopify and WooCommerce are decided", async () => {
    const at = new Date().toISOString();
    const paid = checkoutEvent("payment_approved", checkoutPayment(`pay_${nth}`, { processed_on: at }));
    expect((await taken("checkout", signedByCheckout(paid))).decisions).toMatchObject([
      { id: `pay_${nth}`, status: "stored" },
    ]);
    const order = shopifyOrder(820_982_911 + nth, { processed_at: at });
    expect((await taken("shopify", signedByShopify("orders/create", order))).decisions).toMatchObject([
      { status: "stored" },
    ]);
    const woo = wooOrder(7_000 + nth, { date_paid_gmt: at.slice(0, 19) });
    expect((await taken("woocommerce", signedByWoo(woo))).decisions).toMatchObject([{ status: "stored" }]);
  });
});

describe("signatures", () => {
  test("an event without a signature, with another's or with a changed body is not let in", async () => {
    const sent = stripe("charge.succeeded", charge());
    await expectClear(await send("stripe", { ...sent, headers: {} }), 401);
    await expectClear(await send("stripe", { ...sent, body: sent.body.replace("8420", "1") }), 401);
    const { error } = await expectClear(
      await send("stripe", signedByStripe(stripeEvent("x", {}), Date.now(), "another secret")),
      401,
    );
    expect(error).toBe(
      "a valid signature is needed: with SOURCE_SECRET_STRIPE, by Stripe, in the header stripe-signature, at most five minutes ago",
    );
    expect((await request(`/api/payments/${id}`)).status).toBe(404);
  });

  test("without a secret it is closed, and says how one is set", async () => {
    const answer = await send("stripe", stripe("charge.succeeded", charge()), {
      VIGIE_LOCAL: undefined,
      DASHBOARD_TOKEN: "a dashboard token of the tests",
    });
    expect((await expectClear(answer, 503)).error).toContain("npm run deploy -- --secret SOURCE_SECRET_STRIPE");
  });

  test("on one's own machine an event needs no signature", async () => {
    const sent = { ...stripe("charge.succeeded", charge()), headers: {} };
    expect((await send("stripe", sent, {})).status).toBe(200);
  });

  test("a secret that cannot be one is told, and lets nothing in", async () => {
    const answer = await send("adyen", signedByAdyen([adyenItem("AUTHORISATION")]), {
      SOURCE_SECRET_ADYEN: "no hexadecimal key",
    });
    expect((await expectClear(answer, 503)).error).toMatch(/^SOURCE_SECRET_ADYEN must be the HMAC key/);
  });

  test("the first word of WooCommerce, which is not signed, is acknowledged", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await send("woocommerce", { body: "webhook_id=12", headers })).status).toBe(200);
    await expectClear(await send("woocommerce", { body: "webhook_id=12&x=1", headers }), 401);
    await expectClear(await send("shopify", { body: "webhook_id=12", headers }), 401);
  });

  test.each(["nothing", "Stripe", "a%2Fb", "__proto__"])("there is no source called %s", async (name) => {
    await expectClear(await send(name, stripe("charge.succeeded", charge()), {}), [404, 503]);
  });

  test.each(["{", "[1", "nothing"])("a signed body that is %s is no event", async (body) => {
    const { headers } = signedByCheckout({});
    const { createHmac } = await import("node:crypto");
    const signature = createHmac("sha256", SECRETS.checkout).update(body).digest("hex");
    await expectClear(await send("checkout", { body, headers: { ...headers, "cko-signature": signature } }), 400);
  });
});

describe("labels", () => {
  test("a dispute for fraud is Stripe's verdict of fraud, which is listed and audited", async () => {
    await taken("stripe", stripe("charge.succeeded", charge()));
    const { labels } = await taken("stripe", dispute(id));
    expect(labels).toEqual([{ id, verdict: "fraud", status: "recorded" }]);
    const { payment, verdicts } = await inFull(id);
    expect(payment.verdict).toBe("fraud");
    expect(verdicts).toMatchObject([{ verdict: "fraud", by: "stripe", via: "source", note: "charge.dispute.created" }]);
    const { entries } = await (await request(`/api/audit?subject=${id}`)).json<{ entries: object[] }>();
    expect(entries).toMatchObject([{ action: "verdict", by: "stripe", via: "source" }]);
  });

  test("a label counts once, though it is sent again after another has been said", async () => {
    await taken("stripe", stripe("charge.succeeded", charge()));
    const first = dispute(id);
    await taken("stripe", first);
    const won = stripe("charge.dispute.closed", { id: `dp_${id}`, charge: id, reason: "fraudulent", status: "won" });
    await taken("stripe", won);
    expect((await taken("stripe", first)).labels).toMatchObject([{ status: "used" }]);
    expect((await inFull(id)).verdicts.map(({ verdict }) => verdict)).toEqual(["fraud", "legitimate"]);
  });

  test("a label that comes before its payment waits for it", async () => {
    expect((await taken("stripe", dispute(id))).labels).toEqual([{ id, verdict: "fraud", status: "waiting" }]);
    expect((await request(`/api/payments/${id}`)).status).toBe(404);
    await taken("stripe", stripe("charge.succeeded", charge()));
    await expect
      .poll(async () => (await inFull(id)).verdicts)
      .toMatchObject([{ verdict: "fraud", by: "stripe", via: "source" }]);
    expect((await inFull(id)).payment.verdict).toBe("fraud");
  });

  test("a waiting label outlives the end of the ledger", async () => {
    await taken("stripe", dispute(id));
    await ledgerEnds();
    await taken("stripe", stripe("charge.succeeded", charge()));
    await expect.poll(async () => (await inFull(id)).payment.verdict).toBe("fraud");
  });

  test("what a person says stands over what a source says, and the audit tells of both", async () => {
    await taken("stripe", stripe("charge.succeeded", charge()));
    await request(`/api/payments/${id}/verdict`, { method: "POST", body: '{"verdict":"legitimate"}' });
    expect((await taken("stripe", dispute(id))).labels).toMatchObject([{ status: "contradicted" }]);
    const { payment, verdicts } = await inFull(id);
    expect(payment.verdict).toBe("legitimate");
    expect(verdicts).toHaveLength(1);
    const { entries } = await (await request(`/api/audit?subject=${id}`)).json<{ entries: object[] }>();
    expect(entries[0]).toMatchObject({
      action: "verdict_contradicted",
      by: "stripe",
      before: { verdict: "legitimate" },
      after: { verdict: "fraud" },
    });
  });

  test("a person may say otherwise than a source, and takes it back to nothing", async () => {
    await taken("stripe", stripe("charge.succeeded", charge()));
    await taken("stripe", dispute(id));
    const say = (verdict: string | null) =>
      request(`/api/payments/${id}/verdict`, { method: "POST", body: JSON.stringify({ verdict }) });
    await say("legitimate");
    expect((await inFull(id)).payment.verdict).toBe("legitimate");
    await say(null);
    const lost = stripe("charge.dispute.closed", { id: `dp_${id}`, charge: id, reason: "fraudulent", status: "lost" });
    expect((await taken("stripe", lost)).labels).toMatchObject([{ status: "recorded" }]);
  });

  test("where a verdict of fraud blocks the card, a source's does, too", async () => {
    const change = (blockOnFraud: boolean) =>
      request("/api/policy", { method: "PUT", body: JSON.stringify({ blockOnFraud }), headers: { "if-match": "*" } });
    await change(true);
    const own = { payment_method_details: { card: { fingerprint: `print-${id}` } } };
    await taken("stripe", stripe("charge.succeeded", charge(own)));
    await taken("stripe", dispute(id));
    const { entries } = await (await request("/api/lists/block")).json<{ entries: { by: string; via: string }[] }>();
    await change(false);
    expect(entries[0]).toMatchObject({ by: "stripe", via: "verdict" });
  });

  test("a fraud among a source's labels counts in precision", async () => {
    await taken("stripe", stripe("charge.succeeded", charge()));
    const known = async () => (await qualityNow(openStore(env), configOf(env), Date.now())).known;
    const before = await known();
    await taken("stripe", dispute(id));
    expect((await known()) - before).toBe(1);
  });
});

test("each event is counted once, and the last ones are shown without person or card", async () => {
  const source = env.SOURCES.getByName("stripe");
  const before = await source.status();
  const sent = stripe("charge.succeeded", charge());
  await taken("stripe", sent);
  await taken("stripe", sent);
  await recorded();
  const after = await source.status();
  expect(after.events.payment - before.events.payment).toBe(1);
  const [last] = await source.recent();
  expect(last).toMatchObject({ kind: "payment", type: "charge.succeeded", problem: null });
  expect(last?.body).toContain(id);
  expect(last?.body).not.toMatch(/Ada|Lovelace|example\.com|High Street|Xt5EWLLDS7FJjR1c/);
});

describe("/api/sources", () => {
  const write = (method: string, name: string, body: object | null, ifMatch = "*") =>
    request(`/api/sources/${name}`, {
      method,
      ...(body === null ? {} : { body: JSON.stringify(body) }),
      headers: { "if-match": ifMatch },
    });
  const MAPPING = {
    event: { path: "/kind", payment: ["paid"], label: ["fraud"] },
    id: { path: "/event" },
    payment: {
      trans_num: { path: "/order" },
      card: { path: "/token" },
      amt: { path: "/cents", scale: 100 },
      current_time: { path: "/at", unit: "s" },
      category: { path: "/shelf", table: { toys: "kids_pets" }, else: "misc_net" },
    },
    label: { payment: { path: "/order" }, verdict: { const: "fraud" }, fraudType: { const: "friendly" } },
    signature: { header: "x-till", algorithm: "sha256", encoding: "hex" },
  };

  test("lists the presets, and what they need", async () => {
    const { sources } = await (await request("/api/sources")).json<{ sources: { name: string }[] }>();
    expect(sources.map(({ name }) => name)).toEqual(["stripe", "adyen", "checkout", "shopify", "woocommerce"]);
    expect(sources[0]).toMatchObject({
      title: "Stripe",
      preset: true,
      own: false,
      path: "/api/payments/from/stripe",
      secret: "SOURCE_SECRET_STRIPE",
      hasSecret: false,
      problem: null,
    });
    const guarded = await request(
      "/api/sources",
      { headers: { authorization: "Bearer a dashboard token of the tests" } },
      { DASHBOARD_TOKEN: "a dashboard token of the tests" },
    );
    const { sources: closed } = await guarded.json<{ sources: { problem: string }[] }>();
    expect(closed[0]?.problem).toBe("no SOURCE_SECRET_STRIPE is set: npm run deploy -- --secret SOURCE_SECRET_STRIPE");
  });

  test("a source of one's own is saved, audited, used, changed and taken away", async () => {
    expect((await write("PUT", "till", { mapping: MAPPING, note: "our shop" })).status).toBe(200);
    const { entries } = await (await request("/api/audit?subject=till")).json<{ entries: object[] }>();
    expect(entries).toMatchObject([{ action: "source_saved" }]);
    const body = JSON.stringify({
      kind: "paid",
      event: `e${id}`,
      order: id,
      token: "tok_1",
      cents: 1250,
      at: nowS(),
      shelf: "toys",
    });
    const { createHmac } = await import("node:crypto");
    const sent = { body, headers: { "x-till": createHmac("sha256", "a secret of ours").update(body).digest("hex") } };
    const secret = { SOURCE_SECRET_TILL: "a secret of ours" };
    const answer = await send("till", sent, secret);
    expect(await answer.json()).toMatchObject({ decisions: [{ id, status: "stored" }], rejects: [] });
    expect(await inFull(id)).toMatchObject({ payment: { merchant: "till", category: "kids_pets", amount: "12.50" } });
    await expectClear(await send("till", { body, headers: {} }, secret), 401);
    const { source, recent } = await (await request("/api/sources/till")).json<{ source: object; recent: object[] }>();
    expect(source).toMatchObject({
      own: true,
      preset: false,
      note: "our shop",
      events: { payment: 1 },
      mapping: MAPPING,
    });
    expect(recent.at(-1)).toMatchObject({ kind: "payment", type: "paid", body: { order: id, token: "…" } });

    expect((await write("DELETE", "till", null)).status).toBe(200);
    await expectClear(await send("till", sent, secret), 404);
    await expectClear(await write("DELETE", "till", null), 404);
    await expectClear(await request("/api/sources/till"), 404);
  });

  test("a preset may be read otherwise, and as shipped again", async () => {
    const { source } = await (await request("/api/sources/stripe")).json<{
      source: { mapping: Record<string, object> };
    }>();
    const { signature: _, ...shipped } = source.mapping;
    const mapping = { ...shipped, payment: { ...shipped.payment, merchant: { const: "Our shop" } } };
    expect((await write("PUT", "stripe", { mapping })).status).toBe(200);
    await taken("stripe", stripe("charge.succeeded", charge()));
    expect(await inFull(id)).toMatchObject({ payment: { merchant: "Our shop" } });
    expect((await write("DELETE", "stripe", null)).status).toBe(200);
  });

  test.each([
    ["till", { mapping: { payment: {} } }, 400, /^mapping.payment must say where trans_num stands/],
    ["till", { mapping: { ...MAPPING, payments: {} } }, 400, /^mapping.payments is not known; payment is/],
    ["till", { mapping: "x" }, 400, /^mapping must be an object/],
    ["till", {}, 400, /^mapping must be an object/],
    ["Till", { mapping: MAPPING }, 400, /^name must begin with a small letter/],
  ])("%s %j is refused by field", async (name, body, status, problem) => {
    expect((await expectClear(await write("PUT", name, body), status)).error).toMatch(problem);
  });

  test("a version that has moved is refused, and so is a change without one", async () => {
    await expectClear(await write("PUT", "till", { mapping: MAPPING }, '"9999"'), 412);
    await expectClear(
      await request("/api/sources/till", { method: "PUT", body: JSON.stringify({ mapping: MAPPING }) }),
      428,
    );
  });

  test("events that are refused are told on health, until one is taken", async () => {
    const { signature: _, ...mapping } = MAPPING;
    await write("PUT", "gate", { mapping });
    const secret = { SOURCE_SECRET_GATE: `whsec_${btoa("thirty-two bytes of a test's own.")}` };
    const problems = async () =>
      (await (await request("/api/health", {}, secret)).json<{ problems: string[] }>()).problems.join();
    const body = JSON.stringify({ kind: "other" });
    await expectClear(await send("gate", { body, headers: {} }, secret), 401);
    expect(await problems()).toMatch(
      /Events are refused, and none was taken since: 1 event of gate .* not signed rightly as Standard Webhooks say/,
    );
    const { Webhook } = await import("standardwebhooks");
    const now = new Date();
    const signed = new Webhook(secret.SOURCE_SECRET_GATE).sign("msg_1", now, body);
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": `${Math.floor(now.getTime() / 1000)}`,
      "webhook-signature": signed,
    };
    expect((await send("gate", { body, headers }, secret)).status).toBe(200);
    expect(await problems()).not.toContain("gate");
    await write("DELETE", "gate", null);
  });

  test("an event is tried without anything being kept", async () => {
    const event = stripeEvent("charge.succeeded", charge());
    const tryOut = (body: object) => request("/api/sources/stripe/try", { method: "POST", body: JSON.stringify(body) });
    const { readings } = await (await tryOut({ event })).json<{ readings: object[] }>();
    expect(readings).toMatchObject([
      {
        kind: "payment",
        eventType: "charge.succeeded",
        fields: { amt: { value: "84.2", from: "/data/object/amount" }, trans_num: { value: id } },
        admission: { ok: true, error: null },
        label: null,
      },
    ]);
    expect(JSON.stringify(readings)).not.toContain("cardId");
    expect((await request(`/api/payments/${id}`)).status).toBe(404);
    const broken = { ...MAPPING, payment: { ...MAPPING.payment, amt: { path: "/nowhere" } } };
    const own = await tryOut({ event: { kind: "paid", order: "o1" }, mapping: broken });
    expect(await own.json()).toMatchObject({
      readings: [
        { fields: { amt: { error: "nothing stands at /nowhere; choose another pointer" } }, admission: { ok: false } },
      ],
    });
    await expectClear(await tryOut({ event, mapping: { payment: {} } }), 400);
    await expectClear(await request("/api/sources/none/try", { method: "POST", body: '{"event":{}}' }), 404);
    await expectClear(await request("/api/sources/stripe/try", { method: "POST", body: "{" }), 400);
  });
});

test("an order of Shopify's whose number looks like a card's is taken, and so is its chargeback", async () => {
  // Begins as numbers of cards do, and has their check digit.
  const order = shopifyOrder(5_018_000_000_007, { processed_at: new Date().toISOString() });
  const { decisions, rejects } = await taken("shopify", signedByShopify("orders/create", order));
  expect(rejects).toEqual([]);
  expect(decisions).toMatchObject([{ id: "5018000000007", status: "stored" }]);
  const disputed = signedByShopify("disputes/create", {
    id: 1,
    order_id: order.id,
    reason: "fraudulent",
    status: "needs_response",
  });
  expect((await taken("shopify", disputed)).labels).toMatchObject([{ id: "5018000000007", status: "recorded" }]);
});
