// A limit for a request and its whole answer, however slowly the answer drips in.

export class TooLate extends Error {
  override name = "TooLate";
}

/** Rejects with `TooLate` at the deadline, whether or not the work heeds the signal. */
export async function within<Result>(ms: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const deadline = new AbortController();
  const tooLate = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const reason = new TooLate(`no answer within ${ms / 1000} s`);
    // The rejection comes first: work that heeds the signal may fail at once, with an error of its own.
    tooLate.reject(reason);
    deadline.abort(reason);
  }, ms);
  try {
    return await Promise.race([work(deadline.signal), tooLate.promise]);
  } finally {
    // AbortSignal.timeout cannot be cleared: its timer would keep the object awake.
    clearTimeout(timer);
  }
}
