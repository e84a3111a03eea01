// Reads a rule's condition, written in CEL without loops, patterns and whatever else could take long. docs/rules.md says what is in it.
import { cardNumbersIn } from "../cardNumber.ts";
import type { OwnList } from "../policy/lists.ts";
import type { Column } from "../policy/ownColumns.ts";
import { RULE_LENGTH } from "../policy/rule.ts";
import { type ASTNode, CARD_NUMBER, type Problem, parse } from "./syntax.ts";
import { typed } from "./typing.ts";
import { unseenIn } from "./unseen.ts";

export type RuleRead =
  | {
      ok: true;
      /** What it asks for: facts by name, features as `features.NAME`, columns of one's own as `extra.NAME`. */
      reads: string[];
      /** The names of one's own lists in it. */
      lists: string[];
      tree: ASTNode;
    }
  | ({ ok: false } & Problem);

/** Reads a rule's condition. It never throws: what is wrong is said, with its place in the text. */
export function readRule(text: string, ownLists: readonly OwnList[], columns: readonly Column[] = []): RuleRead {
  const whole = { from: 0, to: text.length };
  if (text.trim() === "") return { ok: false, problem: "the condition is empty", ...whole };
  if (text.length > RULE_LENGTH) {
    return { ok: false, problem: `it is longer than ${RULE_LENGTH} characters`, from: RULE_LENGTH, to: text.length };
  }
  const [number] = cardNumbersIn(text, "text");
  if (number !== undefined) {
    return { ok: false, problem: CARD_NUMBER, from: number.start, to: number.end };
  }
  const unseen = unseenIn(text);
  if (unseen !== null) return { ok: false, ...unseen };
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const { type, problem, reads, lists } = typed(parsed.tree, ownLists, columns);
  if (problem !== null) return { ok: false, ...problem };
  if (type !== "yes or no") {
    const words = `it is a ${type} and no condition: compare it with something`;
    return { ok: false, problem: words, ...whole };
  }
  return { ok: true, reads: [...reads], lists: [...lists], tree: parsed.tree };
}
