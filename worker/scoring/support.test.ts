import { expect, test } from "vitest";
import { readJson } from "./jsonPart.ts";
import { readSupport } from "./support.ts";

const good = { usualCents: 6862, highestFraudCents: 139_821, commonUpToCents: { home: 44_532 } };

const read = (json: unknown) => readSupport(readJson(JSON.stringify(json), "support.json"));

test("a good support is read, by category", () => {
  expect(read(good).commonUpToCents.get("home")).toBe(44_532);
});

test.each([
  [{ ...good, usualCents: 0 }, "support.json: usualCents"],
  [{ ...good, highestFraudCents: undefined }, "support.json: highestFraudCents"],
  [{ ...good, commonUpToCents: {} }, "support.json: commonUpToCents names no category"],
  [{ ...good, commonUpToCents: { home: "much" } }, "support.json: commonUpToCents.home"],
])("a support with a fault is refused, naming the field (%#)", (bad, field) => {
  expect(() => read(bad)).toThrow(field);
});
