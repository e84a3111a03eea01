// How good the declines are, as far as that is known. People's verdicts count first, then the feed's labels. Pure.

import type { Judged } from "../store/verdicts.ts";
import type { Quality, Status } from "../wire/board.ts";

export function qualityOf(judged: readonly Judged[]): Quality {
  const count = (which: (group: Judged) => boolean) =>
    judged.reduce((total, group) => total + (which(group) ? group.payments : 0), 0);
  const caught = count(({ outcome, truth }) => outcome === "decline" && truth === "fraud");
  const falseAlarms = count(({ outcome, truth }) => outcome === "decline" && truth === "legitimate");
  const missed = count(({ outcome, truth }) => outcome !== "decline" && truth === "fraud");
  return {
    known: count(() => true),
    caught,
    falseAlarms,
    missed,
    precision: share(caught, caught + falseAlarms),
    recall: share(caught, caught + missed),
  };
}

export function qualityByModel(judged: readonly Judged[]): Status["quality"] {
  const models = [...new Set(judged.map(({ model }) => model))].sort();
  return {
    ...qualityOf(judged),
    models: models.map((model) => ({ model, ...qualityOf(judged.filter((group) => group.model === model)) })),
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
