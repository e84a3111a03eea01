// The answer to a failure that the caller cannot mend: what happened, in words, and when to come back.
import { storeSentence, storeTroubleOf } from "../store/trouble.ts";

export interface Failure {
  error: string;
  headers: { "retry-after": string };
  /** The store's problem as a sentence. Null when the store was not at fault, or it is not known that it was. */
  storeProblem: string | null;
  /** Nothing is amiss: it is not logged. */
  isUsual: boolean;
}

/** To be used when nothing was stored, or when sending it again is harmless. */
export function failureOf(error: unknown): Failure {
  const trouble = storeTroubleOf(error);
  if (trouble === null)
    return { error: "it did not work just now; try again", headers: after(1_000), storeProblem: null, isUsual: false };
  const { problem, againMs, isUsual = false } = trouble;
  return { error: `${problem}; try again`, headers: after(againMs), storeProblem: storeSentence(trouble), isUsual };
}

function after(ms: number): Failure["headers"] {
  return { "retry-after": String(Math.ceil(ms / 1_000)) };
}
