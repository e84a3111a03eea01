// One decider on its real memory, before a ledger and a store that do as they are told.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import { DAY_MS, MINUTE_MS } from "../../worker/duration.ts";
import { type DaysAround, dayOf } from "../../worker/features/days.ts";
import { categoryPlace, emptyHistory, remember, totalsAt, UNKNOWN_CATEGORY } from "../../worker/features/history.ts";
import { decodeHistory, encodeHistory } from "../../worker/features/historyCodec.ts";
import { openMemory } from "../../worker/objects/deciderMemory.ts";
import { keptDays } from "../../worker/objects/keptDays.ts";
import type { Arrival } from "../../worker/pipeline/arrival.ts";
import { createDecider, type DeciderPorts, deciderCells, type Seat } from "../../worker/pipeline/decider.ts";
import { entriesIn, type JournalPart, type Recorded } from "../../worker/pipeline/journalRows.ts";
import { createDays } from "../../worker/pipeline/pullDays.ts";
import { FIRST_POLICY, type Policy } from "../../worker/policy/policy.ts";
import type { Rule } from "../../worker/policy/rule.ts";
import type { Detector } from "../../worker/scoring/detector.ts";
import type { CardPast } from "../../worker/store/replay.ts";
import { StoreAway } from "../../worker/store/trouble.ts";
import { daysStoreOf, type Paid } from "./daysStore.ts";
import { DETECTOR } from "./faultSchedule.ts";
import { objectStorage } from "./storage.ts";

const BEGIN = Date.UTC(2026, 10, 20, 10, 0, 0);
const CONFIG = configOf({ CARD_KEY: "a key of the tests, thirty-two characters or more" });
const SEAT: Seat = { place: 0, deciders: 1 };
const AWAY = new Error("Network connection lost.");

beforeEach(() => {
  vi.spyOn(console, "error").mockReturnValue();
  vi.spyOn(console, "log").mockReturnValue();
});

afterEach(() => {
  vi.restoreAllMocks();
});

let made = 0;
/** Each is another one, whatever its number. */
function aPolicy(version: number, champion: string | null, challenger: string | null): Policy {
  made += 1;
  return { ...FIRST_POLICY, version, at: made, models: { champion, challenger } };
}

type Ledger = (part: JournalPart) => Promise<Recorded>;

/** `storage`: another decider may go on with it. */
function aDecider({
  storage = objectStorage(),
  record,
  now = BEGIN,
  challenger = null,
  currency = "USD",
  kept = null,
  days = [],
  histories = [],
  pasts = () => [],
}: {
  storage?: ReturnType<typeof objectStorage>;
  record?: Ledger;
  now?: number;
  challenger?: Detector | null;
  currency?: string;
  kept?: string | null;
  days?: Paid[];
  histories?: [cardId: string, history: string][];
  pasts?: (cardIds: readonly string[]) => CardPast[];
}) {
  const clock = { now };
  const wakes: number[] = [];
  const asides: Promise<unknown>[] = [];
  const state = { isAway: false };
  const asked = async <Answer>(answer: Answer) => {
    if (state.isAway) throw AWAY;
    return answer;
  };
  let names = 0;
  const newName = () => `journal ${++names}`;
  const memory = openMemory(storage, newName);
  const models: { missing: boolean | Error } = { missing: false };
  const first: Policy = challenger === null ? FIRST_POLICY : aPolicy(1, null, challenger.version);
  const held = { policy: first };
  const ports: DeciderPorts = {
    memory,
    cells: deciderCells(storage.kv),
    merchants: { read: async () => new Map(), keep: () => {}, forget: () => {}, counting: (work) => work() },
    days: createDays({
      memory: keptDays(storage),
      store: daysStoreOf(days, () => asked(undefined)),
      now: () => clock.now,
      wait: () => moment(),
      oldestMs: () => Number.NEGATIVE_INFINITY,
    }),
    models: {
      shipped: { ...DETECTOR, score: (inputs) => moment().then(() => DETECTOR.score(inputs)) },
      open: async (version) => {
        if (models.missing instanceof Error) throw models.missing;
        if (models.missing) throw new Error(`model ${version} cannot be read`);
        const detector = version === challenger?.version ? challenger : { ...DETECTOR, version };
        return { detector, leave: () => undefined };
      },
    },
    store: {
      kind: "d1",
      known: () => asked({ payments: new Map(), histories: new Map() }),
      leftBefore: () => asked(null),
      paymentsOf: () => asked([]),
      histories: (after) => asked(after === null ? histories : []),
      payments: () => asked({ payments: [], next: null, searched: null }),
      pastsOf: (cardIds) => asked(pasts(cardIds)),
    },
    ledger: {
      recordJournal:
        record ??
        (async (part) => ({ ...recordedUpTo(part.upTo), stamp: { version: held.policy.version, at: held.policy.at } })),
      settleOrigin: async (origin) => origin,
      settleCurrency: async (currency) => kept ?? currency,
      policy: async () => JSON.stringify(held.policy),
      spread: async () => undefined,
    },
    config: () => ({ ...CONFIG, currency }),
    oldestKeptMs: () => Number.NEGATIVE_INFINITY,
    now: () => clock.now,
    wait: () => moment(),
    newName,
    wakeAt: async (atMs) => void wakes.push(atMs - clock.now),
    sleep: async () => void wakes.push(Number.POSITIVE_INFINITY),
    tellBoards: async () => undefined,
    aside: (work) => void asides.push(work.catch(() => undefined)),
  };
  const settled = async () => {
    for (let done = 0; done < asides.length; done = asides.length) await Promise.all(asides);
  };
  return {
    decider: createDecider(ports),
    models,
    held,
    memory,
    cells: ports.cells,
    storage,
    clock,
    wakes,
    state,
    settled,
  };
}

function recordedUpTo(mark: number | null, leftBefore = Number.NEGATIVE_INFINITY): Recorded {
  return { mark, usualCents: null, leftBefore, standing: [] };
}

function moment(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

let ids = 0;

function arrival(given: Partial<{ id: string; label: "fraud"; paidAt: number }> = {}): Arrival {
  ids += 1;
  const payment = {
    ...{ id: `payment ${ids}`, cardId: `card ${ids % 7}`, last4: "1234", merchant: "a shop", category: "misc_net" },
    ...{ amountCents: 100, paidAt: BEGIN, gender: null, ageYears: null, cityPopulation: null, distanceKm: null },
    ...{ label: null, ...given },
  };
  return { admission: { ok: true, payment }, source: "push", seenAt: BEGIN };
}

const arrivals = (count: number) => Array.from({ length: count }, () => arrival());

test("a memory that cannot be filled is tried again after a while, and not at once", async () => {
  const { decider, state, wakes } = aDecider({});
  state.isAway = true;
  await expect(decider.take(arrivals(1), SEAT)).rejects.toThrow();
  wakes.length = 0;
  await decider.onAlarm();
  expect(Math.min(...wakes)).toBeGreaterThanOrEqual(1_000);
});

test("while the store is away it is tried each second at first, and more seldom when it stays away", async () => {
  const away = async (): Promise<Recorded> => {
    throw AWAY;
  };
  const { decider, clock, wakes, settled } = aDecider({ record: away });
  await decider.take(arrivals(1), SEAT);
  await settled();
  const pauses: number[] = [];
  for (let nth = 0; nth < 100; nth += 1) {
    wakes.length = 0;
    await decider.onAlarm();
    const pause = Math.min(...wakes);
    pauses.push(pause);
    clock.now += pause;
  }
  expect(pauses[0]).toBe(1_000);
  expect(pauses.at(-1)).toBe(5_000);
});

test("a memory of another store is forgotten under a load that never pauses", async () => {
  /** The journals that the present store knows. */
  const journals = new Set<string>();
  let isBusy = true;
  const { decider, memory, cells, clock, settled } = aDecider({
    record: async (part) => {
      await moment();
      if (part.isNew) journals.add(part.journal);
      return recordedUpTo(journals.has(part.journal) ? part.upTo : null);
    },
  });
  await decider.take([arrival({ id: "before" })], SEAT);
  await settled();
  const load = Promise.all(
    [1, 2, 3].map(async () => {
      for (let nth = 0; isBusy && nth < 2_000; nth += 1) await decider.take(arrivals(1), SEAT);
    }),
  );
  clock.now += 61_000;
  journals.clear();
  for (let nth = 0; nth < 200 && memory.find(["before"], []).payments.size > 0; nth += 1) {
    await moment();
  }
  isBusy = false;
  await load;
  expect(memory.find(["before"], []).payments.size).toBe(0);
  expect(cells.isStale.get()).toBeUndefined();
});

test("a decider that is put back to an earlier time records all that it decides then, although the store has moved on", async () => {
  let mark = 0;
  const recorded: string[] = [];
  const record: Ledger = async (part) => {
    if (!part.isNew && part.after !== mark) return recordedUpTo(mark);
    recorded.push(...entriesIn(part.rows).payments.map(({ id }) => id));
    mark = part.upTo;
    return recordedUpTo(mark);
  };
  const first = aDecider({ record });
  await first.decider.take([arrival({ id: "in the copy" })], SEAT);
  await first.settled();
  const copied = copyOf(first.storage);
  first.clock.now += 1_000;
  for (let nth = 0; nth < 3; nth += 1) await first.decider.take(arrivals(1), SEAT);
  await first.settled();

  let isAway = true;
  const second = aDecider({
    storage: copied,
    record: async (part) => {
      if (isAway) throw AWAY;
      return record(part);
    },
  });
  second.clock.now += 60_000;
  const late = Array.from({ length: 5 }, (_, nth) => arrival({ id: `late ${nth}` }));
  for (const each of late) await second.decider.take([each], SEAT);
  isAway = false;
  await second.decider.onAlarm();
  await second.settled();
  expect(recorded).toEqual(expect.arrayContaining(["late 0", "late 1", "late 2", "late 3", "late 4"]));
});

function copyOf(storage: ReturnType<typeof objectStorage>): ReturnType<typeof objectStorage> {
  const copy = objectStorage();
  openMemory(copy, () => "not used");
  for (const table of ["decided", "histories", "journal"]) {
    for (const row of storage.sql.exec(`select * from ${table}`)) {
      const values = Object.values(row);
      copy.sql.exec(`insert into ${table} values (${values.map(() => "?")})`, ...values);
    }
  }
  for (const key of ["journal", "recorded", "filling", "keptFrom", "seat", "origin"]) {
    const value = storage.kv.get(key);
    if (value !== undefined) copy.kv.put(key, value);
  }
  return copy;
}

test("labels and refused rows count in a part of the journal as payments do", async () => {
  const { decider, memory, settled } = aDecider({
    record: async () => {
      throw AWAY;
    },
  });
  const given = arrivals(200);
  await decider.take(given, SEAT);
  const labelled = given.map((each) =>
    each.admission.ok && each.admission.payment !== undefined
      ? { ...each, admission: { ...each.admission, payment: { ...each.admission.payment } } }
      : each,
  );
  for (let nth = 0; nth < 40; nth += 1) {
    const label = nth % 2 === 0 ? "fraud" : "legitimate";
    for (const { admission } of labelled) if (admission.ok && admission.payment) admission.payment.label = label;
    await decider.take(labelled, SEAT);
  }
  await settled();
  const { labels, payments } = entriesIn(memory.nextPart()?.rows ?? []);
  expect(labels.length + payments.length).toBeLessThanOrEqual(1_000);
});

test("a part that the store does not take is offered in halves, until what it takes is recorded", async () => {
  const sizes: number[] = [];
  let isAway = true;
  const { decider, memory, settled } = aDecider({
    record: async (part) => {
      const { payments } = entriesIn(part.rows);
      sizes.push(payments.length);
      if (isAway || payments.length > 3) throw AWAY;
      return recordedUpTo(part.upTo);
    },
  });
  for (let nth = 0; nth < 40; nth += 1) await decider.take(arrivals(1), SEAT);
  await settled();
  isAway = false;
  for (let nth = 0; nth < 30 && memory.nextPart() !== null; nth += 1) {
    await decider.onAlarm();
    await settled();
  }
  expect(memory.nextPart()).toBeNull();
});

const ofPast = (count: number) => arrivals(count).map((each) => ({ ...each, past: { expected: 40_000 } }));

test("once much waits to be recorded, payments of the past wait, and those of now are decided as ever", async () => {
  let isAway = true;
  const told: JournalPart["came"][] = [];
  const { decider, memory, settled } = aDecider({
    record: async (part) => {
      told.push(part.came);
      if (isAway) throw AWAY;
      return recordedUpTo(part.upTo);
    },
  });
  while (memory.waiting().payments < 5_000) await decider.take(ofPast(250), SEAT);
  expect(memory.waiting().payments).toBe(5_000);
  await settled();
  await decider.record();
  const refused = ofPast(100);
  // They come together, and would share a group.
  const [past, now] = await Promise.allSettled([decider.take(refused, SEAT), decider.take(arrivals(1), SEAT)]);
  expect(now).toMatchObject({ status: "fulfilled", value: [{ status: "stored" }] });
  expect(past).toMatchObject({
    status: "rejected",
    reason: {
      storeTrouble: {
        problem: "payments of the past wait until what is decided is recorded: 5,000 wait",
        againMs: 5_000,
      },
    },
  });
  expect(memory.waiting().payments).toBe(5_001);
  const ids = refused.flatMap(({ admission }) => (admission.ok ? [admission.payment?.id ?? ""] : []));
  expect(memory.find(ids, []).payments.size).toBe(0);
  // Boards are told that the load goes on, and how large it is.
  await decider.record();
  expect(told.at(-1)?.past).toEqual({ payments: 0, expected: 40_000, newOfToday: 0 });

  isAway = false;
  await decider.record();
  expect(memory.waiting().payments).toBe(0);
  expect(await decider.take(refused, SEAT)).toMatchObject(refused.map(() => ({ status: "stored" })));
});

test("while the store takes what is decided, the past is told to come back after a second", async () => {
  const never = new Promise<Recorded>(() => {});
  const { decider, memory } = aDecider({ record: () => never });
  while (memory.waiting().payments < 5_000) await decider.take(arrivals(250), SEAT);
  await expect(decider.take(ofPast(1), SEAT)).rejects.toMatchObject({ storeTrouble: { againMs: 1_000 } });
});

test("where the store is slow, the past waits as soon as a payment has waited for two seconds, however few wait", async () => {
  let isAway = true;
  const { decider, clock, settled } = aDecider({
    record: async (part) => {
      if (isAway) throw AWAY;
      return recordedUpTo(part.upTo);
    },
  });
  await decider.take(arrivals(1), SEAT);
  await settled();
  clock.now += 1_900;
  expect(await decider.take(ofPast(1), SEAT)).toMatchObject([{ status: "stored" }]);
  clock.now += 100;
  await expect(decider.take(ofPast(1), SEAT)).rejects.toThrow(/^payments of the past wait .*: 2 wait$/);
  expect(await decider.take(arrivals(1), SEAT)).toMatchObject([{ status: "stored" }]);
  isAway = false;
  await decider.record();
  expect(await decider.take(ofPast(1), SEAT)).toMatchObject([{ status: "stored" }]);
});

test("a past push of which one decider took its share is repeated whole: what was taken gets its first decision", async () => {
  const away = async (): Promise<Recorded> => {
    throw AWAY;
  };
  const [first, second] = [aDecider({}), aDecider({ record: away })];
  while (second.memory.waiting().payments < 5_000) await second.decider.take(arrivals(250), SEAT);
  const [share, other] = [ofPast(10), ofPast(10)];
  const push = () => Promise.all([first.decider.take(share, SEAT), second.decider.take(other, SEAT)]);
  await expect(push()).rejects.toThrow("payments of the past wait");
  await second.settled();
  second.memory.recorded(second.memory.journal().upTo);
  const [again, fresh] = await push();
  expect(again).toMatchObject(share.map(() => ({ status: "repeated" })));
  expect(fresh).toMatchObject(other.map(() => ({ status: "stored" })));
});

test("what has left the store is not forgotten because the ledger began anew", async () => {
  let leftBefore = BEGIN - 1_000;
  const { decider, cells, settled } = aDecider({ record: async (part) => recordedUpTo(part.upTo, leftBefore) });
  await decider.take(arrivals(1), SEAT);
  await settled();
  leftBefore = Number.NEGATIVE_INFINITY;
  await decider.take(arrivals(1), SEAT);
  await settled();
  expect(cells.leftBefore.get()).toBe(BEGIN - 1_000);
});

test("what is older than it is kept is forgotten by a decider that never lives for an hour", async () => {
  const { storage, clock, decider, settled } = aDecider({});
  await decider.take([arrival({ id: "old" })], SEAT);
  await settled();
  for (let nth = 1; nth <= 3; nth += 1) {
    const next = aDecider({ storage, now: clock.now + nth * 20 * 24 * 60 * 60_000 });
    await next.decider.take(arrivals(1), SEAT);
    await next.settled();
  }
  expect(openMemory(storage, () => "looked at").find(["old"], []).payments.size).toBe(0);
});

test("the store is asked for its mark although the clock was set back", async () => {
  const checks: boolean[] = [];
  const { decider, clock, settled } = aDecider({
    record: async (part) => {
      checks.push(part.isCheck);
      return recordedUpTo(part.upTo);
    },
  });
  await decider.take(arrivals(1), SEAT);
  await settled();
  clock.now -= 24 * 60 * 60_000;
  await decider.record();
  expect(checks).toContain(true);
});

test("what waits is known after each part without reading the journal again", async () => {
  const { storage, memory } = aDecider({});
  const entries = () => ({ payments: [], rejects: [], labels: [], histories: [] });
  for (let nth = 0; nth < 50; nth += 1) memory.keep(entries(), BEGIN + nth);
  const queries: string[] = [];
  const exec = storage.sql.exec.bind(storage.sql);
  vi.spyOn(storage.sql, "exec").mockImplementation((query: string, ...values: unknown[]) => {
    queries.push(query);
    return exec(query, ...values);
  });
  const part = memory.nextPart();
  memory.recorded(part?.upTo ?? 0);
  expect(memory.waiting().since).toBeNull();
  expect(queries.filter((query) => /sum\(payments\)/.test(query) && !/<= \?/.test(query))).toEqual([]);
});

test("a challenger that fails is told of for five minutes, logged once, and forgotten with its model", async () => {
  const score = async () => {
    throw new Error("out of memory");
  };
  const { decider, clock } = aDecider({ challenger: { ...DETECTOR, version: "challenger", score } });
  expect(decider.challengerProblem()).toBeNull();
  const receipts = await decider.take(arrivals(3), SEAT);
  expect(receipts.map(({ status }) => status)).toEqual(["stored", "stored", "stored"]);
  clock.now += 4 * 60_000;
  await decider.take(arrivals(3), SEAT);
  const failures = vi.mocked(console.error).mock.calls.filter(([line]) => String(line).includes("challenger_failed"));
  expect(failures).toHaveLength(1);
  expect(decider.challengerProblem()).toBe("out of memory");
  await decider.adopt(JSON.stringify(aPolicy(2, null, null)));
  expect(decider.challengerProblem()).toBeNull();
  await decider.adopt(JSON.stringify(aPolicy(3, null, "challenger")));
  expect(decider.challengerProblem()).toBe("out of memory");
  clock.now += 5 * 60_000;
  expect(decider.challengerProblem()).toBeNull();
});

test("a champion that cannot be opened is stood in for by the shipped model, and decides once it can be opened", async () => {
  const { decider, clock, settled, models, held } = aDecider({});
  await decider.take(arrivals(1), SEAT);
  models.missing = true;
  held.policy = aPolicy(1, "other", null);
  await decider.adopt(JSON.stringify(held.policy));
  const [stoodIn] = await decider.take(arrivals(1), SEAT);
  expect(stoodIn).toMatchObject({ payment: { model: DETECTOR.version, policy: 1 } });
  expect(decider.standing().problems.champion).toBe("model other cannot be read");
  models.missing = false;
  clock.now += 61_000;
  await decider.take(arrivals(1), SEAT);
  await settled();
  expect(decider.standing().problems.champion).toBeNull();
  const [decided] = await decider.take(arrivals(1), SEAT);
  expect(decided).toMatchObject({ payment: { model: "other", policy: 1 } });
});

test("a model that cannot be opened is refused before anything is changed, and what fits no threshold is, too", async () => {
  const { decider, models } = aDecider({});
  models.missing = true;
  expect(await decider.tryOut(JSON.stringify(aPolicy(1, "other", null)))).toBe("model other cannot be read");
  models.missing = false;
  expect(await decider.tryOut(JSON.stringify(aPolicy(1, "other", null)))).toBeNull();
  expect(decider.standing().policy.version).toBe(0);
});

test("what is broken already, as by an upgrade, keeps nobody from mending one thing after the other", async () => {
  const { decider, models } = aDecider({});
  const rule = (id: string, when: string): Rule => ({
    ...{ id, name: id, when, note: null, until: null },
    ...{ then: "review", state: "active" },
  });
  const held = { ...aPolicy(1, "other", null), rules: [rule("one", "gone > 1"), rule("two", "gone > 2")] };
  models.missing = true;
  await decider.adopt(JSON.stringify(held));
  expect(decider.brokenRules()).toHaveLength(2);
  const tried = (changes: Partial<Policy>) => decider.tryOut(JSON.stringify({ ...held, version: 2, ...changes }));
  expect(await tried({ rules: [rule("two", "gone > 2")] })).toBeNull();
  expect(await tried({ rules: [rule("one", "amount > 1"), rule("two", "gone > 2")] })).toBeNull();
  expect(await tried({ rules: [rule("one", "gone > 9"), rule("two", "gone > 2")] })).toMatch(/“one” cannot be read/);
  expect(await tried({ models: { champion: null, challenger: null } })).toBeNull();
  expect(await tried({ models: { champion: "third", challenger: null } })).toBe("model third cannot be read");
});

test("another store has another policy under the same number: it is followed", async () => {
  const { decider, settled, held } = aDecider({});
  await decider.take(arrivals(1), SEAT);
  held.policy = aPolicy(1, "other", null);
  await decider.adopt(JSON.stringify(held.policy));
  // The store was exchanged for one in which somebody has set a challenger.
  held.policy = aPolicy(1, null, "third");
  await decider.take(arrivals(1), SEAT);
  await decider.record();
  await settled();
  expect(decider.standing().policy).toEqual(held.policy);
  const [decided] = await decider.take(arrivals(1), SEAT);
  expect(decided).toMatchObject({ payment: { model: DETECTOR.version, policy: 1 } });
});

test("a model does not challenge itself, as when a deploy ships the challenger", async () => {
  const { decider } = aDecider({});
  await decider.adopt(JSON.stringify(aPolicy(1, null, DETECTOR.version)));
  expect(decider.standing().models).toMatchObject({ champion: { version: DETECTOR.version }, challenger: null });
  await decider.adopt(JSON.stringify(aPolicy(2, "other", DETECTOR.version)));
  expect(decider.standing().models).toMatchObject({ challenger: { version: DETECTOR.version } });
});

test("a bundle that the store does not give is told in the store's words, not in those of a query", async () => {
  const away = new StoreAway("d1", 10_000, 1_000);
  const { decider, models } = aDecider({});
  models.missing = new Error("Failed query: select content from model_pieces", { cause: away });
  expect(await decider.tryOut(JSON.stringify(aPolicy(1, "other", null)))).toBe(away.storeTrouble.problem);
});

test("a store that is summed in another currency than CURRENCY takes no payment, until it is set back", async () => {
  const first = aDecider({ currency: "EUR" });
  await first.decider.take([arrival()], SEAT);
  expect(first.cells.currency.get()).toBe("EUR");
  const other = aDecider({ storage: first.storage, currency: "USD" });
  await expect(other.decider.take([arrival()], SEAT)).rejects.toThrow(
    "has payments that are summed in EUR, and CURRENCY is USD: set it back",
  );
  const back = aDecider({ storage: first.storage, currency: "EUR" });
  expect(await back.decider.take([arrival()], SEAT)).toMatchObject([{ status: "stored" }]);
});

test("a new decider hears from the store what it is summed in, and a memory from before there was a choice is in dollars", async () => {
  const heard = aDecider({ currency: "USD", kept: "EUR" });
  await expect(heard.decider.take([arrival()], SEAT)).rejects.toThrow("summed in EUR, and CURRENCY is USD");
  const before = aDecider({});
  await before.decider.take([arrival()], SEAT);
  before.cells.currency.delete();
  const after = aDecider({ storage: before.storage, currency: "EUR" });
  await expect(after.decider.take([arrival()], SEAT)).rejects.toThrow("summed in USD, and CURRENCY is EUR");
  const same = aDecider({ storage: before.storage, currency: "USD" });
  expect(await same.decider.take([arrival()], SEAT)).toMatchObject([{ status: "stored" }]);
});

/** Its score is how much the merchant took by day, as far as it is told. */
function readingDays(seen: (DaysAround | null)[]): Detector {
  return {
    ...DETECTOR,
    version: "reads days",
    daysRead: 37,
    featuresOf: (payment, history, when, row) => {
      seen.push(when.days ?? null);
      return DETECTOR.featuresOf?.(payment, history, when, row) ?? new Float32Array();
    },
  };
}

const YESTERDAY = BEGIN - DAY_MS;

test("a model that reads days is given them once they are read; payments are decided before, and while the store is away", async () => {
  const seen: (DaysAround | null)[] = [];
  const days = [{ cardId: "another card", merchant: "a shop", paidAt: YESTERDAY, cents: 700, knownAt: YESTERDAY }];
  const { decider, state, wakes, clock, settled } = aDecider({ challenger: readingDays(seen), days });
  await decider.adopt(JSON.stringify(aPolicy(1, null, "reads days")));
  expect(await decider.take(arrivals(1), SEAT)).toHaveLength(1);
  expect(decider.daysStanding()).toEqual({ through: null, problem: null });
  state.isAway = true;
  await decider.onAlarm();
  await decider.take(arrivals(1), SEAT);
  expect(decider.daysStanding()).toEqual({ through: null, problem: AWAY.message });
  expect(seen).toEqual([null, null]);
  state.isAway = false;
  await settled();
  await decider.onAlarm();
  expect(decider.daysStanding()).toEqual({ through: dayOf(YESTERDAY), problem: null });
  // It sleeps until the day is over.
  expect(wakes.at(-1)).toBe((dayOf(BEGIN) + 1) * DAY_MS + 40 * MINUTE_MS - clock.now);
  await decider.take([arrival({ id: "told" })], SEAT);
  expect(seen.at(-1)?.merchant).toEqual({
    days: [{ day: dayOf(YESTERDAY), payments: 1, cents: 700, cards: 1 }],
    frauds: [{ paidAt: YESTERDAY, knownAt: YESTERDAY, cents: 700 }],
  });
  expect(seen.at(-1)?.card).toEqual({ days: [], frauds: [] });
});

test("when no model reads days any more they are dropped, and another number of deciders reads them anew", async () => {
  const challenger = readingDays([]);
  const days = [{ cardId: "a card", merchant: "a shop", paidAt: YESTERDAY, cents: 700, knownAt: null }];
  const { decider, storage, held } = aDecider({ challenger, days });
  await decider.adopt(JSON.stringify(held.policy));
  await decider.take(arrivals(1), SEAT);
  await decider.onAlarm();
  const kept = () => storage.sql.exec("select subject from days").toArray().length;
  expect(kept()).toBe(2);
  await decider.retire();
  expect(kept()).toBe(0);
  await decider.take(arrivals(1), SEAT);
  await decider.onAlarm();
  expect(kept()).toBe(2);
  await decider.adopt(JSON.stringify(aPolicy(2, null, null)));
  await decider.onAlarm();
  expect(kept()).toBe(0);
  expect(decider.daysStanding()).toBeNull();
});

/** A card's history as the version before wrote it: two payments for boats and one for the opera, which it knew as one thing. */
function writtenBefore(): string {
  const history = remember(emptyHistory(), { paidAt: YESTERDAY, amountCents: 100, category: "home" });
  history.categoryCounts[UNKNOWN_CATEGORY] = 3;
  history.categoryCents[UNKNOWN_CATEGORY] = 1_000;
  return encodeHistory(history);
}

const STORED = [
  { category: "home", payments: 1, amountCents: 100, newestAt: YESTERDAY },
  { category: "boats", payments: 2, amountCents: 900, newestAt: YESTERDAY },
  { category: "opera", payments: 1, amountCents: 100, newestAt: YESTERDAY },
];

test("when a model comes that tells categories of one's own apart, so do the histories that an older version wrote", async () => {
  const challenger: Detector = { ...DETECTOR, version: "reads words", readsPastWords: true };
  const cards = Array.from({ length: 250 }, (_, at) => `card ${String(at).padStart(3, "0")}`);
  const asked: string[] = [];
  const { decider, memory, state, wakes, held, cells } = aDecider({
    challenger,
    histories: cards.map((cardId) => [cardId, writtenBefore()]),
    pasts: (cardIds) => {
      asked.push(...cardIds);
      return cardIds.map((cardId) => ({ cardId, history: writtenBefore(), later: STORED, recent: [] }));
    },
  });
  await decider.take(arrivals(1), SEAT);
  state.isAway = true;
  wakes.length = 0;
  await decider.adopt(JSON.stringify(held.policy));
  expect(wakes).toContain(0);
  await decider.onAlarm();
  expect(asked.length).toBeGreaterThan(0);
  const toldOf = (cardId: string) => {
    const history = decodeHistory(memory.find([], [cardId]).histories.get(cardId) ?? "");
    return ["boats", "opera", "home"].map((category) => totalsAt(history, categoryPlace(category)));
  };
  // The store is away: it is tried again, and payments are decided meanwhile.
  expect(toldOf("card 007")[0]?.count).toBeNaN();
  expect(await decider.take(arrivals(1), SEAT)).toMatchObject([{ status: "stored" }]);
  state.isAway = false;
  await decider.onAlarm();
  for (const cardId of ["card 000", "card 249"])
    expect(toldOf(cardId)).toEqual([
      { count: 2, cents: 900 },
      { count: 1, cents: 100 },
      { count: 1, cents: 100 },
    ]);
  expect(cells.telling.get()?.nextAt).toBeNull();
  // Once is enough.
  asked.length = 0;
  await decider.onAlarm();
  expect(asked).toEqual([]);
});

test("a history that grows meanwhile, or has payments that are not recorded, is told apart a round later", async () => {
  const challenger: Detector = { ...DETECTOR, version: "reads words", readsPastWords: true };
  let recorded = 0;
  const { decider, memory, clock, held, cells } = aDecider({
    challenger,
    histories: [["a card", writtenBefore()]],
    pasts: (cardIds) => {
      const history = recorded === 0 ? writtenBefore() : (memory.find([], ["a card"]).histories.get("a card") ?? "");
      const later =
        recorded === 0 ? STORED : [...STORED, { category: "misc_net", payments: 1, amountCents: 100, newestAt: BEGIN }];
      return cardIds.map((cardId) => ({ cardId, history, later, recent: [] }));
    },
  });
  const one = arrival();
  if (one.admission.ok && one.admission.payment !== undefined) one.admission.payment.cardId = "a card";
  await decider.take([one], SEAT);
  await decider.adopt(JSON.stringify(held.policy));
  await decider.onAlarm();
  const counted = () => decodeHistory(memory.find([], ["a card"]).histories.get("a card") ?? "").categoryCounts;
  expect(counted()[UNKNOWN_CATEGORY]).toBe(3);
  expect(cells.telling.get()?.nextAt).toBe(clock.now + MINUTE_MS);
  recorded = 1;
  await decider.onAlarm();
  expect(counted()[UNKNOWN_CATEGORY]).toBe(3);
  clock.now += MINUTE_MS;
  await decider.onAlarm();
  expect(counted()[UNKNOWN_CATEGORY]).toBe(0);
  expect(cells.telling.get()?.nextAt).toBeNull();
});

test("a memory whose models know the 14 categories only asks the store for nothing", async () => {
  const asked: string[] = [];
  const { decider } = aDecider({
    histories: [["a card", writtenBefore()]],
    pasts: (cardIds) => {
      asked.push(...cardIds);
      return [];
    },
  });
  await decider.take(arrivals(1), SEAT);
  await decider.onAlarm();
  expect(asked).toEqual([]);
});
