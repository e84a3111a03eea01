// Categories that people map to one that the model knows. The sender's own word stays with the payment; beside it stands the one that is
// read instead, as it was when the payment was decided.
import { isKnownCategory } from "./category.ts";
import { folded } from "./folded.ts";
import { categoryOfMcc } from "./mcc.ts";
import type { Payment } from "./payment.ts";

/** Categories of the model that people have set, by merchant category code and by category, folded. */
export type CategoryTable = ReadonlyMap<string, string>;

export const NO_CATEGORIES: CategoryTable = new Map();

export function categoryTable(categories: Readonly<Record<string, string>>): CategoryTable {
  return new Map(Object.entries(categories).map(([name, category]) => [folded(name), category]));
}

/** The payment with the category that the model reads for it. */
export function asKnown(payment: Payment, table: CategoryTable): Payment {
  const category = knownAs(payment, table);
  return category === null ? payment : { ...payment, knownAs: category };
}

/**
 * Null where the model reads the category as it is. A category that nobody has mapped is read by the merchant's code; where a code was
 * all that the sender gave, people's word on that code goes before the shipped table.
 */
function knownAs({ category, mcc = null }: Payment, table: CategoryTable): string | null {
  const byShipped = mcc === null ? null : categoryOfMcc(mcc);
  const isOwnWord = category !== "" && category !== byShipped;
  if (isOwnWord && isKnownCategory(category)) return null;
  const mapped = (isOwnWord ? table.get(folded(category)) : undefined) ?? (mcc === null ? undefined : table.get(mcc));
  const read = mapped ?? byShipped;
  return read === category ? null : read;
}
