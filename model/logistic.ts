// Logistic regression on the model's features, for comparison only: what is possible without trees.
import { FEATURES } from "../worker/features/catalogue.ts";

const CATEGORY = FEATURES.findIndex(({ name }) => name === "category");
const CATEGORIES = 14;
const STEPS = 12;
/**
 * Pulls coefficients towards 0, as this many rows would. Without it they would grow without end when a feature
 * separates perfectly.
 */
const RIDGE = 1;

export interface Logistic {
  /** Means of the squashed features, over the rows that have them. */
  means: number[];
  deviations: number[];
  /** One coefficient for each column of `design`. */
  coefficients: number[];
}

interface Rows {
  features: Float32Array;
  fraud: Uint8Array;
  weights: Float32Array;
}

/** Newton's method on the weighted likelihood. */
export function fitLogistic({ features, fraud, weights }: Rows): Logistic {
  const width = FEATURES.length;
  const scale = scaleOf(features, width);
  const columns = designWidth();
  let coefficients = new Float64Array(columns);
  const row = new Float64Array(columns);
  for (let step = 0; step < STEPS; step++) {
    const gradient = coefficients.map((value) => RIDGE * value);
    const curvature = Array.from({ length: columns }, (_, i) => {
      const line = new Float64Array(columns);
      line[i] = RIDGE;
      return line;
    });
    for (let i = 0; i < fraud.length; i++) {
      design(features, i * width, scale, row);
      const chance = 1 / (1 + Math.exp(-dot(coefficients, row)));
      const weight = weights[i] ?? 0;
      const error = weight * (chance - (fraud[i] ?? 0));
      const bend = weight * chance * (1 - chance);
      for (let a = 0; a < columns; a++) {
        const value = row[a] ?? 0;
        if (value === 0) continue;
        gradient[a] = (gradient[a] ?? 0) + error * value;
        const line = curvature[a];
        if (line === undefined) continue;
        for (let b = 0; b <= a; b++) line[b] = (line[b] ?? 0) + bend * value * (row[b] ?? 0);
      }
    }
    const change = solved(curvature, gradient);
    coefficients = coefficients.map((value, i) => value - (change[i] ?? 0));
  }
  return { ...scale, coefficients: Array.from(coefficients, (value) => Number(value.toPrecision(8))) };
}

/** Log odds of each row. */
export function logisticMargins(model: Logistic, features: Float32Array): Float64Array {
  const width = FEATURES.length;
  const row = new Float64Array(designWidth());
  const coefficients = Float64Array.from(model.coefficients);
  return Float64Array.from({ length: features.length / width }, (_, i) => {
    design(features, i * width, model, row);
    return dot(coefficients, row);
  });
}

type Scale = Pick<Logistic, "means" | "deviations">;

function scaleOf(features: Float32Array, width: number): Scale {
  const count = new Float64Array(width);
  const sum = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let i = 0; i < features.length; i++) {
    const value = squashed(features[i] ?? Number.NaN);
    if (Number.isNaN(value)) continue;
    const column = i % width;
    count[column] = (count[column] ?? 0) + 1;
    sum[column] = (sum[column] ?? 0) + value;
    squares[column] = (squares[column] ?? 0) + value * value;
  }
  const means = Array.from(sum, (value, i) => Number((value / Math.max(1, count[i] ?? 0)).toPrecision(8)));
  const deviations = Array.from(squares, (value, i) => {
    const variance = value / Math.max(1, count[i] ?? 0) - (means[i] ?? 0) ** 2;
    return Number((variance > 1e-9 ? Math.sqrt(variance) : 1).toPrecision(8));
  });
  return { means, deviations };
}

/** Shortens the long tails of amounts and counts. */
function squashed(value: number): number {
  return Math.sign(value) * Math.log1p(Math.abs(value));
}

/** Columns: a constant, the features, a flag for each missing feature, the categories. */
function designWidth(): number {
  return 1 + 2 * FEATURES.length + CATEGORIES;
}

function design(features: Float32Array, at: number, { means, deviations }: Scale, out: Float64Array): void {
  const width = FEATURES.length;
  out.fill(0);
  out[0] = 1;
  for (let column = 0; column < width; column++) {
    const value = features[at + column] ?? Number.NaN;
    if (Number.isNaN(value)) out[1 + width + column] = 1;
    else if (column === CATEGORY) out[1 + 2 * width + value] = 1;
    else out[1 + column] = (squashed(value) - (means[column] ?? 0)) / (deviations[column] ?? 1);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Solves A x = b by Cholesky's method; A is symmetric and positive, and given by its lower half. */
function solved(lower: Float64Array[], b: Float64Array): Float64Array {
  const size = b.length;
  const root = Array.from({ length: size }, () => new Float64Array(size));
  const at = (i: number, k: number): number => root[i]?.[k] ?? 0;
  for (let i = 0; i < size; i++) {
    const line = root[i];
    if (line === undefined) continue;
    for (let j = 0; j <= i; j++) {
      let rest = lower[i]?.[j] ?? 0;
      for (let k = 0; k < j; k++) rest -= at(i, k) * at(j, k);
      line[j] = i === j ? Math.sqrt(rest) : rest / at(j, j);
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    let rest = x[i] ?? 0;
    for (let k = 0; k < i; k++) rest -= at(i, k) * (x[k] ?? 0);
    x[i] = rest / at(i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    let rest = x[i] ?? 0;
    for (let k = i + 1; k < size; k++) rest -= at(k, i) * (x[k] ?? 0);
    x[i] = rest / at(i, i);
  }
  return x;
}
