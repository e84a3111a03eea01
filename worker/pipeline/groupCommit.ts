// Group commit: submissions that arrive while one group is being committed share the next one. A caller waits for its
// own group only, and many small pushes cost as few commits as one large one.

export interface GroupLimits {
  /** Items in one group at most, unless a single submission is larger. */
  maxItems: number;
  /** Items waiting at most; beyond it submissions are refused, so that a flood cannot exhaust the memory. */
  maxWaiting: number;
  /** How long a group waits at most for the callers of the one before. */
  gatherMs: number;
  /** A pause of this length in which no caller comes ends the waiting: the others do not come back. */
  pauseMs: number;
}

export interface GroupClock {
  /** Epoch ms. */
  now: () => number;
  wait: (ms: number) => Promise<void>;
  /**
   * Waits until all that came already was looked at. A group that asks nobody is decided in one go, and while it is, nobody can
   * join the queue: without this each would be alone, however many call at once. It is not for a lone caller, since it takes
   * as long as a decision.
   */
  turn: () => Promise<void>;
}

/** A lone caller needs longer than this for an answer and its next call. */
const CROWD_MS = 2;

/** Thrown to a caller that must come back later. */
export class Overloaded extends Error {
  override name = "Overloaded";

  constructor() {
    super("too many payments are waiting");
  }
}

interface Waiting<Item, Result> {
  items: readonly Item[];
  resolve: (results: Result[]) => void;
  reject: (error: unknown) => void;
}

/**
 * Returns `submit`. `run` gets the items of a whole group, one group at a time, and answers a result for each in the
 * same order; when it throws, every submission of that group fails and the next group goes on.
 *
 * After a group that several callers shared, the next one waits for them to come back: a group costs nearly the same for
 * one caller as for all. It waits as long as they keep coming without a pause, and `gatherMs` at most. A lone caller
 * never waits.
 */
export function groupCommit<Item, Result>(
  run: (items: Item[]) => Promise<Result[]>,
  limits: GroupLimits,
  { now, wait, turn }: GroupClock,
) {
  const queue: Waiting<Item, Result>[] = [];
  let waitingItems = 0;
  let running = false;
  let cameAt = Number.NEGATIVE_INFINITY;
  /** The newest submission came right after another. */
  let isCrowded = false;
  let gathering: { callers: number; done: () => void } | null = null;

  return function submit(items: readonly Item[]): Promise<Result[]> {
    if (items.length === 0) return Promise.resolve([]);
    if (waitingItems > 0 && waitingItems + items.length > limits.maxWaiting) return Promise.reject(new Overloaded());
    const nowMs = now();
    isCrowded = Math.abs(nowMs - cameAt) <= CROWD_MS;
    cameAt = nowMs;
    return new Promise((resolve, reject) => {
      queue.push({ items, resolve, reject });
      waitingItems += items.length;
      if (gathering !== null && (queue.length >= gathering.callers || waitingItems >= limits.maxItems))
        gathering.done();
      if (!running) void drain();
    });
  };

  async function drain(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      if (isCrowded || queue.length > 1) await turn();
      const group = nextGroup();
      await commit(group);
      if (group.length > 1) await gather(group.length + queue.length);
    }
    running = false;
  }

  async function commit(group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const items = group.flatMap((waiting) => waiting.items);
      const results = await run(items);
      // A caller that gets no answer is better off than one that gets another caller's.
      if (results.length !== items.length) throw new Error(`${results.length} results for ${items.length} items`);
      let at = 0;
      for (const { items, resolve } of group) {
        resolve(results.slice(at, at + items.length));
        at += items.length;
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  async function gather(callers: number): Promise<void> {
    const untilMs = now() + limits.gatherMs;
    for (let waiting = -1; waiting !== queue.length && queue.length < callers && waitingItems < limits.maxItems; ) {
      waiting = queue.length;
      const leftMs = untilMs - now();
      if (leftMs <= 0) return;
      const gathered = new Promise<void>((done) => {
        gathering = { callers, done };
      });
      await Promise.race([gathered, wait(Math.min(limits.pauseMs, leftMs))]);
      gathering = null;
    }
  }

  function nextGroup(): Waiting<Item, Result>[] {
    let count = 0;
    let size = 0;
    for (const { items } of queue) {
      if (count > 0 && size + items.length > limits.maxItems) break;
      size += items.length;
      count += 1;
    }
    waitingItems -= size;
    return queue.splice(0, count);
  }
}
