// How categories are read, as a change of the policy gives it.
import { z } from "@hono/zod-openapi";
import { categoryIn, isKnownCategory, MAX_CATEGORY } from "../payment/category.ts";
import { folded } from "../payment/folded.ts";
import { CATEGORIES } from "../payment/payment.ts";
import { maskCardNumbers } from "../text.ts";

const SUCH = '{"Electronics & Toys":"shopping_pos","5732":"shopping_pos"}';
const MOST_CATEGORIES = 1_000;

export const categoriesBody = z.record(z.string(), z.string(), `must be an object such as ${SUCH}`).meta({
  description:
    "Replaces all: a category as senders write it, or a merchant category code of four digits, and the one of " +
    `${CATEGORIES.join(", ")} that the model reads instead. It counts for payments that are decided afterwards`,
  example: { "Electronics & Toys": "shopping_pos", "5732": "shopping_pos" },
});

/** MOST_CATEGORIES of them, each as long as it may be. */
export const MOST_CATEGORIES_BYTES = 400_000;

/** In one order: two that say the same are the same. */
export function readCategories(
  given: z.infer<typeof categoriesBody>,
): { ok: true; categories: Record<string, string> } | { ok: false; field: string; problem: string } {
  const wrong = (problem: string) => ({ ok: false, field: "categories", problem }) as const;
  const names = Object.keys(given);
  if (names.length > MOST_CATEGORIES) return wrong(`must be at most ${MOST_CATEGORIES}`);
  const read = new Map<string, string>();
  const seen = new Map<string, string>();
  for (const [place, name] of names.entries()) {
    const nth = `must have a name for each, and the one in place ${place + 1}`;
    // What may be a card's number is not repeated.
    if (maskCardNumbers(name) !== name) return wrong(`${nth} looks like a card's number`);
    const category = categoryIn(name);
    if (!category.ok) return wrong(`${nth} ${category.problem}`);
    const { value } = category;
    if (value === "")
      return wrong(`must be names of 1 to ${MAX_CATEGORY} characters, and the one in place ${place + 1} is empty`);
    if (isKnownCategory(value)) return wrong(`must not map “${value}”: the model knows it`);
    const same = seen.get(folded(value));
    if (same !== undefined) return wrong(`must map “${value}” once: “${same}” is the same in other letters`);
    const to = categoryIn(given[name] ?? "");
    if (!to.ok || !isKnownCategory(to.value)) return wrong(`must map “${value}” to one of ${CATEGORIES.join(", ")}`);
    seen.set(folded(value), value);
    read.set(value, to.value);
  }
  return { ok: true, categories: Object.fromEntries([...read].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
