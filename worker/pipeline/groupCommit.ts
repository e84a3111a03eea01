// Group commit: submissions that arrive while one group is being committed share the next one. A caller waits for its
// own group only, and many small pushes cost as few commits as one large one.

export interface GroupLimits {
  /** Items in one group at most, unless a single submission is larger. */
  maxItems: number;
  /** Items waiting at most; beyond it submissions are refused, so that a flood cannot exhaust the memory. */
  maxWaiting: number;
}

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
 * same order; when it throws, every submission of that group fails and the next group goes on. `gather` is awaited after
 * a group that several submissions shared: where many call, waiting a moment makes groups larger and fewer.
 */
export function groupCommit<Item, Result>(
  run: (items: Item[]) => Promise<Result[]>,
  limits: GroupLimits,
  gather: () => Promise<void> = async () => undefined,
) {
  const queue: Waiting<Item, Result>[] = [];
  let waitingItems = 0;
  let running = false;

  return function submit(items: readonly Item[]): Promise<Result[]> {
    if (items.length === 0) return Promise.resolve([]);
    if (waitingItems > 0 && waitingItems + items.length > limits.maxWaiting) return Promise.reject(new Overloaded());
    return new Promise((resolve, reject) => {
      queue.push({ items, resolve, reject });
      waitingItems += items.length;
      if (!running) void drain();
    });
  };

  async function drain(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      const group = nextGroup();
      try {
        const items = group.flatMap((waiting) => waiting.items);
        const results = await run(items);
        // Better no answer than another caller's.
        if (results.length !== items.length) throw new Error(`${results.length} results for ${items.length} items`);
        let at = 0;
        for (const { items, resolve } of group) {
          resolve(results.slice(at, at + items.length));
          at += items.length;
        }
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      if (group.length > 1) await gather();
    }
    running = false;
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
