// An event as people may see it: its shape, and nothing about the card or the person. Pure, and bounded.
import { inOneLine, maskCardNumbers } from "../../text.ts";

const HIDDEN = "…";
const MOST_VALUES = 600;
const DEEPEST = 14;
const MOST_IN_LIST = 30;
const MOST_IN_OBJECT = 200;
const LONGEST_TEXT = 120;
const MOST_CHARACTERS = 20_000;

/** Names under which systems keep what is a person's. What lies below them is hidden, too. */
const PERSONAL =
  /(?:^|_)(?:e?mail|phone|fax|first|last|holder|owner|address|street|line_?[12]|city|zip|postal|postcode|postal_code|state|county|company|dob|birth|gender|ip|agent|latitude|longitude|note)(?:_|$)|^name$|(?:^|_)(?:full|holder|owner|card|customer|account)_?name(?:_|$)|^(?:billing|shipping|customer|billing_details|shipping_details|shopper|receipt_email|description|landing_site|referring_site|url|receipt_url|token)$/;
/** Names of what says a person's country or a card's kind, which is no person's. */
const SAFE = /^(?:country|country_code|issuer_country|brand|network|card_?brand|id|object|type)$/;
const MAIL = /[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+/g;
const IP = /\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b/gi;

/** A text of an event on one line, without addresses and card numbers. `hidden`: values that stand for a card. */
export function redactText(text: string, hidden: readonly string[] = []): string {
  const line = inOneLine(text);
  // The longest first: one may be the beginning of another.
  const secrets = hidden.filter((value) => value.length >= 4).toSorted((one, other) => other.length - one.length);
  const free = secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), line);
  return maskCardNumbers(free.replace(MAIL, HIDDEN).replace(IP, HIDDEN));
}

/** `hidden`: values that stand for a card, wherever they turn up. `ownIds`: the system's own ids, though one looks like a card's number. */
export function redactEvent(event: unknown, hidden: readonly string[] = [], ownIds: readonly string[] = []): unknown {
  const spared = new Set(ownIds.filter((id) => !hidden.includes(id)));
  let values = 0;
  let characters = 0;

  function shown(value: unknown, isPersonal: boolean, depth: number): unknown {
    values += 1;
    if (values > MOST_VALUES || characters > MOST_CHARACTERS || depth > DEEPEST) return HIDDEN;
    if (Array.isArray(value)) {
      const items = value.slice(0, MOST_IN_LIST).map((item) => shown(item, isPersonal, depth + 1));
      return value.length > MOST_IN_LIST ? [...items, HIDDEN] : items;
    }
    if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value)
        .slice(0, MOST_IN_OBJECT)
        .map(([name, item]) => {
          const plain = inOneLine(name).slice(0, 80);
          characters += plain.length;
          return [redactText(plain, hidden), shown(item, isHidden(plain, isPersonal), depth + 1)];
        });
      return Object.fromEntries(entries);
    }
    if (value === null || typeof value === "boolean") return value;
    return isPersonal ? HIDDEN : scalar(value);
  }

  function scalar(value: unknown): unknown {
    const text = String(value);
    const masked = spared.has(text) ? text : redactText(text, hidden);
    characters += Math.min(masked.length, LONGEST_TEXT);
    if (masked === text && masked.length <= LONGEST_TEXT) return value;
    return masked.slice(0, LONGEST_TEXT).toWellFormed();
  }

  return shown(event, false, 0);
}

function isHidden(name: string, isPersonal: boolean): boolean {
  const snake = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[. -]/g, "_")
    .toLowerCase();
  if (SAFE.test(snake)) return false;
  return isPersonal || PERSONAL.test(snake);
}
