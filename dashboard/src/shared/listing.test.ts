import { expect, test } from "vitest";
import { endingsOf, isOffered, type Listed, listedWords, meaningOf, OFFERS } from "./listing.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const blocked: Listed = {
  ...{ id: "e1", list: "block", kind: "card", value: "c0ffee", note: null, by: "ann@example.org", via: "board" },
  ...{ at: "2026-11-19T12:00:00.000Z", until: null },
};

test("what is on a list already is told, and not offered again", () => {
  expect(listedWords(blocked, NOW, "UTC")).toBe("This card is on the block list, without end.");
  expect(listedWords({ ...blocked, list: "snooze", until: "2026-11-20T18:00:00Z" }, NOW, "UTC")).toBe(
    "This card is quiet until 18:00: it alerts nobody.",
  );
  expect(listedWords({ ...blocked, list: "vip" }, NOW, "UTC")).toBe("This card is in the list vip, without end.");
  expect(OFFERS.filter((offer) => isOffered(offer, [blocked])).map(({ words }) => words)).toEqual([
    "Allow card",
    "Block merchant",
    "Allow merchant",
    "Snooze card",
    "Snooze merchant",
  ]);
});

test("a snooze is offered for an hour, a day or a week, and nothing else without an end", () => {
  const choices = new Map(OFFERS.map((offer) => [offer.words, endingsOf(offer)]));
  expect(choices.get("Snooze card")).toEqual(["1 h", "24 h", "7 d"]);
  expect(choices.get("Block card")?.[0]).toBe("never");
  for (const offer of OFFERS) expect(meaningOf(offer)).toMatch(new RegExp(`this ${offer.kind}`));
});
