// Turns: an object does some of its work one after the other, whoever asks for it at once.

/** Begins each work when the one before it has ended, well or badly. Answers what that work answers. */
export function turns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
