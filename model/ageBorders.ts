// Finds the two ages that part holders into three groups whose frauds differ most in amount: by likelihood, on labelled
// payments.
import { isUrban } from "../worker/features/evidence.ts";
import type { Dataset } from "./labelledPayments.ts";

const YOUNGEST = 14;
const OLDEST = 80;
const BINS = 32;
const BINS_PER_E = 4;
/** Added to each bin: an amount that was never seen is unlikely, not impossible. */
const UNSEEN = 0.05;

/** The two ages at which the second and the third group begin. */
export function ageBorders(data: Dataset, codes: ReadonlyMap<string, number>): [number, number] {
  const cells = countsByAge(data, codes);
  let best: [number, number] = [YOUNGEST, OLDEST];
  let most = Number.NEGATIVE_INFINITY;
  for (let first = YOUNGEST + 1; first < OLDEST; first++) {
    const young = likelihood(cells, YOUNGEST, first);
    for (let second = first + 1; second <= OLDEST; second++) {
      const all = young + likelihood(cells, first, second) + likelihood(cells, second, OLDEST + 1);
      if (all > most) [most, best] = [all, [first, second]];
    }
  }
  return best;
}

/**
 * Frauds by age and bin of the amount, summed up from the youngest on, for each gender, town or country, and category.
 */
function countsByAge(data: Dataset, codes: ReadonlyMap<string, number>): Float64Array[][] {
  const ages = OLDEST - YOUNGEST + 2;
  const cells = Array.from({ length: 4 * codes.size }, () =>
    Array.from({ length: ages }, () => new Float64Array(BINS)),
  );
  for (let i = 0; i < data.rows; i++) {
    const category = codes.get(data.category[i] ?? "");
    const age = data.ageYears[i] ?? Number.NaN;
    if (data.fraud[i] !== 1 || category === undefined || Number.isNaN(age)) continue;
    const kind = (data.gender[i] === "F" ? 1 : 0) + (isUrban(data.cityPopulation[i] ?? 0) ? 2 : 0);
    const bin = Math.round(Math.log(Math.max(1, (data.amountCents[i] ?? 0) / 100)) * BINS_PER_E);
    const counts = cells[4 * category + kind]?.[Math.min(OLDEST, Math.max(YOUNGEST, age)) - YOUNGEST + 1];
    const at = Math.min(BINS - 1, bin);
    if (counts !== undefined) counts[at] = (counts[at] ?? 0) + 1;
  }
  for (const byAge of cells) {
    byAge.forEach((counts, age) => {
      counts.forEach((count, bin) => {
        counts[bin] = count + (byAge[age - 1]?.[bin] ?? 0);
      });
    });
  }
  return cells;
}

/** Log likelihood of the amounts of all frauds whose holders are from one age to below another, taken as one group. */
function likelihood(cells: Float64Array[][], from: number, to: number): number {
  let sum = 0;
  for (const byAge of cells) {
    const below = byAge[from - YOUNGEST];
    const upTo = byAge[to - YOUNGEST];
    let all = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const count = (upTo?.[bin] ?? 0) - (below?.[bin] ?? 0);
      all += count;
      if (count > 0) sum += count * Math.log(count + UNSEEN);
    }
    if (all > 0) sum -= all * Math.log(all + BINS * UNSEEN);
  }
  return sum;
}
