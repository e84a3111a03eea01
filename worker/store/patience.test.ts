import { expect, test } from "vitest";
import { patiently } from "./patience.ts";
import { brokeOff, ofStore, storeTroubleOf } from "./trouble.ts";

const AWAY = "the store (D1) did not answer within 0.01 s";
const never = () => false;
const hangs = () => new Promise<string>(() => {});
const answers = async () => "rows";

/** A store with a clock of the test's own. The deadlines are real, and short where a test waits for them. */
function store({ pausesMs = [] as number[], deadlineMs = 10 } = {}) {
  const clock = { now: 1_000_000 };
  const ask = patiently("d1", { deadlineMs, pausesMs, restMs: 3_000 }, () => clock.now);
  return { ask, clock };
}

/** What was asked of a store, and what became of it. */
async function asked(ask: ReturnType<typeof store>["ask"], question: () => Promise<string>) {
  let wasAsked = false;
  const outcome = await ask(() => {
    wasAsked = true;
    return question();
  }, never).catch((error: Error) => error.message);
  return { wasAsked, outcome };
}

test("a question that is not answered in time fails, and says which store it was and when to come back", async () => {
  const error: unknown = await store()
    .ask(hangs, never)
    .catch((reason: unknown) => reason);
  expect(storeTroubleOf(error)).toEqual({ problem: AWAY, againMs: 3_000 });
  expect(storeTroubleOf(new Error("wrapped", { cause: error }))).toEqual({ problem: AWAY, againMs: 3_000 });
});

test("after that nothing is asked for a while, and then one trial at a time, until the store answers", async () => {
  const { ask, clock } = store();
  await asked(ask, hangs);
  expect(await asked(ask, answers)).toEqual({ wasAsked: false, outcome: AWAY });
  clock.now += 2_000;
  expect(await asked(ask, answers)).toEqual({ wasAsked: false, outcome: AWAY });

  clock.now += 1_000;
  const trial = asked(ask, hangs);
  clock.now += 200;
  expect(await asked(ask, answers)).toEqual({ wasAsked: false, outcome: AWAY });
  await trial;
  clock.now += 3_000;
  expect(await asked(ask, answers)).toEqual({ wasAsked: true, outcome: "rows" });
  expect(await asked(ask, answers)).toEqual({ wasAsked: true, outcome: "rows" });
});

test("what is asked together with a trial is asked too: a request with several questions is not half answered", async () => {
  const { ask, clock } = store();
  await asked(ask, hangs);
  clock.now += 3_000;
  const together = await Promise.all([asked(ask, answers), asked(ask, answers), asked(ask, answers)]);
  expect(together.map(({ outcome }) => outcome)).toEqual(["rows", "rows", "rows"]);
});

test("an answer that comes too late for its question says all the same that the store is back", async () => {
  const { ask } = store();
  const late = Promise.withResolvers<string>();
  expect(await asked(ask, () => late.promise)).toEqual({ wasAsked: true, outcome: AWAY });
  expect(await asked(ask, answers)).toMatchObject({ wasAsked: false });
  late.resolve("late rows");
  await late.promise;
  expect(await asked(ask, answers)).toEqual({ wasAsked: true, outcome: "rows" });
});

test("a question that is too large for the deadline keeps nobody else from being answered", async () => {
  const { ask } = store();
  const large = asked(ask, hangs);
  await asked(ask, answers);
  expect(await large).toMatchObject({ outcome: AWAY });
  expect(await asked(ask, answers)).toEqual({ wasAsked: true, outcome: "rows" });
});

test("a clock that is set back does not keep the store away", async () => {
  const { ask, clock } = store();
  await asked(ask, hangs);
  clock.now -= 60_000;
  expect(await asked(ask, answers)).toEqual({ wasAsked: true, outcome: "rows" });
});

test("what may be asked again is, with pauses, and no oftener than there are pauses", async () => {
  let times = 0;
  const breaks = async () => {
    times += 1;
    throw new Error("D1_ERROR: Network connection lost.");
  };
  await expect(store({ pausesMs: [0, 0], deadlineMs: 5_000 }).ask(breaks, brokeOff)).rejects.toThrow("lost");
  expect(times).toBe(3);
  await expect(store({ pausesMs: [0, 0], deadlineMs: 5_000 }).ask(breaks, never)).rejects.toThrow("lost");
  expect(times).toBe(4);
});

test("nothing is asked again once its deadline is over: nobody would hear that it was written", async () => {
  let times = 0;
  const breaks = async () => {
    times += 1;
    throw new Error("Network connection lost.");
  };
  await expect(store({ pausesMs: [30, 0, 0] }).ask(breaks, brokeOff)).rejects.toThrow(AWAY);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(times).toBe(1);
});

test.each([
  ["D1_ERROR: Network connection lost.", true],
  ["D1_ERROR: D1 DB reset because its code was updated.", true],
  ["D1_ERROR: Internal error in D1 DB storage caused object to be reset.", true],
  ["D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.", true],
  ["Error connecting to database: Error: Network connection lost.", true],
  ["other side closed", true],
  ["read ECONNRESET", true],
  ["D1_ERROR: D1 DB is overloaded. Too many requests queued.", false],
  ["D1_ERROR: UNIQUE constraint failed: payments.id: SQLITE_CONSTRAINT", false],
])("whether %s says that it broke off on its way: %j", (message, expected) => {
  expect(brokeOff(new Error("Failed query", { cause: new Error(message) }))).toBe(expected);
});

test("of what is asked of a store, any error is the store's: away, out of reach or at fault", async () => {
  const trouble = (error: Error) =>
    ofStore({ kind: "neon" }, Promise.reject(error)).catch((reason: unknown) => storeTroubleOf(reason)?.problem);
  const refused = new Error("Error connecting to database: Error: Network connection lost.");
  expect(await trouble(refused)).toBe("the store (PostgreSQL) cannot be reached");
  expect(await trouble(new Error("no such table: payments"))).toBe("the store (PostgreSQL) failed; the log says why");
});
