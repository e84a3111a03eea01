// Goes through a condition's tree: only what rules may hold passes, and each value must be of the type that its place wants. The
// library checks types, too, but its words are for programmers.
import { cardNumbersIn } from "../cardNumber.ts";
import { nearest } from "../nearest.ts";
import { BUILT_IN_LISTS, type OwnList } from "../policy/lists.ts";
import type { Column } from "../policy/ownColumns.ts";
import { FACTS, type FactType, placeOf, placeOfInput } from "./facts.ts";
import { METHODS, SIZE } from "./methods.ts";
import { functionMeant, meant } from "./perhapsMeant.ts";
import { type ASTNode, CARD_NUMBER, type Problem } from "./syntax.ts";

export interface Typed {
  /** Null: there is a problem. */
  type: FactType | null;
  /** The first one. */
  problem: Problem | null;
  /** Facts by name; features as `features.NAME`, columns of one's own as `extra.NAME`. */
  reads: Set<string>;
  /** One's own lists by name. */
  lists: Set<string>;
}

const LOOPS = ["all", "exists", "exists_one", "map", "filter"];
const WITH_ARTICLE = { number: "a number", text: "a text", "yes or no": "a yes or no" } as const;

export function typed(tree: ASTNode, ownLists: readonly OwnList[], columns: readonly Column[]): Typed {
  const reads = new Set<string>();
  const lists = new Set<string>();
  let problem: Problem | null = null;

  function refuse(at: { start: number; end: number }, words: string): null {
    problem ??= { problem: words, from: at.start, to: at.end };
    return null;
  }

  function typeOf(node: ASTNode): FactType | null {
    switch (node.op) {
      case "value":
        return typeOfValue(node);
      case "id":
        return typeOfName(node);
      case ".":
        return typeOfMember(node, ...node.args);
      case "call":
        return typeOfCall(node, ...node.args);
      case "rcall":
        return typeOfMethod(node, ...node.args);
      case "!_":
        return wants("yes or no", node.args, "! turns a yes into a no");
      case "-_":
        return wants("number", node.args, "- stands before a number");
      case "&&":
      case "||":
        return both("yes or no", node.args, `${node.op} joins conditions`);
      case "<":
      case "<=":
      case ">":
      case ">=":
        return both("number", node.args, `${node.op} compares numbers`) && "yes or no";
      case "+":
      case "-":
      case "*":
      case "/":
      case "%":
        return both("number", node.args, `${node.op} calculates with numbers`);
      case "==":
      case "!=":
        return alike(node, ...node.args) && "yes or no";
      case "in":
        return typeOfIn(...node.args);
      case "?:":
        return typeOfChoice(node, ...node.args);
      case "list":
        return refuse(node, 'values in [ ] can stand only behind “in”: category in ["travel", "home"]');
      case "map":
        return refuse(node, "rules have no { }");
      case "[]":
      case "[?]":
      case ".?":
        return refuse(node, "rules have no [ ] behind a name");
    }
  }

  function typeOfValue(node: ASTNode & { op: "value" }): FactType | null {
    const { args } = node;
    // Its digits may have been written as codes: "\x34".
    if (typeof args === "string") return cardNumbersIn(args, "text").length === 0 ? "text" : refuse(node, CARD_NUMBER);
    if (typeof args === "boolean") return "yes or no";
    if (typeof args === "number") return "number";
    if (typeof args === "bigint") {
      return Number.isSafeInteger(Number(args)) ? "number" : refuse(node, "the number is too large");
    }
    if (args === null) return refuse(node, "rules have no null: what is missing meets no condition anyway");
    return refuse(node, `rules know numbers, texts, true and false; write it without the letter`);
  }

  function typeOfName(node: ASTNode & { op: "id" }): FactType | null {
    const name = node.args;
    const fact = FACTS[placeOf(name) ?? -1];
    if (fact !== undefined) {
      reads.add(name);
      return fact.type;
    }
    if (name === "features") return refuse(node, "a feature's name is missing: features.gap");
    if (name === "lists") return refuse(node, "write card in lists.NAME");
    if (name === "extra") return refuse(node, "a column's name is missing: extra.NAME");
    if (columns.some((column) => column.name === name)) {
      return refuse(node, `there is no fact called ${name}; perhaps extra.${name}`);
    }
    return refuse(node, `there is no fact called ${name}${meant(name)}`);
  }

  function typeOfColumn(node: ASTNode, name: string): FactType | null {
    const column = columns.find((each) => each.name === name);
    if (column !== undefined) {
      reads.add(`extra.${name}`);
      return column.kind;
    }
    const near = nearest(
      name,
      columns.map((each) => each.name),
    );
    const hint = near === null ? "declare it on the page Sources first" : `perhaps extra.${near}`;
    return refuse(node, `there is no column called ${name}; ${hint}`);
  }

  function typeOfMember(node: ASTNode, of: ASTNode, name: string): FactType | null {
    if (of.op === "id" && of.args === "lists") {
      return refuse(node, `a list can stand only behind “in”: card in lists.${name}`);
    }
    if (of.op === "id" && of.args === "extra") return typeOfColumn(node, name);
    if (of.op !== "id" || of.args !== "features") {
      return refuse(node, "a name behind a point can follow only features, extra and lists");
    }
    if (placeOfInput(name) === null) return refuse(node, `there is no feature called ${name}${meant(name)}`);
    reads.add(`features.${name}`);
    return "number";
  }

  function typeOfCall(node: ASTNode, name: string, given: ASTNode[]): FactType | null {
    const [text] = given;
    if (name === SIZE && text !== undefined && given.length === 1) {
      return wants("text", text, "size counts the characters of a text") && "number";
    }
    if (name === SIZE) return refuse(node, "size takes one text: size(merchant)");
    if (name === "has") return refuse(node, "has is not needed: what is missing meets no condition anyway");
    if (Object.hasOwn(METHODS, name)) return refuse(node, `${name} stands behind a text: merchant.${name}(…)`);
    if (name === "matches") return refuse(node, NO_PATTERNS);
    return refuse(node, `rules have no ${name}(…)${functionMeant(name)}`);
  }

  function typeOfMethod(node: ASTNode, name: string, of: ASTNode, given: ASTNode[]): FactType | null {
    if (name === "matches") return refuse(node, NO_PATTERNS);
    if (LOOPS.includes(name) && given.length > 1) {
      return refuse(node, `${name} is left out: rules have no loops, so that each takes the same short time`);
    }
    if (name === SIZE) return refuse(node, "size stands before the text: size(merchant)");
    if (!Object.hasOwn(METHODS, name)) return refuse(node, `rules have no ${name}(…)${functionMeant(name)}`);
    const { takes, gives } = METHODS[name as keyof typeof METHODS];
    if (wants("text", of, `${name} asks for a text before it`) === null) return null;
    if (given.length !== takes) {
      return refuse(node, takes === 0 ? `${name} takes nothing: ${name}()` : `${name} takes one text: ${name}("A")`);
    }
    const areTexts = given.every((each) => wants("text", each, `${name} takes a text`) !== null);
    return areTexts ? gives : null;
  }

  function wants<Wanted extends FactType>(wanted: Wanted, node: ASTNode, why: string): Wanted | null {
    const type = typeOf(node);
    if (type === null || type === wanted) return type === null ? null : wanted;
    return refuse(node, `${why}, and ${said(node)} is ${WITH_ARTICLE[type]}`);
  }

  function both<Wanted extends FactType>(
    wanted: Wanted,
    [left, right]: readonly [ASTNode, ASTNode],
    why: string,
  ): Wanted | null {
    return wants(wanted, left, why) && wants(wanted, right, why);
  }

  /** The type of both. */
  function alike(node: ASTNode, left: ASTNode, right: ASTNode): FactType | null {
    const [one, other] = [typeOf(left), typeOf(right)];
    if (one === null || other === null) return null;
    if (one === other) return one;
    const words = `${said(left)} is ${WITH_ARTICLE[one]} and cannot be compared with ${said(right)}`;
    return refuse(node, `${words}, which is ${WITH_ARTICLE[other]}`);
  }

  function typeOfIn(left: ASTNode, right: ASTNode): FactType | null {
    if (right.op === "." && right.args[0].op === "id" && right.args[0].args === "lists") {
      return isListed(left, right, right.args[1]) ? "yes or no" : null;
    }
    const type = typeOf(left);
    if (type === null) return null;
    if (right.op !== "list") {
      return refuse(right, 'behind “in” stands a list: category in ["travel", "home"], or card in lists.NAME');
    }
    if (right.args.length === 0) return refuse(right, "the list is empty, so nothing is in it");
    for (const each of right.args) {
      const given = typeOf(each);
      if (given === null) return null;
      if (given === type) continue;
      return refuse(each, `${said(left)} is ${WITH_ARTICLE[type]}, and ${said(each)} is ${WITH_ARTICLE[given]}`);
    }
    return "yes or no";
  }

  function isListed(left: ASTNode, right: ASTNode, name: string): boolean {
    const known = ownLists.map((list) => list.name);
    const list = ownLists.find((each) => each.name === name);
    if (list === undefined && BUILT_IN_LISTS.some((each) => each === name)) {
      refuse(right, `the list ${name} is not for rules: it comes before them anyway`);
    } else if (list === undefined) {
      const near = nearest(name, known);
      refuse(right, `there is no list called ${name}${near === null ? "" : `; perhaps lists.${near}`}`);
    } else if (left.op !== "id" || left.args !== list.kind) {
      refuse(left, `the list ${name} holds ${PLURALS[list.kind]}: write ${list.kind} in lists.${name}`);
    } else {
      reads.add(left.args);
      lists.add(name);
      return true;
    }
    return false;
  }

  function typeOfChoice(node: ASTNode, condition: ASTNode, one: ASTNode, other: ASTNode): FactType | null {
    return wants("yes or no", condition, "before ? stands a condition") && alike(node, one, other);
  }

  function said(node: ASTNode): string {
    const text = node.input.slice(node.start, node.end);
    if (node.op === "id" || node.op === ".") return text;
    return `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`;
  }

  return { type: typeOf(tree), problem, reads, lists };
}

const NO_PATTERNS =
  "matches is left out, since a pattern can take very long; startsWith, endsWith and contains are there";
const PLURALS = {
  card: "cards",
  merchant: "merchants",
  category: "categories",
  source: "sources",
  bin: "bins",
  country: "countries",
} as const;
