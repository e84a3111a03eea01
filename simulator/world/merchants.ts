// Fifty shops in each category, the same in every world. Some names have commas, apostrophes and ampersands, as real
// ones do.
import { CATEGORIES } from "../../worker/payment/payment.ts";
import type { Category } from "./habits.ts";
import type { Random } from "./random.ts";
import { choose, createRandom, hashText } from "./random.ts";
import { SHOP_KINDS, SURNAMES } from "./words.ts";

const SHOPS_PER_CATEGORY = 50;

function shopName(random: Random, kinds: string[]): string {
  const one = choose(random, SURNAMES);
  const other = choose(random, SURNAMES);
  const kind = choose(random, kinds);
  const style = random();
  if (style < 0.45) return `${one} ${kind}`;
  if (style < 0.6) return `${one}'s ${kind}`;
  if (style < 0.7) return `O'${one} ${kind}`;
  if (style < 0.8) return `${one} & ${other} ${kind}`;
  if (style < 0.9) return `${one}-${other} ${kind}`;
  return `${one}, ${other} and Daughters`;
}

function shopsOf(category: Category): string[] {
  const random = createRandom(hashText(category));
  const names = new Set<string>();
  // Every merchant of the real feed has the prefix, whatever the label: it means nothing.
  while (names.size < SHOPS_PER_CATEGORY) names.add(`fraud_${shopName(random, SHOP_KINDS[category] ?? [])}`);
  return [...names];
}

export const MERCHANTS: ReadonlyMap<Category, string[]> = new Map(
  CATEGORIES.map((category) => [category, shopsOf(category)]),
);
