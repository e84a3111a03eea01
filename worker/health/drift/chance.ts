// How likely a count is by chance alone. Frauds come in bursts, and the reviews of one card follow one another, so counts spread
// wider than single events do. Exact for small counts. Pure.

/** Below this spread the negative binomial is Poisson to many digits, and its formula divides by almost nothing. */
const LEAST_SPREAD = 1.0001;
/** Terms that are this small beside the first add nothing. */
const NEGLIGIBLE = 1e-12;

/**
 * By the negative binomial, which has a long upper end; Poisson is the narrowest of them. `spread`: the variance of the count over
 * its mean; 1 when single events are independent.
 */
export function chanceOfAtLeast(count: number, mean: number, spread: number): number {
  if (count <= mean) return 1;
  return tail(count, 1, spread < LEAST_SPREAD ? poisson(mean) : negativeBinomial(mean, spread));
}

/** By whole bursts of so many as the spread says: days without any are commoner than the negative binomial has them. */
export function chanceOfAtMost(count: number, mean: number, spread: number): number {
  return count >= mean ? 1 : tail(Math.floor(count / spread), -1, poisson(mean / spread));
}

/** The sum of the chances of `count` and of all beyond it. They only fall from there, since the mean lies on the other side. */
function tail(count: number, step: 1 | -1, chances: Chances): number {
  let term = 1;
  let sum = 1;
  for (let k = count; step === 1 || k > 0; k += step) {
    term *= step === 1 ? chances.ratioAbove(k) : 1 / chances.ratioAbove(k - 1);
    sum += term;
    // Not `<`, which a term that is no number never is.
    if (!(term >= NEGLIGIBLE)) break;
  }
  return Math.min(1, Math.exp(chances.logOf(count)) * sum);
}

interface Chances {
  logOf(k: number): number;
  /** The chance of k + 1 over that of k. */
  ratioAbove(k: number): number;
}

function poisson(mean: number): Chances {
  return {
    logOf: (k) => k * Math.log(mean) - mean - logGamma(k + 1),
    ratioAbove: (k) => mean / (k + 1),
  };
}

function negativeBinomial(mean: number, spread: number): Chances {
  const size = mean / (spread - 1);
  const more = 1 - 1 / spread;
  return {
    logOf: (k) => logGamma(k + size) - logGamma(size) - logGamma(k + 1) - size * Math.log(spread) + k * Math.log(more),
    ratioAbove: (k) => (more * (k + size)) / (k + 1),
  };
}

/** Stirling's series, moved up to where it is exact to ten digits. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 10; at += 1) shift -= Math.log(at);
  const inverse = 1 / (at * at);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / at;
  return shift + (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series;
}

/**
 * What a sum of squared deviations of `bins` independent counts exceeds so rarely (Wilson and Hilferty's approximation of
 * chi-squared). `deviations`: of the normal curve, 4.75 for once in a million, 3.7 for once in ten thousand.
 */
export function hardlyEverAbove(bins: number, deviations = 4.75): number {
  const dof = Math.max(1, bins - 1);
  const width = 2 / (9 * dof);
  return dof * (1 - width + deviations * Math.sqrt(width)) ** 3;
}
