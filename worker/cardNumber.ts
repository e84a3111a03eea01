// Card numbers in texts. They are told from other long numbers by their first digits, their length and their check
// digit. Pure.

/** Beginnings and lengths of the numbers that networks issue. One long number in thirty fits by chance. */
const ISSUED = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$/,
  /^3[47]\d{13}$/,
  /^(?:30[0-5]|3[689]\d)\d{11,16}$/,
  /^35(?:2[89]|[3-8]\d)\d{12,15}$/,
  /^(?:1800|2131)\d{11}$/,
  /^(?:50|5[6-9]|6\d|8[12]|220[0-4]|9792)\d{10,17}$/,
  /^(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15}$/,
];
const ISSUED_LENGTHS = { min: 12, max: 19 };

/** Digits that stand together in a text. */
interface Group {
  start: number;
  end: number;
  digits: string;
  /** Number of digits. It can differ from the length in code units: a digit of some scripts takes two. */
  count: number;
}

export interface TextSpan {
  start: number;
  end: number;
}

/** The digits may be of any script. */
export function isCardNumber(digits: string): boolean {
  const plain = /^\d+$/.test(digits) ? digits : Array.from(digits, plainDigit).join("");
  return ISSUED.some((issued) => issued.test(plain)) && passesLuhn(plain);
}

/**
 * Finds card numbers, whatever stands between their groups. An id may be full of letters, digits and times: there, words may
 * stand between groups only if these are as long as on a card, and so may anything in a number that begins as a time.
 */
export function cardNumbersIn(text: string, kind: "text" | "id"): TextSpan[] {
  if (text.length < ISSUED_LENGTHS.min) return [];
  const groups = groupsIn(text);
  if (groups.reduce((sum, { count }) => sum + count, 0) < ISSUED_LENGTHS.min) return [];
  const found: TextSpan[] = [];
  for (let first = 0; first < groups.length; first += 1) {
    const last = lastOfCard(text, groups, first, kind);
    const [from, to] = [groups[first], groups[last ?? -1]];
    if (last === null || from === undefined || to === undefined) continue;
    found.push({ start: from.start, end: to.end });
    first = last;
  }
  return found;
}

function groupsIn(text: string): Group[] {
  // Most merchants and categories have none, and every payment is looked through.
  if (!/\p{Nd}/u.test(text)) return [];
  return Array.from(text.matchAll(/\p{Nd}+/gu), ({ 0: digits, index: start }) => {
    return { start, end: start + digits.length, digits, count: Array.from(digits).length };
  });
}

/** Index of the last group of the longest card number that begins with group `first`; null if none begins there. */
function lastOfCard(text: string, groups: readonly Group[], first: number, kind: "text" | "id"): number | null {
  let last: number | null = null;
  let [digits, count, hasWords] = ["", 0, false];
  const lengths: number[] = [];
  for (const [ahead, group] of groups.slice(first, first + ISSUED_LENGTHS.max).entries()) {
    const between = ahead === 0 ? "" : text.slice(groups[first + ahead - 1]?.end, group.start);
    count += group.count;
    if (between.length > LONGEST_BETWEEN || count > ISSUED_LENGTHS.max) break;
    hasWords ||= /\p{L}/u.test(between);
    digits += group.digits;
    lengths.push(group.count);
    // Times since 1970 begin with a 1 as no card does but JCB's old 1800, which seconds reach in January 2027.
    const mayBeOrder = hasWords || (lengths.length > 1 && digits.startsWith("1"));
    if (count < ISSUED_LENGTHS.min || (kind === "id" && mayBeOrder && !isWrittenAsOnCards(lengths))) continue;
    if (isCardNumber(digits)) last = first + ahead;
  }
  return last;
}

/** Nobody writes this many characters between the groups of one number. */
const LONGEST_BETWEEN = 12;

/** True for groups of one length, such as 4 4 4 4, of which the last may differ; also for 4 6 5 and 4 6 4. */
export function isWrittenAsOnCards(lengths: readonly number[]): boolean {
  if (/^4,6,[45]$/.test(lengths.join())) return true;
  const [first = 0, second] = lengths;
  if (lengths.length < 3) return first === second;
  return first <= 6 && lengths.slice(0, -1).every((length) => length === first);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const doubled = Number(digits.at(-1 - at)) * (at % 2 === 0 ? 1 : 2);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * The digits of a script follow one another from its zero on. Digits of a style (full width, bold) normalize to plain
 * ones.
 */
function plainDigit(digit: string): string {
  const plain = digit.normalize("NFKC");
  if (/^\d$/.test(plain)) return plain;
  let zero = plain.codePointAt(0) ?? 0;
  const code = zero;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
