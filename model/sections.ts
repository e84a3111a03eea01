// What a bundle says of the training data, beside the model itself: a file for each topic. This is the table of contents.
// `model:train -- --trees-of` makes all of them anew from the data, and keeps the trees (docs/bundle.md).
import type { Core } from "../worker/scoring/bundle.ts";
import { jsonText } from "./jsonText.ts";
import type { Dataset } from "./labelledPayments.ts";
import type { Matrix } from "./matrix.ts";
import { referenceJson } from "./reference.ts";
import { supportJson, supportOf } from "./support.ts";

/** What a section may be made from. Nothing else may go in, so that the same data and trees give the same bytes. */
export interface Trained {
  data: Dataset;
  /** The features of all payments as a stream has them, row by row. */
  stream: Matrix;
  model: Core;
}

export const SECTIONS: Readonly<Record<string, (trained: Trained) => object | Promise<object>>> = {
  "reference.json": referenceJson,
  "support.json": ({ data }) => supportJson(supportOf(data)),
};

/** The files by name. */
export async function sectionsOf(trained: Trained): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [name, make] of Object.entries(SECTIONS)) files[name] = jsonText(await make(trained));
  return files;
}
