import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import type { Arrival } from "../pipeline/arrival.ts";
import { discarded, type Giver } from "./discard.ts";
import { packMessages } from "./pack.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const ANN: Giver = { by: "ann@example.org", via: "board" };

function bodyOf(...ids: string[]): string {
  const arrivals = ids.map(
    (id): Arrival => ({ admission: { ok: true, payment: payment({ id }) }, source: "push", seenAt: NOW - 1_000 }),
  );
  return packMessages(arrivals)[0] ?? "";
}

function reasonsOf(arrivals: readonly Arrival[]): string[] {
  return arrivals.flatMap(({ admission }) => (admission.ok ? [] : [admission.reject.reason]));
}

test("a refused row says who gave its payment up, or where, as far as that is known", () => {
  const reasons = (giver: Giver) => reasonsOf(discarded(bodyOf("a"), giver, new Set(), NOW)).join();
  expect(reasons(ANN)).toMatch(/given up by ann@example\.org$/);
  expect(reasons({ by: "board", via: "board" })).toMatch(/given up on the board$/);
  expect(reasons({ by: "api", via: "api" })).toMatch(/given up through the API$/);
  expect(reasonsOf(discarded("nothing of ours", ANN, new Set(), NOW)).join()).toMatch(/given up by ann@example\.org$/);
});

test("what is stored already is not refused as well", () => {
  const left = discarded(bodyOf("a", "b", "c"), ANN, new Set(["b"]), NOW);
  expect(left.map(({ admission }) => !admission.ok && admission.reject.paymentId)).toEqual(["a", "c"]);
});
