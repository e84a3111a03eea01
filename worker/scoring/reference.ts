// What a model did in training, to which the watchman holds what it does now: the bands of its scores, from the bundle's
// reference.json (made by model/reference.ts), and the share of frauds that it found, from the manifest's figures.
import type { FeedKind } from "../payment/payment.ts";
import { field, type JsonPart, numbers, refused, valueAt } from "./jsonPart.ts";

export interface Reference {
  /** Scores that part the payments of training into bands, by kind of feed. At the upper end they are close together. */
  scores: Record<FeedKind, readonly number[]>;
  /** Share of the frauds on held-out cards that it declined. Null where the training did not say. */
  recall: Record<FeedKind, number | null>;
}

/** `manifest`: the bundle's manifest.json. */
export function readReference(root: JsonPart, manifest: JsonPart): Reference {
  const scores = field(root, "scores");
  return {
    scores: { stream: boundsIn(field(scores, "stream")), snapshot: boundsIn(field(scores, "snapshot")) },
    recall: { stream: heldOutRecall(manifest, "stream"), snapshot: heldOutRecall(manifest, "snapshot") },
  };
}

function boundsIn(part: JsonPart): number[] {
  const bounds = numbers(part);
  const isGrowing = bounds.every((bound, at) => bound > (bounds[at - 1] ?? 0) && bound <= 1);
  if (bounds.length === 0 || !isGrowing) throw refused(part, "must be scores between 0 and 1 that grow");
  return bounds;
}

/** These figures are for people first, so a manifest may lack them. */
function heldOutRecall(manifest: JsonPart, feed: FeedKind): number | null {
  const recall = valueAt(manifest, ["metrics", "heldOutCards", feed, "recall"]);
  return typeof recall === "number" ? recall : null;
}
