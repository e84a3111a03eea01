import { expect, test } from "vitest";
import { asksForHeaders, headersOf, liveOf, type Tried } from "./live.ts";
import { NEW_MAPPING, textOfMapping } from "./mappingForm.ts";

const TEXT = textOfMapping({ payment: { ...NEW_MAPPING.payment, cc_num: { path: "/number" }, card: undefined } });
const tried = (text: string, pasted: string, more: Partial<Tried> = {}) =>
  liveOf({ text, pasted, headers: "", source: "shop", ownIds: [], ...more });
const EVENT = { id: "p1", number: "12345678901234", note: "n 12345678901234", amount: 5, time: "2026-11-20T12:00:00" };

test("each field has its value or its error, and a card's number is gone before anything sees it", () => {
  const { event } = tried(TEXT, JSON.stringify(EVENT));
  expect(event).toMatchObject({ ok: true, cards: 2, problem: null });
  expect(JSON.stringify(event)).not.toContain("12345678901234");
  const [reading] = event?.ok ? event.readings : [];
  expect(reading).toMatchObject({
    kind: "payment",
    columns: { trans_num: "p1", cc_num: "00000000001234", merchant: "shop", amt: 5 },
    fields: { current_time: { value: "2026-11-20T12:00:00Z", from: "/time" } },
  });
});

test("without a mapping that can be read, or an event, what is wrong is said", () => {
  expect(tried("{", JSON.stringify(EVENT))).toMatchObject({
    mapping: { ok: false, problem: "is not JSON, or was cut off" },
    event: { ok: true, readings: [] },
  });
  expect(tried(TEXT, "{").event).toMatchObject({ ok: false });
  expect(tried(TEXT, " ").event).toBeNull();
  const listed = JSON.stringify({ ...JSON.parse(TEXT), items: "/items" });
  expect(tried(listed, JSON.stringify(EVENT)).event).toMatchObject({
    readings: [],
    problem: "/items must be a list of events: items is the pointer to it",
  });
});

test("a topic in a header says what an event is", () => {
  const text = textOfMapping({ ...JSON.parse(TEXT), event: { header: "X-Topic", payment: ["sale"] } });
  const shown = (headers: string) => tried(text, JSON.stringify(EVENT), { headers }).event;
  expect(shown("x-topic: sale")).toMatchObject({ readings: [{ kind: "payment", eventType: "sale" }] });
  expect(shown("")).toMatchObject({ readings: [{ kind: "ignored" }] });
  expect(asksForHeaders(tried(text, ""))).toBe(true);
  expect(asksForHeaders(tried(TEXT, ""))).toBe(false);
  expect(headersOf("X-Card: 4111 1111 1111 1111\nnothing")).toEqual({ "x-card": "•••• 1111" });
});

test("a system's own id stays whole, though it looks like a card's number, and a card's number in the same event does not", () => {
  const event = { ...EVENT, id: 4111111111111111, number: "4242424242424242" };
  const shown = tried(TEXT, JSON.stringify(event), { ownIds: ["/id"] }).event;
  expect(shown).toMatchObject({ ok: true, cards: 1, readings: [{ columns: { trans_num: 4111111111111111 } }] });
  expect(JSON.stringify(shown)).not.toContain("4242424242424242");
  const asNumber = TEXT.replace('"/number"', '"/id"');
  expect(JSON.stringify(tried(asNumber, JSON.stringify(event), { ownIds: ["/id"] }))).not.toContain("4111111111111111");
});
