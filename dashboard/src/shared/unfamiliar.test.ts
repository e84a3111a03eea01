import { expect, test } from "vitest";
import { samplePayment } from "../board/sample.ts";
import { unfamiliarOf } from "./unfamiliar.ts";

test("a payment as the version before sent it has nothing unfamiliar", () => {
  const { unfamiliar: _, ...older } = samplePayment({});
  expect(unfamiliarOf(older)).toEqual([]);
  const unfamiliar = [{ what: "amount" as const, why: "much" }];
  expect(unfamiliarOf(samplePayment({ unfamiliar }))).toEqual(unfamiliar);
});
