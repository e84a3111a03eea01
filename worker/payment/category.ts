// What a payment was for: the sender's word, and the word that the model reads.
import { inOneLine } from "../text.ts";
import { isBlank, type Read, read, wrong } from "./cell.ts";
import { CATEGORIES, type Payment } from "./payment.ts";

export const MAX_CATEGORY = 64;
const KNOWN: ReadonlySet<string> = new Set(CATEGORIES);

/** Empty when nothing is given. */
export function categoryIn(cell: unknown): Read<string> {
  // Nearly all are the model's own words, and these need no cleaning.
  if (typeof cell === "string" && isKnownCategory(cell)) return read(cell);
  if (isBlank(cell)) return read("");
  if (typeof cell !== "string") return wrong("category", "must be text: the payment's category");
  const text = inOneLine(cell).trim();
  if (Array.from(text).length > MAX_CATEGORY) return wrong("category", `must be 1 to ${MAX_CATEGORY} characters`);
  return read(knownCategory(text));
}

/** The category that the model and the card's history read. Empty: none is known. */
export function readCategory({ category, knownAs }: Pick<Payment, "category" | "knownAs">): string {
  return knownAs ?? category;
}

/** The payment as the model reads it. */
export function asRead(payment: Payment): Payment {
  return (payment.knownAs ?? null) === null ? payment : { ...payment, category: readCategory(payment) };
}

export function isKnownCategory(category: string): boolean {
  return KNOWN.has(category);
}

/** The model's own spelling of one of its categories, in any case, with blanks or dashes between; any other stays as it came. */
function knownCategory(category: string): string {
  const spelled = category.toLowerCase().replace(/[ -]+/g, "_");
  return isKnownCategory(spelled) ? spelled : category;
}

/** Merchant category code: four digits. Numbers have lost their leading zero. Null when blank or not understood. */
export function mccOf(cell: unknown): string | null {
  const text = typeof cell === "number" || typeof cell === "string" ? String(cell).trim() : "";
  const [, digits] = /^(\d{3,4})(?:\.0+)?$/.exec(text) ?? [];
  return digits?.padStart(4, "0") ?? null;
}
