// Turns: an object does some of its work one after the other, even if several callers ask at once.

/** Begins each work when the one before it has ended, well or badly. Returns what that work returns. */
export function turns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
