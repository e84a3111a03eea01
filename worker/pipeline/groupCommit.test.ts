import fc from "fast-check";
import { expect, test } from "vitest";
import { groupCommit, Overloaded } from "./groupCommit.ts";

const ROOMY = { maxItems: 1000, maxWaiting: 10_000, gatherMs: 10, pauseMs: 3 };
const noWait = async () => undefined;
/** A clock that is told to go on by the test. */
function clockOf(wait: (ms: number) => Promise<void>) {
  const clock = { ms: 0, now: () => clock.ms, wait, turn: noWait };
  return clock;
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

/** A run that is ended by hand: `groups` are the runs so far, `end` lets the running one answer after `tookMs`. */
function byHand(limits: Partial<typeof ROOMY> = {}, wait: (ms: number) => Promise<void> = noWait) {
  const clock = clockOf(wait);
  const groups: number[][] = [];
  let finish: ((failure: Error | null) => void) | null = null;
  const submit = groupCommit(
    async (items: number[]) => {
      groups.push(items);
      const failure = await new Promise<Error | null>((resolve) => {
        finish = resolve;
      });
      if (failure !== null) throw failure;
      return items.map((item) => `stored ${item}`);
    },
    { ...ROOMY, ...limits },
    clock,
  );
  const end = async (failure: Error | null = null, tookMs = 20) => {
    clock.ms += tookMs;
    finish?.(failure);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { submit, groups, end };
}

test("a lone submission does not wait for company", () => {
  const { submit, groups } = byHand();
  void submit([1]);
  expect(groups).toEqual([[1]]);
});

test("one that comes right after another takes along whoever is at the door already", async () => {
  const { submit, groups, end } = byHand({}, () => new Promise(() => undefined));
  void submit([1]);
  await end(null, 0);
  void submit([2]);
  void submit([3]);
  await soon();
  void submit([4]);
  expect(groups).toEqual([[1], [2, 3]]);
});

test("submissions that arrive during a run share the next one, and each gets its own results in order", async () => {
  const { submit, groups, end } = byHand();
  const first = submit([1]);
  await soon();
  const answers = [first, submit([2, 3]), submit([4])];
  await end();
  await end();
  expect(groups).toEqual([[1], [2, 3, 4]]);
  expect(await Promise.all(answers)).toEqual([["stored 1"], ["stored 2", "stored 3"], ["stored 4"]]);
});

test("a caller is answered when its own group is done, without waiting for later ones", async () => {
  const { submit, groups, end } = byHand();
  const first = submit([1]);
  await soon();
  void submit([2]);
  await end();
  expect(await first).toEqual(["stored 1"]);
  expect(groups).toHaveLength(2);
});

test("a failing group fails its own callers only, and the next group goes on", async () => {
  const { submit, end } = byHand();
  const first = submit([1]);
  await soon();
  const answers = Promise.allSettled([first, submit([2]), submit([3])]);
  await end(new Error("the store is down"));
  await end();
  expect((await answers).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
});

test("a thousand submissions cost two runs", async () => {
  const { submit, groups, end } = byHand();
  const answers = [submit([0])];
  await soon();
  for (let item = 1; item < 1000; item += 1) answers.push(submit([item]));
  await end();
  await end();
  expect(groups).toHaveLength(2);
  expect((await Promise.all(answers)).flat()).toEqual(Array.from({ length: 1000 }, (_, item) => `stored ${item}`));
});

test("after a shared group the next one waits for all the callers it knows, and goes when they are back", async () => {
  const { submit, groups, end } = byHand({}, () => new Promise(() => undefined));
  void submit([1]);
  await soon();
  void submit([2]);
  void submit([3]);
  await end();
  void submit([1]);
  await end();
  // 2 and 3 were answered, 1 waits already: three callers are known.
  void submit([2]);
  expect(groups).toEqual([[1], [2, 3]]);
  void submit([3]);
  await end();
  expect(groups).toEqual([[1], [2, 3], [1, 2, 3]]);
});

test("callers that do not come back are waited for only so long", async () => {
  const waits: number[] = [];
  let timeIsUp: () => void = () => undefined;
  const { submit, groups, end } = byHand({}, (ms) => {
    waits.push(ms);
    return new Promise((resolve) => {
      timeIsUp = resolve;
    });
  });
  void submit([1]);
  await soon();
  for (const item of [2, 3]) void submit([item]);
  await end();
  await end();
  void submit([4]);
  expect(groups).toHaveLength(2);
  timeIsUp();
  await end(null, 0);
  // 4 came in the first pause, and nobody in the second.
  timeIsUp();
  await end();
  expect(waits).toEqual([3, 3]);
  expect(groups).toEqual([[1], [2, 3], [4]]);
});

test("callers that come one by one are waited for while they come, and never longer than allowed", async () => {
  const clock = { ms: 0 };
  const groups: number[][] = [];
  const submit = groupCommit(
    async (items: number[]) => {
      groups.push(items);
      return items;
    },
    { ...ROOMY, gatherMs: 10, pauseMs: 3 },
    {
      now: () => clock.ms,
      turn: noWait,
      wait: async (ms) => {
        clock.ms += ms;
        if (clock.ms <= 10) void submit([clock.ms]);
      },
    },
  );
  void submit([100]);
  await soon();
  for (let item = 101; item < 120; item += 1) void submit([item]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(groups[1]).toHaveLength(19);
  // One came in each pause of 3 ms, until 10 ms were over.
  expect(groups[2]).toEqual([3, 6, 9, 10]);
});

test.each([
  { aSecond: 40, everyMs: 25 },
  { aSecond: 60, everyMs: 17 },
  { aSecond: 100, everyMs: 10 },
])("$aSecond payments a second are answered as fast after a burst of 40 as before it", async ({ everyMs }) => {
  const tookMs = await latenciesOf({ everyMs, burstAtMs: 2_000, burst: 40, untilMs: 4_000 });
  const of = (fromMs: number, toMs: number) =>
    tookMs.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ ms }) => ms);
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  expect(median(of(3_000, 4_000))).toBeLessThanOrEqual(1.3 * median(of(0, 2_000)));
});

/** Latencies in a made-up time: a group takes 5 ms, and each of its payments another third of a millisecond. */
async function latenciesOf(load: { everyMs: number; burstAtMs: number; burst: number; untilMs: number }) {
  const clock = { ms: 0 };
  const timers: { atMs: number; done: () => void }[] = [];
  const wait = (ms: number) => new Promise<void>((done) => timers.push({ atMs: clock.ms + ms, done }));
  const submit = groupCommit(
    async (items: number[]) => {
      await wait(5 + items.length / 3);
      return items;
    },
    { maxItems: 256, maxWaiting: 5_000, gatherMs: 50, pauseMs: 3 },
    { now: () => clock.ms, wait, turn: noWait },
  );
  const answered: { atMs: number; ms: number }[] = [];
  const come = () => {
    const atMs = clock.ms;
    void submit([1]).then(() => answered.push({ atMs, ms: clock.ms - atMs }));
  };
  for (let atMs = 0; atMs < load.untilMs; atMs += load.everyMs) timers.push({ atMs, done: come });
  for (let i = 0; i < load.burst; i += 1) timers.push({ atMs: load.burstAtMs, done: come });
  for (;;) {
    timers.sort((a, b) => a.atMs - b.atMs);
    const next = timers.shift();
    if (next === undefined) return answered;
    clock.ms = next.atMs;
    next.done();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a lone caller never waits for others", async () => {
  const { submit, groups, end } = byHand({}, () => new Promise(() => undefined));
  for (const item of [1, 2, 3]) {
    void submit([item]);
    await soon();
    await end();
  }
  expect(groups).toEqual([[1], [2], [3]]);
});

test("a full group is not waited for", async () => {
  const { submit, groups, end } = byHand({ maxItems: 2 }, () => new Promise(() => undefined));
  void submit([1]);
  await soon();
  for (const item of [2, 3, 4, 5]) void submit([item]);
  await end();
  await end();
  expect(groups).toEqual([[1], [2, 3], [4, 5]]);
});

test("a group holds no more items than allowed, and no submission is split", async () => {
  const { submit, groups, end } = byHand({ maxItems: 3, maxWaiting: 100 });
  void submit([1]);
  await soon();
  for (const items of [[2, 3], [4, 5], [6], [7, 8, 9, 10], [11]]) void submit(items);
  for (let i = 0; i < 6; i += 1) await end();
  expect(groups).toEqual([[1], [2, 3], [4, 5, 6], [7, 8, 9, 10], [11]]);
});

test("when too much is waiting, the caller is told to come back, and the others are served", async () => {
  const { submit, groups, end } = byHand({ maxItems: 10, maxWaiting: 3 });
  void submit([1]);
  await soon();
  void submit([2, 3]);
  await expect(submit([4, 5])).rejects.toThrow(Overloaded);
  await end();
  await end();
  void submit([6, 7]);
  await soon();
  expect(groups).toEqual([[1], [2, 3], [6, 7]]);
});

test("one submission larger than the limit is taken when nothing else waits", async () => {
  const { submit, groups, end } = byHand({ maxItems: 2, maxWaiting: 2 });
  void submit([1]);
  await soon();
  void submit([2, 3, 4, 5]);
  await end();
  expect(groups).toEqual([[1], [2, 3, 4, 5]]);
});

test("nothing submitted is answered with nothing, without a run", async () => {
  const { submit, groups } = byHand();
  expect(await submit([])).toEqual([]);
  expect(groups).toEqual([]);
});

test("a run that answers too few results fails its callers rather than mixing them up", async () => {
  const submit = groupCommit(async (items: number[]) => items.slice(1), ROOMY, clockOf(noWait));
  await expect(submit([1, 2])).rejects.toThrow("1 results for 2 items");
});

test("whatever the sizes, the limits and the failures, everyone gets their own results or an error", async () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 9 }), fc.array(fc.boolean()), async (all, maxItems, failing) => {
      let runs = 0;
      const submit = groupCommit(
        async (items: number[]) => {
          await null;
          runs += 1;
          if (failing[runs] === true) throw new Error("down");
          return items.map((item) => item * 2);
        },
        { maxItems, maxWaiting: 1000, gatherMs: 10, pauseMs: 3 },
        clockOf(noWait),
      );
      let next = 0;
      const submissions = all.map((size) => Array.from({ length: size }, () => next++));
      const answers = await Promise.allSettled(submissions.map((items) => submit(items)));
      answers.forEach((answer, at) => {
        if (answer.status === "fulfilled") expect(answer.value).toEqual(submissions[at]?.map((item) => item * 2));
        else expect(answer.reason).toEqual(new Error("down"));
      });
    }),
  );
});
