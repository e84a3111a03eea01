// How sure a share is, and a difference of two shares that were counted on the same payments: 95 % intervals. Pure.

/** Of a normal distribution, 95 % lie within so many standard deviations. */
const Z = 1.959964;

export interface Interval {
  low: number;
  high: number;
}

export interface Difference extends Interval {
  value: number;
}

/** Payments by who declines them: both models, only one of them, or neither. */
export interface Cells {
  both: number;
  champion: number;
  challenger: number;
  neither: number;
}

/** Wilson's, which holds for few payments and for shares of nothing or all. Null of nothing. */
export function intervalOf(part: number, of: number): Interval | null {
  if (of === 0) return null;
  const share = part / of;
  const spread = (Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2))) / (1 + Z ** 2 / of);
  const middle = (share + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of);
  // Exactly nothing and all at the ends, where rounding would miss them.
  return { low: part === 0 ? 0 : middle - spread, high: part === of ? 1 : middle + spread };
}

/**
 * By how much the challenger's recall is above the champion's. Both judged the same frauds, so those on which they agree say nothing of
 * the difference, and two intervals that overlap prove nothing. Agresti and Min's: half a fraud is added to each cell, without which
 * a few frauds, or none in dispute, would look sure.
 */
export function recallDifference({ both, champion, challenger, neither }: Cells): Difference | null {
  const frauds = both + champion + challenger + neither;
  if (frauds === 0) return null;
  const [of, lost, won] = [frauds + 2, champion + 0.5, challenger + 0.5];
  const middle = (won - lost) / of;
  const spread = (Z * Math.sqrt(won + lost - (won - lost) ** 2 / of)) / of;
  return { value: (challenger - champion) / frauds, ...around(middle, spread) };
}

/**
 * The same for precision, whose two shares are of different payments that overlap. Each payment pulls both shares by its own weight
 * (the delta method), and one that both decline pulls them together. Null where one of them declines nothing.
 */
export function precisionDifference(fraud: Cells, legitimate: Cells): Difference | null {
  const value = differenceOf(fraud, legitimate);
  if (value === null) return null;
  const [frauds, others] = [moreByHalf(fraud), moreByHalf(legitimate)];
  const sides = (["champion", "challenger"] as const).map((side) => {
    const declined = frauds.both + frauds[side] + others.both + others[side];
    const precision = (frauds.both + frauds[side]) / declined;
    return { fraud: (1 - precision) / declined, legitimate: -precision / declined };
  });
  const [champion = { fraud: 0, legitimate: 0 }, challenger = champion] = sides;
  const pulls = (kind: "fraud" | "legitimate", cells: Cells) =>
    cells.champion * champion[kind] ** 2 +
    cells.challenger * challenger[kind] ** 2 +
    cells.both * (challenger[kind] - champion[kind]) ** 2;
  const spread = Z * Math.sqrt(pulls("fraud", frauds) + pulls("legitimate", others));
  return { value, ...around(differenceOf(frauds, others) ?? value, spread) };
}

function differenceOf(fraud: Cells, legitimate: Cells): number | null {
  const [champion, challenger] = (["champion", "challenger"] as const).map((side) => {
    const caught = fraud.both + fraud[side];
    return caught / (caught + legitimate.both + legitimate[side]);
  });
  const value = (challenger ?? Number.NaN) - (champion ?? Number.NaN);
  return Number.isNaN(value) ? null : value;
}

function moreByHalf({ both, champion, challenger, neither }: Cells): Cells {
  return { both: both + 0.5, champion: champion + 0.5, challenger: challenger + 0.5, neither };
}

function around(middle: number, spread: number): Interval {
  return { low: Math.max(-1, middle - spread), high: Math.min(1, middle + spread) };
}
