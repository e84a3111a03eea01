// What a condition may call: methods of texts, and `size` of a text. evaluate.ts says what each does.
import type { FactType } from "./facts.ts";

/** Methods of texts: what they take, and what they make of it. */
export const METHODS = {
  startsWith: { takes: 1, gives: "yes or no" },
  endsWith: { takes: 1, gives: "yes or no" },
  contains: { takes: 1, gives: "yes or no" },
  lowerAscii: { takes: 0, gives: "text" },
} as const satisfies Record<string, { takes: number; gives: FactType }>;
export const SIZE = "size";
