// Seeded random numbers. The same keys always give the same sequence, so any card's any day can be made without the
// days before.

export type Random = () => number;

/**
 * sfc32 over four whole numbers: small, fast, and good enough for a made-up world. Answers unsigned 32-bit integers.
 */
function sequence(a: number, b: number, c: number, d: number): () => number {
  let w = a | 0;
  let x = b | 0;
  let y = c | 0;
  let z = d | 0;
  const next = () => {
    const sum = (((w + x) | 0) + z) | 0;
    z = (z + 1) | 0;
    w = x ^ (x >>> 9);
    x = (y + (y << 3)) | 0;
    y = (y << 21) | (y >>> 11);
    y = (y + sum) | 0;
    return sum >>> 0;
  };
  // Keys differ in few bits (card 7, card 8): without these rounds their first draws would be alike.
  for (let round = 0; round < 15; round++) next();
  return next;
}

export function createRandom(a: number, b = 0, c = 0, d = 0): Random {
  const next = sequence(a, b, c, d);
  return () => next() / 4294967296;
}

/** 32 hex digits that belong to these four numbers alone. */
export function hexId(a: number, b: number, c: number, d: number): string {
  const next = sequence(a, b, c, d);
  let id = "";
  for (let word = 0; word < 4; word++) id += next().toString(16).padStart(8, "0");
  return id;
}

/** FNV-1a: turns a text into a key. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

export function wholeBelow(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function choose<T>(random: Random, items: readonly T[]): T {
  const item = items[wholeBelow(random, items.length)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}

/** Prepares drawing one item, with chances in proportion to the weights. */
export function weighted<T>(pairs: readonly (readonly [T, number])[]): (random: Random) => T {
  const possible = pairs.filter(([, weight]) => weight > 0);
  const last = possible.at(-1);
  if (last === undefined) throw new Error("nothing to choose from");
  const total = possible.reduce((sum, [, weight]) => sum + weight, 0);
  return (random) => {
    let left = random() * total;
    for (const [item, weight] of possible) {
      left -= weight;
      if (left < 0) return item;
    }
    return last[0];
  };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Marsaglia and Tsang's method; for shapes below 1 with their power of a uniform number. */
export function gamma(random: Random, mean: number, deviation: number): number {
  const shape = (mean / deviation) ** 2;
  const scale = deviation ** 2 / mean;
  const boost = shape < 1 ? (1 - random()) ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * scale * boost;
  }
}

export function poisson(random: Random, mean: number): number {
  // Knuth's product underflows for large means; there the normal curve is close enough.
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > floor; product *= random()) count++;
  return count;
}
