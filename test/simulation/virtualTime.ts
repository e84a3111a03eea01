// Time that goes on when nothing is left to do at the present moment, and chance that a seed decides. The same seed gives the same
// run, step by step.

export interface VirtualTime {
  /** Epoch ms. */
  now: () => number;
  /** Calls `work` at this time. */
  at: (atMs: number, work: () => void) => void;
  wait: (ms: number) => Promise<void>;
  /** Lets time go on until `isOver`, or until nothing is left to do. Throws after `untilMs`. */
  run: (isOver: () => boolean, untilMs: number) => Promise<void>;
}

interface Event {
  atMs: number;
  order: number;
  work: () => void;
}

export function virtualTime(beginMs: number): VirtualTime {
  let nowMs = beginMs;
  let order = 0;
  const events: Event[] = [];
  const at = (atMs: number, work: () => void) => {
    order += 1;
    // A clock shows whole milliseconds, whatever the times that were asked for.
    const event = { atMs: Math.max(Math.ceil(atMs), nowMs), order, work };
    let place = events.length;
    // The next event is the last of the list.
    while (place > 0 && isBefore(events[place - 1], event)) place -= 1;
    events.splice(place, 0, event);
  };
  return {
    now: () => nowMs,
    at,
    wait: (ms) => new Promise((resolve) => at(nowMs + ms, resolve)),
    async run(isOver, untilMs) {
      for (;;) {
        // Everything that follows from the event before is done first.
        await new Promise((resolve) => setImmediate(resolve));
        if (isOver()) return;
        const next = events.pop();
        if (next === undefined) return;
        if (next.atMs > untilMs) throw new Error(`not over after ${(untilMs - beginMs) / 1000} s`);
        nowMs = next.atMs;
        next.work();
      }
    },
  };
}

function isBefore(a: Event | undefined, b: Event): boolean {
  return a !== undefined && (a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order));
}

export interface Chance {
  /** 0 up to 1. */
  next: () => number;
  /** A whole number, 0 up to `below`. */
  below: (below: number) => number;
  isOneIn: (times: number) => boolean;
  of: <Value>(values: readonly [Value, ...Value[]]) => Value;
}

/** Mulberry32: small, and good enough to make schedules differ. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    isOneIn: (times) => below(times) === 0,
    of: (values) => values[below(values.length)] ?? values[0],
  };
}
