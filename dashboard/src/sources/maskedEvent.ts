// An event that a person pasted, without its card numbers. Whatever the page does with an event it does with this copy, so no card
// number leaves the browser. Pure.
import { cardNumbersIn, type TextSpan } from "../../../worker/cardNumber.ts";
import { parseJson } from "../../../worker/payment/json.ts";

export type MaskedEvent =
  /** `cards`: how many texts held a card number. */
  { ok: true; event: unknown; cards: number } | { ok: false; problem: string };

/** Fewer digits are no card number. */
const LEAST_DIGITS = 11;
/** Names below which a long number is a card's, though its check digit be wrong. */
const CARD_NAME = /^(?:cc|pan|card)$|(?:card|cc|pan)[ _-]?(?:num|nr|no)|account[ _-]?num|primary[ _-]?account/i;

/**
 * `text`: JSON. `alsoCards`: digits of numbers that the mapping takes for a card's, whatever they look like. `ownIdsOf`: the ids of the
 * event's own system, which are no card's number, whatever they look like.
 */
export function maskedEvent(
  text: string,
  alsoCards: readonly string[] = [],
  ownIdsOf: (event: unknown) => readonly string[] = () => [],
): MaskedEvent {
  let event: unknown;
  try {
    event = parseJson(text);
    // A body within a text, as feeds send it.
    if (typeof event === "string") event = parseJson(event);
  } catch {
    return { ok: false, problem: "This is not JSON, or it was cut off." };
  }
  if (typeof event !== "object" || event === null) {
    return { ok: false, problem: "An event is a JSON object, or a list of them." };
  }
  const ownIds = new Set(ownIdsOf(event).filter((id) => !alsoCards.includes(id)));
  let cards = 0;
  const mask = (value: string, name: string): string => {
    if (ownIds.has(value)) return value;
    const masked = maskedText(value, name, alsoCards);
    if (masked !== value) cards += 1;
    return masked;
  };
  const walk = (value: unknown, name: string): unknown => {
    if (typeof value === "string") return mask(value, name);
    if (typeof value === "number") {
      const written = String(value);
      const masked = mask(written, name);
      return masked === written ? value : masked;
    }
    if (Array.isArray(value)) return value.map((each) => walk(each, name));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, each]) => [mask(key, ""), walk(each, key)] as const);
    // A key such as __proto__ stays a key.
    return Object.fromEntries(entries);
  };
  const masked = walk(event, "");
  return { ok: true, event: masked, cards };
}

/** The number's digits where a value is one number of a card's length, as people and programs write it; else null. */
export function cardDigitsIn(value: unknown): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const digits = String(value).replace(/[\s-]/g, "");
  return /^\d{11,19}$/.test(digits) ? digits : null;
}

function maskedText(text: string, name: string, alsoCards: readonly string[]): string {
  if ((text.match(/\p{Nd}/gu) ?? []).length < LEAST_DIGITS) return text;
  const digits = text.replace(/\D/g, "");
  if (CARD_NAME.test(name) || alsoCards.some((card) => digits.includes(card))) return zeroed(text);
  // An id stands without spaces, and its groups of digits are no card number together.
  const spans = cardNumbersIn(text, /\s/.test(text) ? "text" : "id");
  return spans.reduceRight(
    (rest, { start, end }: TextSpan) => rest.slice(0, start) + zeroed(rest.slice(start, end)) + rest.slice(end),
    text,
  );
}

/** Zeros in place of all digits but the last four: the door still sees a number of the same length, and it is no card's. */
function zeroed(text: string): string {
  const many = (text.match(/\p{Nd}/gu) ?? []).length;
  let seen = 0;
  return text.replace(/\p{Nd}/gu, (digit) => {
    seen += 1;
    return seen > many - 4 ? digit : "0";
  });
}
