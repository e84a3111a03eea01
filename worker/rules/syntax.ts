// From a condition's text to its tree, by the library; and what is wrong with a text that is none, in words.
import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";

export type { ASTNode };

/** What is wrong, and where: characters of the text, [from, to). */
export interface Problem {
  problem: string;
  from: number;
  to: number;
}

export const CARD_NUMBER = "this looks like a card's number, which Vigie never keeps; write the card's id";

/** Values, names and operators of a condition. A payment's time is bounded by them, since there are no loops. */
export const MOST_NODES = 200;
const MOST_BRACKETS = 32;

const grammar = new Environment({
  limits: { maxAstNodes: MOST_NODES, maxDepth: MOST_BRACKETS, maxListElements: MOST_NODES, maxCallArguments: 8 },
});

export function parse(text: string): { ok: true; tree: ASTNode } | ({ ok: false } & Problem) {
  try {
    return { ok: true, tree: grammar.parse(text).ast };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { start = 0, end = text.length } = error.range ?? {};
    const from = Math.min(start, text.length);
    return { ok: false, problem: sentence(error, text, from), from, to: Math.max(from, Math.min(end, text.length)) };
  }
}

/** What people write where CEL has another sign. */
const OTHER_SIGNS: ReadonlyMap<string, string> = new Map([
  ["and", "write && for “and”"],
  ["or", "write || for “or”"],
  ["not", "write ! for “not”"],
  ["AND", "write && for “and”"],
  ["OR", "write || for “or”"],
  ["NOT", "write ! for “not”"],
  ["=", "write == to compare"],
  ["&", "write && for “and”"],
  ["|", "write || for “or”"],
  ["“", 'write straight quotes: "text"'],
  ["”", 'write straight quotes: "text"'],
  ["‘", 'write straight quotes: "text"'],
  ["’", 'write straight quotes: "text"'],
  ["≥", "write >="],
  ["≤", "write <="],
  ["≠", "write !="],
  [";", "a rule is one condition, without “;”"],
]);

const TOKENS: Readonly<Record<string, string>> = {
  EOF: "the end",
  RPAREN: "“)”",
  RBRACKET: "“]”",
  RBRACE: "“}”",
  COLON: "“:”",
  IDENTIFIER: "a name",
};

const LIMITS: Readonly<Record<string, string>> = {
  maxAstNodes: `it has more than ${MOST_NODES} values, names and operators; make two rules of it`,
  maxDepth: `it has more than ${MOST_BRACKETS} brackets within one another`,
  maxListElements: "the list is too long; make a list of your own and write lists.NAME",
  maxCallArguments: "there are too many values in the brackets",
};

const SENTENCES: Readonly<Record<string, string>> = {
  unterminated_string: "the text that begins here has no closing quote",
  unterminated_triple_quoted_string: "the text that begins here has no closing quotes",
  newline_in_string: "a text ends on its line: close its quote, or write \\n for a line break",
  invalid_number: "the number is too large",
  invalid_exponent: "the number ends in the middle: digits are missing behind its e",
  invalid_integer: "this is no number",
  invalid_hex_integer: "this is no number",
};

function sentence({ code, summary }: ParseError, text: string, at: number): string {
  const here = /^(?:\w+|.)/su.exec(text.slice(at))?.[0];
  if (code === "limit_exceeded") return LIMITS[/\w+(?= \(\d+\)$)/.exec(summary)?.[0] ?? ""] ?? summary;
  if (code.includes("escape") || code === "invalid_unicode_surrogate") {
    return "this is no sign that \\ can stand before; write \\\\ for the sign itself";
  }
  if (code === "invalid_macro_argument") return "rules have no loops, so this cannot be written";
  if (code === "reserved_identifier") return `“${here}” is a word that CEL keeps for itself`;
  const known = SENTENCES[code];
  if (known !== undefined) return known;
  if (here === undefined) return `something is missing at the end${expectedIn(summary)}`;
  return OTHER_SIGNS.get(here) ?? `“${here}” cannot stand here${expectedIn(summary)}`;
}

function expectedIn(summary: string): string {
  const token = /^Expected (\w+)/.exec(summary)?.[1];
  const words = token === undefined ? undefined : TOKENS[token];
  return words === undefined ? "" : `; ${words} is expected`;
}
