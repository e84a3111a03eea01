// A condition as a form has it: facts, operators and values, of which all or one must hold. Most rules have this shape; the others can
// only be written as text.
import type { OwnList } from "../policy/lists.ts";
import type { Column } from "../policy/ownColumns.ts";
import type { FactType } from "./facts.ts";
import { readRule } from "./readRule.ts";
import type { ASTNode } from "./syntax.ts";
import { escapedUnseen } from "./unseen.ts";

export interface RuleForm {
  /** True: all conditions must hold. False: one of them. */
  all: boolean;
  /** One at least. */
  conditions: FormCondition[];
}

export type FormOperator = (typeof FORM_OPERATORS)[FactType][number];

export interface FormCondition {
  /** A fact's name, `features.NAME`, or `extra.NAME`. */
  fact: string;
  operator: FormOperator;
  /** For `in` several values, for `in list` a list's name, and for `is` and `is not` always true. */
  value: number | string | true | readonly (number | string)[];
}

/** `in list` and `not in list` only for facts of which there are lists: LIST_KINDS. */
export const FORM_OPERATORS = {
  number: ["<", "<=", ">", ">=", "==", "!=", "in"],
  text: ["==", "!=", "in", "startsWith", "endsWith", "contains", "in list", "not in list"],
  "yes or no": ["is", "is not"],
} as const;

export function textOfForm({ all, conditions }: RuleForm): string {
  return conditions.map(textOfCondition).join(all ? " && " : " || ");
}

/** Null: the text is no condition, or not of a form's shape. A text with a remark is left to its writer, since a form would lose it. */
export function formOfText(
  text: string,
  ownLists: readonly OwnList[],
  columns: readonly Column[] = [],
): RuleForm | null {
  const read = readRule(text, ownLists, columns);
  if (!read.ok || hasRemark(text)) return null;
  const { tree } = read;
  const joint = tree.op === "||" ? "||" : "&&";
  const conditions = partsOf(tree, joint).map(conditionOf);
  const known = conditions.filter((condition) => condition !== null);
  return known.length < conditions.length ? null : { all: joint === "&&", conditions: known };
}

function textOfCondition({ fact, operator, value }: FormCondition): string {
  switch (operator) {
    case "is":
      return fact;
    case "is not":
      return `!${fact}`;
    case "in list":
      return `${fact} in lists.${value}`;
    case "not in list":
      return `!(${fact} in lists.${value})`;
    case "startsWith":
    case "endsWith":
    case "contains":
      return `${fact}.${operator}(${textOfValue(value)})`;
    default:
      return `${fact} ${operator} ${textOfValue(value)}`;
  }
}

function textOfValue(value: FormCondition["value"]): string {
  if (typeof value === "object") return `[${value.map(textOfValue).join(", ")}]`;
  return typeof value === "string" ? quoted(value) : String(value);
}

/** What CEL does not ask for stands as it is, but for signs that nobody would see. */
function quoted(text: string): string {
  return `"${escapedUnseen(text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r"))}"`;
}

function partsOf(node: ASTNode, joint: "&&" | "||"): ASTNode[] {
  return node.op === joint ? node.args.flatMap((part) => partsOf(part, joint)) : [node];
}

function conditionOf(node: ASTNode): FormCondition | null {
  switch (node.op) {
    case "id":
      return { fact: node.args, operator: "is", value: true };
    case "!_":
      return negated(node.args);
    case "in":
      return isIn(...node.args);
    case "rcall": {
      const [operator, of, [given]] = node.args;
      const [fact, value] = [nameOf(of), given === undefined ? null : givenIn(given)];
      const isKnown = operator === "startsWith" || operator === "endsWith" || operator === "contains";
      return isKnown && fact !== null && value !== null ? { fact, operator, value } : null;
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "==":
    case "!=": {
      const [fact, value] = [nameOf(node.args[0]), givenIn(node.args[1])];
      return fact === null || value === null ? null : { fact, operator: node.op, value };
    }
    default:
      return null;
  }
}

function negated(node: ASTNode): FormCondition | null {
  const condition = conditionOf(node);
  if (condition?.operator === "is") return { ...condition, operator: "is not" };
  return condition?.operator === "in list" ? { ...condition, operator: "not in list" } : null;
}

function isIn(left: ASTNode, right: ASTNode): FormCondition | null {
  const fact = nameOf(left);
  if (fact === null) return null;
  if (right.op === ".") return { fact, operator: "in list", value: right.args[1] };
  const values = right.op === "list" ? right.args.map(givenIn) : [null];
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? null : { fact, operator: "in", value: known };
}

function nameOf(node: ASTNode): string | null {
  if (node.op === "id") return node.args;
  return node.op === "." && node.args[0].op === "id" ? `${node.args[0].args}.${node.args[1]}` : null;
}

function givenIn(node: ASTNode): number | string | null {
  if (node.op === "-_") {
    const value = givenIn(node.args);
    return typeof value === "number" ? -value : null;
  }
  if (node.op !== "value") return null;
  if (typeof node.args === "bigint") return Number(node.args);
  return typeof node.args === "number" || typeof node.args === "string" ? node.args : null;
}

function hasRemark(text: string): boolean {
  return text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/gs, "").includes("//");
}
