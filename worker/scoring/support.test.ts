import { expect, test } from "vitest";
import { readJson } from "./jsonPart.ts";
import { readSupport } from "./support.ts";

const good = {
  usualCents: 6862,
  highestFraudCents: 139_821,
  commonUpToCents: { home: 44_532 },
  fraudUpToCents: { home: 39_000 },
  hours: { home: [12, 13, 23] },
  ages: { from: 14, to: 93 },
  pace: { inHour: 4, inDay: 25 },
  columns: ["gender", "ageYears"],
};

const read = (json: unknown) => readSupport(readJson(JSON.stringify(json), "support.json"));

test("a good support is read, by category", () => {
  expect(read(good)).toEqual({
    ...good,
    commonUpToCents: new Map([["home", 44_532]]),
    fraudUpToCents: new Map([["home", 39_000]]),
    hours: new Map([["home", [12, 13, 23]]]),
  });
  expect(read({ ...good, ages: null, columns: [] })).toMatchObject({ ages: null, columns: [] });
});

test.each([
  [{ ...good, usualCents: 0 }, "support.json: usualCents"],
  [{ ...good, highestFraudCents: undefined }, "support.json: highestFraudCents"],
  [{ ...good, commonUpToCents: {} }, "support.json: commonUpToCents names no category"],
  [{ ...good, commonUpToCents: { home: "much" } }, "support.json: commonUpToCents.home"],
  [{ ...good, fraudUpToCents: { home: 0 } }, "support.json: fraudUpToCents.home"],
  [{ ...good, hours: undefined }, "support.json: hours"],
  [{ ...good, hours: { home: [12, 24] } }, "support.json: hours.home[1] must be an hour, 0 to 23"],
  [{ ...good, ages: { from: 93, to: 14 } }, "support.json: ages must go from the youngest to the oldest"],
  [{ ...good, pace: { inHour: 4 } }, "support.json: pace.inDay"],
  [{ ...good, columns: ["gender", "street"] }, "support.json: columns may only name gender, ageYears, cityPopulation"],
])("a support with a fault is refused, naming the field (%#)", (bad, field) => {
  expect(() => read(bad)).toThrow(field);
});
