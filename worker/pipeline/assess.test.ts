import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { featuresOf, shipped } from "../../test/shipped.ts";
import { MINUTE_MS } from "../duration.ts";
import { FEATURES } from "../features/catalogue.ts";
import { createFeatures } from "../features/compute.ts";
import { settledDay } from "../features/days.ts";
import type { CardHistory } from "../features/history.ts";
import { decodeHistory } from "../features/historyCodec.ts";
import { MORE_FEATURES } from "../features/moreFeatures.ts";
import type { FeedKind, Payment } from "../payment/payment.ts";
import { assess as assessArrivals } from "./assess.ts";

type Rest = [known: ReadonlyMap<string, CardHistory>, feed: FeedKind, offsetMsAt: (epochMs: number) => number];

const FIRST = payment();
const SECOND = payment({ paidAt: FIRST.paidAt + MINUTE_MS });
const noOffset = () => 0;

function assess(payments: readonly Payment[], ...rest: Rest) {
  const { assessed, histories } = assessArrivals(
    payments.map((payment) => ({ payment })),
    ...rest,
    { champion: featuresOf },
  );
  return { assessments: assessed, histories };
}

function featureOf(features: Float32Array | null | undefined, name: string): number | undefined {
  return features?.[FEATURES.findIndex((feature) => feature.name === name)];
}

/** As the next batch reads them from the store. */
function read(histories: ReadonlyMap<string, string>): Map<string, CardHistory> {
  return new Map(Array.from(histories, ([cardId, encoded]) => [cardId, decodeHistory(encoded)]));
}

test("a card's earlier payment in the same batch is history to its later one", () => {
  const { assessments } = assess([FIRST, SECOND], new Map(), "stream", noOffset);
  expect(assessments.map(({ situation }) => situation)).toEqual(["first", "stream"]);
  expect(featureOf(assessments[1]?.features, "count_1h")).toBe(1);
});

test("a payment's own amount is no part of its history", () => {
  const { assessments } = assess([FIRST], new Map(), "stream", noOffset);
  expect(featureOf(assessments[0]?.features, "count_1h")).toBeNaN();
});

test("what one batch leaves behind, the next one reads", () => {
  const { histories } = assess([FIRST], new Map(), "stream", noOffset);
  const { assessments } = assess([SECOND], read(histories), "stream", noOffset);
  const together = assess([FIRST, SECOND], new Map(), "stream", noOffset);
  expect(assessments[0]).toEqual(together.assessments[1]);
});

test("cards do not mix", () => {
  const other = payment({ cardId: "card-b", paidAt: SECOND.paidAt });
  const { assessments, histories } = assess([FIRST, other], new Map(), "stream", noOffset);
  expect(assessments[1]?.situation).toBe("first");
  expect([...histories.keys()]).toEqual(["card-a", "card-b"]);
});

test("a snapshot feed leaves no history and reads none", () => {
  const { histories: before } = assess([FIRST], new Map(), "stream", noOffset);
  const { assessments, histories } = assess([SECOND], read(before), "snapshot", noOffset);
  expect(histories.size).toBe(0);
  expect(assessments[0]?.situation).toBe("snapshot");
  expect(featureOf(assessments[0]?.features, "hour")).toBeNaN();
});

test("a payment whose features fail is remembered all the same, since it is stored", () => {
  const failing = (epochMs: number) => {
    if (epochMs === FIRST.paidAt) throw new RangeError("no such time");
    return 0;
  };
  const { assessments, histories } = assess([FIRST, SECOND], new Map(), "stream", failing);
  expect(assessments.map(({ features }) => features === null)).toEqual([true, false]);
  expect(decodeHistory(histories.get("card-a") ?? "").times).toEqual([FIRST.paidAt, SECOND.paidAt]);
});

test("the clock of a payment is held against the time at which it was seen, also where cards at its merchant are counted", () => {
  const seenAt = FIRST.paidAt;
  const at = (card: string, paidAt: number, seenAt: number) => ({
    payment: payment({ cardId: card, paidAt, merchant: "Corner Shop" }),
    seenAt,
  });
  const around = { merchants: new Map(), usualCents: null };
  const count = (arrival: ReturnType<typeof at>) =>
    assessArrivals([arrival], new Map(), "stream", noOffset, { champion: null }, around).assessed[0]?.facts.merchant
      ?.cards;
  expect(count(at("ahead", seenAt + 59 * MINUTE_MS, seenAt))).toBe(1);
  const later = [1, 2, 3].map((second) => seenAt + second * 1_000);
  expect(later.map((moment) => count(at(`card-${moment}`, moment, moment)))).toEqual([1, 2, 3]);
});

test("a champion that reads more than its challenger gets a longer row, with the columns of one's own", () => {
  const tables = { ...shipped.tables, extra: [{ name: "device_age_days", words: null }] };
  const names = [...FEATURES.map(({ name }) => name), "extra.device_age_days"];
  const arrivals = [1, 2].map((device_age_days) => ({ payment: payment({ extra: { device_age_days } }) }));
  const makers = { champion: createFeatures(tables, names), challenger: featuresOf };
  const { assessed } = assessArrivals(arrivals, new Map(), "stream", noOffset, makers);
  expect(assessed.map(({ features }) => features?.at(-1))).toEqual([1, 2]);
  for (const { features, challengerFeatures } of assessed) {
    expect(features).toHaveLength(FEATURES.length + 1);
    expect(challengerFeatures).toEqual({ ok: true, features: features?.slice(0, FEATURES.length) });
  }
});

test("a model that reads days is given those of the payment's own card and merchant; on a snapshot feed none", () => {
  const tables = { ...shipped.tables, truth: { delayDays: 7, share: 0.01 } };
  const names = [...FEATURES, ...MORE_FEATURES].map(({ name }) => name);
  const paid = [payment({ merchant: "Corner Shop" }), payment({ merchant: "Other Shop" })];
  const day = settledDay(FIRST.paidAt);
  const days = ({ merchant }: Pick<Payment, "merchant">) => ({
    card: { days: [], frauds: [] },
    merchant: { days: [{ day, payments: merchant === "Corner Shop" ? 4 : 9, cents: 100, cards: 1 }], frauds: [] },
  });
  const counts = (feed: FeedKind) => {
    const arrivals = paid.map((payment) => ({ payment }));
    const makers = { champion: createFeatures(tables, names) };
    const around = { merchants: null, usualCents: null, days };
    const { assessed } = assessArrivals(arrivals, new Map(), feed, noOffset, makers, around);
    return assessed.map(({ features }) => features?.[names.indexOf("merchant_count_1d")]);
  };
  expect(counts("stream")).toEqual([4, 9]);
  expect(counts("snapshot")).toEqual([Number.NaN, Number.NaN]);
});
