// What a webhook is posted is what /openapi.json and docs/alerts.md say.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { scoredPayment } from "../../test/rows.ts";
import { fraudNotice } from "../alert/fraudNotice.ts";
import { postTo } from "../alert/post.ts";
import { rollupNotice } from "../alert/rollup.ts";
import { noticesOf } from "../health/incidentNotices.ts";
import { messagesFor, type Notice } from "../notice/fanOut.ts";
import { digestOf } from "../report/digest.ts";
import { reportOf } from "../report/report.ts";
import type { OwedMessage } from "../store/outbox.ts";
import type { Origin } from "../store/payments.ts";
import { talliesOf } from "../store/tallies.ts";
import { dayOf } from "../zone.ts";
import { WEBHOOK_EVENTS } from "./webhookEvents.ts";

const NOW = Date.UTC(2026, 10, 20, 23, 14, 1);
const HOOK = { kind: "webhook", url: "https://hooks.example/vigie" } as const;
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const FRAUD = scoredPayment({
  ...{ id: "order-1001", cardId: "9f2c41d07ab3e586", merchant: "Corner Shop", category: "shopping_net" },
  ...{ amountCents: 101_240, paidAt: NOW - 1_000, score: 0.987, outcome: "decline", model: "1f0c2b3a4d5e" },
  reasons: [{ code: "amount", share: 0.62, text: "$1,012.40 is much for online shopping" }],
});
const REVIEW = { ...FRAUD, id: "order-1002", outcome: "review" as const, score: null, reasons: [] };

function digest(payments: (typeof FRAUD)[], publicUrl: string | null): Notice {
  const day = dayOf("UTC", "2026-11-20");
  if (day === null) throw new Error("no such day");
  const facts = {
    ...{ tallies: talliesOf(payments, []), largest: payments, cards: [], reasons: [], rejects: [], silences: [] },
    paidBetween: { from: day.from, to: day.to },
  };
  const report = reportOf({ zone: "UTC", currency: "USD" }, day, { facts, incidents: [], silenceMs: 900_000 }, day.to);
  const { content, event } = digestOf(report, publicUrl);
  return { id: "digest:UTC:2026-11-20", kind: "digest", content: () => content, event };
}

/** Every kind of notice, with all that it may hold and with all that it may lack. */
function notices(publicUrl: string | null): Notice[] {
  const settings = {
    ...{ cardKey: "a key of the tests, thirty-two characters or more", publicUrl, currency: "USD", reportZone: "UTC" },
    ...{ mail: { apiKey: null, baseUrl: "", from: "", to: [], dailyLimit: 100 }, channels: [HOOK] },
  };
  const held = {
    ...{ upToSeq: 9, alerts: 3, amountCents: 12_345, cards: 1, lateAlerts: 3 },
    ...{ firstHeldAt: NOW, newestHeldAt: NOW, firstPaidAt: NOW - 7_200_000, lastPaidAt: NOW - 5_000_000 },
    topCards: [{ cardId: "a", last4: "4567", alerts: 3, amountCents: 12_345 }],
    largest: [{ paymentId: "p1", merchant: "Plum", last4: "4567", amountCents: 9_000, paidAt: NOW - 7_200_000 }],
  };
  const incident = { id: "feed-1", kind: "feed", startedAt: NOW, endedAt: null, detail: "The feed answers 500." };
  return [
    fraudNotice({ ...FRAUD, thresholds: { review: 0.05, decline: 0.167 } }, settings),
    fraudNotice(FRAUD, settings),
    fraudNotice(REVIEW, settings),
    rollupNotice(held, settings),
    rollupNotice({ ...held, reviews: 1, topCards: [], largest: [] }, settings),
    digest([FRAUD], publicUrl),
    digest([], publicUrl),
    ...noticesOf([incident], [{ ...incident, endedAt: NOW + 60_000 }], settings),
  ];
}

async function postedBodyOf(notice: Notice, origin: Origin | null): Promise<unknown> {
  const [owed] = messagesFor(notice, { mail: { to: [] }, channels: [HOOK] }, NOW, origin);
  if (owed === undefined) throw new Error("nothing is owed");
  const bodies: unknown[] = [];
  const fetcher: typeof fetch = async (input, init) => {
    bodies.push(await new Request(input, init).json());
    return new Response("ok");
  };
  await postTo(HOOK, asStored(owed), SECRET, NOW, fetcher);
  return bodies[0];
}

const asStored = (owed: OwedMessage) => ({
  ...owed,
  ...{ state: "pending" as const, attempts: 0, keys: 1, doubtSince: null, sentAt: null },
  ...{ reference: null, problem: null, fate: null, fateDueAt: null },
});

const types = z.object({ type: z.enum(Object.keys(WEBHOOK_EVENTS) as (keyof typeof WEBHOOK_EVENTS)[]) });
const typeOf = (body: unknown) => types.parse(body).type;

test.each([
  ["real", "https://vigie.example.org"],
  ["simulated", "https://vigie.example.org"],
  ["real", null],
  [null, null],
] as const)(
  "each event is posted as it is described, and holds nothing more (%s payments, board at %s)",
  async (origin, publicUrl) => {
    const told = new Set<string>();
    for (const notice of notices(publicUrl)) {
      const body = await postedBodyOf(notice, origin);
      // What the schema does not know is not in what it read.
      expect(WEBHOOK_EVENTS[typeOf(body)].schema.parse(body)).toEqual(body);
      expect("simulated" in Object(body).data).toBe(origin === "simulated");
      told.add(typeOf(body));
    }
    expect([...told].sort()).toEqual(Object.keys(WEBHOOK_EVENTS).sort());
  },
);

test("docs/alerts.md names every event, and its example is what is posted", async () => {
  const docs = readFileSync(path.join(import.meta.dirname, "../../docs/alerts.md"), "utf8");
  for (const type of Object.keys(WEBHOOK_EVENTS)) expect(docs).toContain(`| \`${type}\``);
  const [, example = ""] = /```json\n([\s\S]+?)```/.exec(docs) ?? [];
  const [fraud] = notices("https://vigie.example.org");
  if (fraud === undefined) throw new Error("no notice");
  expect(JSON.parse(example)).toEqual(await postedBodyOf(fraud, "real"));
});
