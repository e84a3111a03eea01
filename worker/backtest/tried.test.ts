import { expect, test } from "vitest";
import { FIRST_POLICY } from "../policy/policy.ts";
import type { Rule } from "../policy/rule.ts";
import { crossingLine } from "./crossingLine.ts";
import { linesTried, rulingTried } from "./tried.ts";

const rule: Rule = {
  id: "r",
  name: "Dear",
  when: "amount > 90",
  then: "review",
  state: "active",
  note: null,
  until: null,
};
const HELD = {
  ...FIRST_POLICY,
  rules: [rule],
  lists: [{ name: "vip", kind: "merchant" as const, note: null }],
  thresholds: { stream: { review: 0.2, decline: 0.6 } },
};

test("what is left out is the policy's", () => {
  const tried = rulingTried(HELD, { rules: null, lists: [] });
  expect(tried).toMatchObject({ ok: true, ruling: { rules: [rule], lists: HELD.lists, entries: [] } });
});

test("rules may ask for the policy's lists, and an entry must be of its list's kind", () => {
  const asking = { ...rule, when: "merchant in lists.vip" };
  expect(rulingTried(HELD, { rules: [asking], lists: null }).ok).toBe(true);
  const value = "Kirlin and Sons";
  expect(rulingTried(HELD, { rules: null, lists: [{ list: "vip", kind: "merchant", value }] }).ok).toBe(true);
  expect(rulingTried(HELD, { rules: null, lists: [{ list: "vip", kind: "card", value }] })).toMatchObject({
    ...{ ok: false, field: "lists.0.kind", problem: "must be merchant: that is what the list vip holds" },
  });
});

test("a line stands for all situations or for one; left out it is the policy's, and null is as if it had none", () => {
  expect(linesTried({ decline: 0.8 }, HELD.thresholds)).toEqual({
    stream: { review: 0.2, decline: 0.8 },
    first: { review: null, decline: 0.8 },
    snapshot: { review: null, decline: 0.8 },
  });
  expect(linesTried({ stream: { review: null }, first: { review: 0.1 } }, HELD.thresholds)).toEqual({
    stream: { review: null, decline: 0.6 },
    first: { review: 0.1, decline: null },
    snapshot: { review: null, decline: null },
  });
});

test("a line that is asked for alone is held against the policy's other one, in its situation", () => {
  const settings = { reviewThreshold: null, declineThreshold: null, lines: HELD.thresholds };
  expect(crossingLine({ decline: 0.1 }, settings)).toEqual({
    field: "thresholds.decline",
    problem:
      "is below the policy's line for the other, which is 0.2: no score would be reviewed; give thresholds.review too",
  });
  expect(crossingLine({ stream: { review: 0.7 } }, settings)?.field).toBe("thresholds.stream.review");
  expect(crossingLine({ first: { review: 0.7 } }, settings)).toBeNull();
  expect(crossingLine({ stream: { review: 0.7, decline: null } }, settings)).toBeNull();
});

test("rules that are tried may ask for the columns that are declared, and for no others", () => {
  const held = { ...HELD, columns: [{ name: "channel", kind: "text" as const }] };
  const asking = (when: string) => rulingTried(held, { rules: [{ ...rule, when }], lists: null });
  expect(asking('extra.channel == "app"')).toMatchObject({ ok: true, ruling: { columns: held.columns } });
  expect(asking('extra.chanel == "app"')).toMatchObject({ ok: false, field: "rules.0.when" });
});
