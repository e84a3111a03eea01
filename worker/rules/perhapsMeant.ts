// Which fact, feature or method a person may have meant by a name that does not exist.
import { PLACED_FEATURES } from "../features/places.ts";
import { nearest } from "../nearest.ts";
import { FACTS, placeOfInput } from "./facts.ts";
import { METHODS, SIZE } from "./methods.ts";

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
