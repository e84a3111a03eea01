import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
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
} from "../../../test/sourceEvents.ts";
import type { SignatureScheme } from "../../payment/sources/mapping.ts";
import { presetOf } from "../../payment/sources/presets.ts";
import { isSignedBy, mayBeSignedBy, signingSecretProblem } from "./sourceSignature.ts";

const NOW = 1_795_000_000_000;

function schemeOf(name: string): SignatureScheme {
  return presetOf(name)?.mapping.signature ?? "standard";
}

function judged(scheme: SignatureScheme, secret: string, { headers, body }: SentEvent, nowMs = NOW): boolean {
  const given = new Headers(headers);
  return mayBeSignedBy(scheme, given, nowMs) && isSignedBy(scheme, secret, { headers: given, body, nowMs });
}

const SENT: Record<keyof typeof SECRETS, SentEvent> = {
  stripe: signedByStripe(stripeEvent("charge.succeeded", stripeCharge("ch_1")), NOW),
  adyen: signedByAdyen([adyenItem("AUTHORISATION"), adyenItem("CHARGEBACK", { originalReference: "a\\b:c" })]),
  checkout: signedByCheckout(checkoutEvent("payment_approved", checkoutPayment("pay_1"))),
  shopify: signedByShopify("orders/create", shopifyOrder(1)),
  woocommerce: signedByWoo(wooOrder(1)),
};

describe.each(["stripe", "adyen", "checkout", "shopify", "woocommerce"] as const)("%s", (name) => {
  const scheme = schemeOf(name);
  const sent = SENT[name];

  test("an event with its own signature is let in", () => {
    expect(judged(scheme, SECRETS[name], sent)).toBe(true);
  });

  test("another secret, a changed byte and a missing signature are not", () => {
    const other = name === "adyen" ? SECRETS.adyen.replace("44", "45") : `${SECRETS[name]}x`;
    expect(judged(scheme, other, sent)).toBe(false);
    const changed = name === "adyen" ? sent.body.replace('"value":1130', '"value":1131') : `${sent.body} `;
    expect(judged(scheme, SECRETS[name], { ...sent, body: changed })).toBe(false);
    const bare = name === "adyen" ? sent.body.replaceAll("hmacSignature", "other") : sent.body;
    expect(judged(scheme, SECRETS[name], { headers: {}, body: bare })).toBe(false);
  });

  test("a signature cut short, or of another form, is not, and does no harm", () => {
    for (const form of ["", "x", "t=1", "v1=", "0".repeat(64), "A".repeat(44), "ä".repeat(64), "=".repeat(10_000)]) {
      const headers = Object.fromEntries(Object.keys(sent.headers).map((header) => [header, encodeURI(form)]));
      if (name !== "adyen") expect(judged(scheme, SECRETS[name], { ...sent, headers })).toBe(false);
    }
  });
});

describe("Stripe", () => {
  const sign = (atMs: number) => signedByStripe({ id: "evt_1" }, atMs);

  test.each([0, 300, -300])("a signature %d seconds off is taken", (seconds) => {
    expect(judged("stripe", SECRETS.stripe, sign(NOW + seconds * 1000))).toBe(true);
  });

  test.each([301, -301])("a signature %d seconds off is not", (seconds) => {
    expect(judged("stripe", SECRETS.stripe, sign(NOW + seconds * 1000))).toBe(false);
  });

  test("of several signatures one has to be right", () => {
    const { body, headers } = sign(NOW);
    const [t, v1] = (headers["stripe-signature"] ?? "").split(",");
    const both = { "stripe-signature": `${t},v1=${"0".repeat(64)},${v1}` };
    expect(judged("stripe", SECRETS.stripe, { body, headers: both })).toBe(true);
    const wrong = { "stripe-signature": `${t},v1=${"0".repeat(64)},v0=${v1?.slice(3)}` };
    expect(judged("stripe", SECRETS.stripe, { body, headers: wrong })).toBe(false);
  });

  test("the time that is signed is the one that counts", () => {
    const { body, headers } = sign(NOW - 600_000);
    const moved = { "stripe-signature": (headers["stripe-signature"] ?? "").replace(/t=\d+/, `t=${NOW / 1000}`) };
    expect(judged("stripe", SECRETS.stripe, { body, headers: moved })).toBe(false);
  });
});

test("one item of Adyen's that is not signed spoils them all", () => {
  const good = JSON.parse(SENT.adyen.body);
  const forged = { NotificationRequestItem: adyenItem("AUTHORISATION", { pspReference: "FORGED" }) };
  const body = JSON.stringify({ notificationItems: [...good.notificationItems, forged] });
  expect(judged("adyen", SECRETS.adyen, { headers: {}, body })).toBe(false);
  expect(judged("adyen", SECRETS.adyen, { headers: {}, body: '{"notificationItems":[]}' })).toBe(false);
});

test("a header of one's own may have a beginning, and digits of either case", () => {
  const scheme = { header: "X-Hub-Signature-256", algorithm: "sha256", encoding: "hex", prefix: "sha256=" } as const;
  const digest = createHmac("sha256", "secret!!").update("{}").digest("hex");
  expect(
    judged(scheme, "secret!!", { body: "{}", headers: { "x-hub-signature-256": `sha256=${digest.toUpperCase()}` } }),
  ).toBe(true);
  expect(judged(scheme, "secret!!", { body: "{}", headers: { "x-hub-signature-256": digest } })).toBe(false);
});

test.each<[SignatureScheme, string, RegExp | null]>([
  ["adyen", SECRETS.adyen, null],
  ["adyen", "not hexadecimal", /hexadecimal/],
  ["standard", "short", /must be whsec_/],
  ["stripe", "short", /at least 8 characters/],
])("a secret for %o that cannot be one is told", (scheme, secret, problem) => {
  const said = signingSecretProblem(scheme, secret);
  if (problem === null) expect(said).toBeNull();
  else expect(said).toMatch(problem);
});
