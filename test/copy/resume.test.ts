// A copy that is ended, run again, run beside a Vigie, and run where it should not be.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { copyAll } from "../../local/copy/copy.ts";
import type { Side } from "../../local/copy/side.ts";
import { verify } from "../../local/copy/verify.ts";
import type { Incident } from "../../worker/store/incidents.ts";
import type { OwedMessage } from "../../worker/store/outbox.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import { Superseded, type Writer } from "../../worker/store/store.ts";
import { scoredPayment } from "../rows.ts";
import { contentsOf, openD1, openNeon, type Place } from "./stores.ts";

const NOON = Date.UTC(2026, 10, 20, 12);

let d1: Place;
let neon: Place;

beforeEach(async () => {
  [d1, neon] = await Promise.all([openD1(), openNeon()]);
});

afterEach(() => Promise.all([d1, neon].map((place) => place?.side.close())));

test("a copy that is killed again and again ends where one that is not would have", async () => {
  await filled(d1, 150);
  let runs = 0;
  for (let isDone = false; !isDone; ) {
    runs += 1;
    isDone = await copyAll(d1.side, dyingAfter(2, neon.side)).then(
      () => true,
      () => false,
    );
  }
  expect(runs).toBeGreaterThan(3);
  expect(await differing(d1, neon)).toEqual([]);
});

test("what changed at the source meanwhile is caught up with by the next run, and only that is written", async () => {
  const { payments, writer } = await filled(d1, 120);
  await copyAll(d1.side, neon.side);

  const [judged] = payments;
  if (judged === undefined) throw new Error("there is a payment");
  const { features: _features, ...before } = judged;
  const said = { id: "v", paymentId: judged.id, verdict: "fraud", note: "not me", by: "ann", via: "mail" } as const;
  const [later] = paymentsFrom(writer.lastSeq + 2, 1);
  if (later === undefined) throw new Error("there is another");
  await d1.store.commit(writer.epoch, {
    payments: [{ ...later, storedAt: NOON + 999 }],
    verdicts: [{ ...said, at: NOON, seq: writer.lastSeq + 1, before }],
    histories: new Map([["card-a", "another"]]),
  });
  await d1.store.endAttempt({ ...ATTEMPT, id: "message-3", state: "sent", sentAt: NOON + 5, reference: "re_1" });

  // Two payments and a verdict, a history, a message, two minutes, three tallies, two cards and a merchant at most, and the writer.
  expect(await copyAll(d1.side, neon.side)).toBeLessThanOrEqual(14);
  expect(await differing(d1, neon)).toEqual([]);
  expect(await neon.store.payment(judged.id)).toMatchObject({ verdict: "fraud", seq: writer.lastSeq + 1 });
  expect(await neon.store.backlog(0)).toMatchObject({ lastStoredAt: NOON + 999 });
});

test("an incident that ended, and another of its kind that lasts, whichever of their ids comes first", async () => {
  await filled(d1, 1);
  await d1.store.changeIncidents({ opened: [incident("b", "feed"), incident("c", "model")], ended: [], messages: [] });
  await copyAll(d1.side, neon.side);
  await d1.store.changeIncidents({
    opened: [incident("a", "feed"), incident("d", "model")],
    ended: ["b", "c"].map((id) => ({ id, endedAt: NOON })),
    messages: [],
  });
  await copyAll(d1.side, neon.side);
  expect(await differing(d1, neon)).toEqual([]);
});

test("moved there, used there, and moved back with what came in the meantime", async () => {
  await filled(d1, 60);
  await copyAll(d1.side, neon.side);
  const { lastSeq } = await neon.store.takeWriter();
  expect(lastSeq).toBe(60);
  await filled(neon, 20);
  await copyAll(neon.side, d1.side);
  expect(await differing(neon, d1)).toEqual([]);
  expect(await d1.store.takeWriter()).toMatchObject({ lastSeq: 80 });
});

test("a store that a Vigie has used since is not overwritten by an older one", async () => {
  await filled(d1, 60);
  await copyAll(d1.side, neon.side);
  await filled(neon, 1);
  const before = await contentsOf(neon);
  await expect(copyAll(d1.side, neon.side)).rejects.toThrow(/is no copy of .* Nothing was copied/);
  expect(await contentsOf(neon)).toEqual(before);
});

test("a Vigie that runs on the target is shut out, and one that comes back is found out", async () => {
  await filled(d1, 150);
  const vigie = await neon.store.takeWriter();
  let puts = 0;
  const disturbed: Side = {
    ...neon.side,
    put: async (...given) => {
      puts += 1;
      if (puts === 2) {
        await expect(neon.store.commit(vigie.epoch, {})).rejects.toThrow(Superseded);
        await neon.store.takeWriter();
      }
      await neon.side.put(...given);
    },
  };
  await expect(copyAll(d1.side, disturbed)).rejects.toThrow(/^a Vigie is running on PostgreSQL of the tests/);
});

test("what is gone from the source is left in the target, and said", async () => {
  const { payments } = await filled(d1, 10);
  await copyAll(d1.side, neon.side);
  await d1.sql(`delete from payments where id = '${payments[0]?.id}'`);
  await copyAll(d1.side, neon.side);
  expect((await differing(d1, neon)).join()).toContain(`only in neon: 1 ("${payments[0]?.id}")`);
});

describe("payments that leave for the archive between two runs", () => {
  const DAY = { zone: "UTC", date: "2026-11-20", paidFrom: NOON, paidTo: NOON + 86_400_000 };

  /** The archive has the day up to a payment, and all but the newest of it leave. */
  async function archived({ store }: Place, upToSeq: number, day = DAY): Promise<void> {
    await store.recordArchived({
      ...{ ...day, closedAt: NOON, archivedAt: NOON, settlingSeq: null, upToSeq: null },
      ...{ settledAt: null, corrections: null, leftAt: null },
    });
    await store.beginSettling(day, upToSeq);
    await store.recordSettled(day, { upToSeq, settledAt: NOON, corrections: "{}" });
    await store.letGo(day.paidFrom, day.paidTo, 1_000);
  }

  test("leave the target too, so that it ends up alike", async () => {
    await filled(d1, 60);
    await copyAll(d1.side, neon.side);
    await filled(d1, 20);
    await archived(d1, 60);
    let gone = 0;
    await copyAll(d1.side, neon.side, {
      onLetGo: (payments) => {
        gone = payments;
      },
    });
    expect(gone).toBe(60);
    expect(await differing(d1, neon)).toEqual([]);
    expect(await neon.store.countPayments()).toBe(20);
  });

  test("leave D1 too, when it is the target", async () => {
    await filled(neon, 60);
    await copyAll(neon.side, d1.side);
    await filled(neon, 20);
    await archived(neon, 60);
    await copyAll(neon.side, d1.side);
    expect(await differing(neon, d1)).toEqual([]);
    expect(await d1.store.countPayments()).toBe(20);
  });

  test("are all that goes: what the archive has not is left, and said, though the source has lost it", async () => {
    const { payments } = await filled(d1, 60);
    await copyAll(d1.side, neon.side);
    await filled(d1, 20);
    await archived(d1, 40);
    await d1.sql(`delete from payments where id = '${payments[49]?.id}'`);
    // Of another zone's day, which has not settled, nothing leaves either.
    const [from, to] = [payments[9]?.paidAt ?? 0, payments[19]?.paidAt ?? 0];
    await d1.store.recordArchived({
      ...{ zone: "Europe/Paris", date: "2026-11-20", paidFrom: from, paidTo: to, closedAt: NOON, archivedAt: NOON },
      ...{ settlingSeq: null, upToSeq: null, settledAt: null, corrections: null, leftAt: null },
    });
    await copyAll(d1.side, neon.side);
    expect((await differing(d1, neon)).join()).toContain("only in neon: 11 ");
    expect(await neon.store.payment(payments[49]?.id ?? "")).not.toBeNull();
    expect(await neon.store.payment(payments[9]?.id ?? "")).not.toBeNull();
    expect(await neon.store.payment(payments[39]?.id ?? "")).toBeNull();
  });

  test("go only while no Vigie runs on the target", async () => {
    await filled(d1, 60);
    await copyAll(d1.side, neon.side);
    await filled(d1, 1);
    await archived(d1, 60);
    const disturbed: Side = {
      ...neon.side,
      drop: async (...given) => {
        await neon.store.takeWriter();
        await neon.side.drop(...given);
      },
    };
    await expect(copyAll(d1.side, disturbed)).rejects.toThrow(/^a Vigie is running on PostgreSQL of the tests/);
    expect(await neon.store.countPayments()).toBe(61);
  });

  test("do not make a stranger of the target, though its newest was among them", async () => {
    await filled(d1, 60);
    await copyAll(d1.side, neon.side);
    await filled(d1, 20);
    await archived(d1, 60);
    expect(await d1.store.payment((await newestOf(neon)) ?? "")).toBeNull();
    await copyAll(d1.side, neon.side);
    expect(await differing(d1, neon)).toEqual([]);
  });

  test("nor a copy of one that has gone its own way: its newest is behind what the archive has", async () => {
    await filled(d1, 60);
    await copyAll(d1.side, neon.side);
    await filled(neon, 10);
    await filled(d1, 20);
    await archived(d1, 60);
    await expect(copyAll(d1.side, neon.side)).rejects.toThrow(/is no copy of .* Nothing was copied/);
    expect(await neon.store.countPayments()).toBe(70);
  });

  async function newestOf({ sql }: Place): Promise<string | null> {
    const [newest] = await sql("select id from payments order by seq desc limit 1");
    return newest === undefined ? null : String(newest.id);
  }
});

test("where no Vigie ever ran there is nothing to copy", async () => {
  await expect(copyAll(d1.side, neon.side)).rejects.toThrow("there is nothing to copy");
});

const ATTEMPT = {
  dueAt: NOON,
  doubtSince: null,
  keys: 1,
  sentAt: null,
  reference: null,
  problem: null,
  fate: null,
  fateDueAt: null,
};

function paymentsFrom(seq: number, count: number): ScoredPayment[] {
  // One of them has something unfamiliar.
  const unfamiliar = [{ what: "amount", why: "“$5,000.00” is much" } as const];
  return Array.from({ length: count }, (_, at) =>
    scoredPayment({
      seq: seq + at,
      paidAt: NOON + (seq + at) * 9_000,
      ...(at === 0 ? { unfamiliar: [...unfamiliar] } : {}),
    }),
  );
}

/** Adds payments, and a message for each of the first ten. */
async function filled({ store }: Place, count: number): Promise<{ payments: ScoredPayment[]; writer: Writer }> {
  const writer = await store.takeWriter();
  const payments = paymentsFrom(writer.lastSeq + 1, count);
  const messages = payments.slice(0, 10).map(({ seq }) => message(`message-${seq}`));
  await store.commit(writer.epoch, { payments, messages, histories: new Map([["card-a", "one"]]) });
  return { payments, writer: { ...writer, lastSeq: writer.lastSeq + count } };
}

function message(id: string): OwedMessage {
  const words = { subject: "Fraud", text: "t".repeat(1_000), html: "<p>".repeat(3_000) };
  return { id, notice: id, kind: "fraud", target: "mail:ann@example.org", ...words, createdAt: NOON, dueAt: NOON };
}

function incident(id: string, kind: string): Incident {
  return { id, kind, startedAt: NOON - 1_000, endedAt: null, detail: "in plain words" };
}

/** Dies, as a process might, once so many batches were written. */
function dyingAfter(batches: number, side: Side): Side {
  let left = batches;
  return {
    ...side,
    put: async (...given) => {
      if (left === 0) throw new Error("killed");
      left -= 1;
      await side.put(...given);
    },
  };
}

async function differing(from: Place, to: Place): Promise<string[]> {
  return (await verify(from.side, to.side)).flatMap(({ problems }) => problems);
}
