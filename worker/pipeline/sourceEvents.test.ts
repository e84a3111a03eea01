// What people may see of the events of a source.
import { expect, test } from "vitest";
import { stripeCharge, stripeEvent } from "../../test/sourceEvents.ts";
import { apply } from "../payment/sources/apply.ts";
import type { Mapping } from "../payment/sources/mapping.ts";
import { stripe } from "../payment/sources/stripe.ts";
import { shownEvent, takenOf } from "./sourceEvents.ts";

function taken(
  mapping: Mapping,
  event: unknown,
  isShown: (at: number) => boolean = () => true,
  ownIds: readonly string[] = [],
) {
  const applied = apply(mapping, event, { source: "mine" });
  if (!applied.ok) throw new Error(applied.problem);
  const readings = applied.readings.filter((_, at) => isShown(at));
  return takenOf(readings, [], shownEvent({ mapping, ownIds }, event, readings));
}

const CHARGE = stripeCharge("ch_1");

test.each(["charge.succeeded", "charge.failed", "charge.refunded"])(
  "an event of %s does not show the card's fingerprint, though it may be no payment",
  (type) => {
    const [event] = taken(stripe.mapping, stripeEvent(type, CHARGE));
    expect(JSON.stringify(CHARGE)).toContain("Xt5EWLLDS7FJjR1c");
    expect(JSON.stringify(event)).not.toContain("Xt5EWLLDS7FJjR1c");
    expect(event?.body).toContain("ch_1");
  },
);

const LIST: Mapping = {
  items: "/items",
  id: { path: "/id" },
  payment: {
    trans_num: { path: "/id" },
    amt: { path: "/amt" },
    card: { first: [{ path: "/alias" }, { path: "/token" }, { path: "/id" }] },
  },
};

test("a list of which most came before hides the cards of all, and each token of a card", () => {
  const items = [
    { id: "one", amt: 1, alias: "aliasOfOne", tok: 1 },
    { id: "two", amt: 1, alias: "aliasOfTwo", ref: "secondTokenOfTwo", token: "secondTokenOfTwo" },
  ];
  const [event] = taken(LIST, { items }, (at) => at === 1);
  expect(event?.body).not.toMatch(/aliasOf|secondToken/);
  expect(event?.body).toContain('"one"');
});

test("words and the type of an event show no card and no address, even where a pointer leads to them by mistake", () => {
  const kind = { path: "/text", payment: [], label: [], refund: [], else: "ignore" } as const;
  const text = "4111 1111 1111 1111 ada@example.com aliasOfAda";
  const [ignored] = taken(
    { ...LIST, event: { ...kind, payment: [], label: [], refund: [] } },
    { items: [{ text, alias: "aliasOfAda" }] },
  );
  expect(JSON.stringify(ignored)).not.toMatch(/4111 1111|ada@|aliasOfAda/);
  const amt = { path: "/text", table: {} };
  const [wrong] = taken(
    { ...LIST, payment: { ...LIST.payment, amt } },
    { items: [{ id: "x", text, alias: "aliasOfAda" }] },
  );
  expect(wrong?.problem).toMatch(/is not in the table/);
  expect(JSON.stringify(wrong)).not.toMatch(/4111 1111|ada@|aliasOfAda/);
});

test("a system's own id is shown whole, though it looks like a card's number, and so is one that stands for a card", () => {
  const items = [{ id: "4111111111111111", amt: 1, note: "4242424242424242" }];
  const [event] = taken(LIST, { items }, () => true, ["/id"]);
  expect(event?.body).toContain('"id":"4111111111111111"');
  expect(event?.body).not.toContain("4242424242424242");
  const [plain] = taken(LIST, { items: [{ id: "order-1", amt: 1 }] });
  expect(plain?.body).toContain('"id":"order-1"');
});

test("a name within an event is no place for an address either", () => {
  const [event] = taken(LIST, { items: [{ id: "x", amt: 1, "ada@example.com": 1 }] });
  expect(event?.body).not.toContain("ada@");
});
