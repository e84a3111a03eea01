// The names in a condition, and which of them a person may have meant by another.
import { PLACED_FEATURES } from "../features/places.ts";
import { nearest } from "../nearest.ts";
import { FACTS, type FactType, placeOfInput } from "./facts.ts";

/** Methods of texts: what they take, and what they make of it. */
export const METHODS = {
  startsWith: { takes: 1, gives: "yes or no" },
  endsWith: { takes: 1, gives: "yes or no" },
  contains: { takes: 1, gives: "yes or no" },
  lowerAscii: { takes: 0, gives: "text" },
} as const satisfies Record<string, { takes: number; gives: FactType }>;
export const SIZE = "size";

/** Continues a sentence; empty where nothing is near. */
export function meant(name: string): string {
  if (placeOfInput(name) !== null) return `; perhaps features.${name}`;
  const fact = nearest(
    name,
    FACTS.map((each) => each.name),
  );
  if (fact !== null) return `; perhaps ${fact}`;
  const feature = nearest(
    name,
    PLACED_FEATURES.map((each) => each.name),
  );
  return feature === null ? "" : `; perhaps features.${feature}`;
}

export function functionMeant(name: string): string {
  const functions = [...Object.keys(METHODS), SIZE];
  const near = nearest(name, functions);
  return near === null ? `; there are ${functions.join(", ")}` : `; perhaps ${near}`;
}
