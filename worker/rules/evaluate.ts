// Works a condition out for a payment. What is made of a missing value is missing, too, except that a no makes an "and" no, that a yes
// makes an "or" yes, and that of a choice only the chosen part counts. That is CEL's own meaning, but the library tells it by throwing,
// which takes longer than all the rest.
import type { Column } from "../policy/ownColumns.ts";
import { lowerAscii } from "../text.ts";
import { type Facts, placeOf, placeOfInput, type Value } from "./facts.ts";
import type { Lists } from "./listLookup.ts";
import type { ASTNode } from "./syntax.ts";

export type Evaluate = (facts: Facts) => Value;

/** `node`: typed, so that each value is of the type that its place wants. */
export function evaluatorOf(node: ASTNode, lists: Lists, columns: readonly Column[] = []): Evaluate {
  const of = (child: ASTNode) => evaluatorOf(child, lists, columns);
  switch (node.op) {
    case "value":
      return constant(typeof node.args === "bigint" ? Number(node.args) : (node.args as Value));
    case "id":
      return fact(placeOf(node.args) ?? -1);
    case ".":
      return isOwn(node.args[0]) ? column(node.args[1], columns) : feature(placeOfInput(node.args[1]) ?? -1);
    case "&&":
      return and(of(node.args[0]), of(node.args[1]));
    case "||":
      return or(of(node.args[0]), of(node.args[1]));
    case "?:":
      return choice(of(node.args[0]), of(node.args[1]), of(node.args[2]));
    case "!_":
      return madeOf(of(node.args), (value) => !value);
    case "-_":
      return madeOf(of(node.args), (value) => -(value as number));
    case "call":
      return size(of(node.args[1][0] ?? node));
    case "rcall":
      return method(node.args[0], of(node.args[1]), node.args[2].map(of));
    case "in": {
      const [value, list] = node.args;
      if (list.op === ".") return madeOf(of(value), lists.holder(list.args[1]));
      return isAmong(of(value), list.op === "list" ? list.args : [], of);
    }
    case "==":
      return madeOfTwo(of(node.args[0]), of(node.args[1]), (one, other) => one === other);
    case "!=":
      return madeOfTwo(of(node.args[0]), of(node.args[1]), (one, other) => one !== other);
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return madeOfTwo(of(node.args[0]), of(node.args[1]), WITH_NUMBERS[node.op] as Made);
    default:
      throw new Error(`rules have no ${node.op}`);
  }
}

const NOTHING: Facts = { values: [], features: null };

type Known = Exclude<Value, undefined>;
type Made = (one: Known, other: Known) => Value;

const WITH_NUMBERS: Readonly<Record<string, (one: number, other: number) => Value>> = {
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
  "+": (one, other) => number(one + other),
  "-": (one, other) => number(one - other),
  "*": (one, other) => number(one * other),
  // What is divided by 0 has no value.
  "/": (one, other) => number(one / other),
  "%": (one, other) => number(one % other),
};

const WITH_TEXTS: Readonly<Record<string, (one: string, other: string) => boolean>> = {
  startsWith: (one, other) => one.startsWith(other),
  endsWith: (one, other) => one.endsWith(other),
  contains: (one, other) => one.includes(other),
};

function constant(value: Value): Evaluate {
  return () => value;
}

function fact(place: number): Evaluate {
  return ({ values }) => values[place] ?? undefined;
}

const isOwn = ({ op, args }: ASTNode) => op === "id" && args === "extra";

/** A payment from before a column was declared anew may have it of the other kind: then it is missing. */
function column(name: string, columns: readonly Column[]): Evaluate {
  const kind = columns.find((each) => each.name === name)?.kind === "number" ? "number" : "string";
  return ({ extra }) => {
    const value = extra != null && Object.hasOwn(extra, name) ? extra[name] : undefined;
    return typeof value === kind ? value : undefined;
  };
}

function feature(place: number): Evaluate {
  return ({ features }) => {
    const value = features?.[place];
    return value === null || Number.isNaN(value) ? undefined : value;
  };
}

function and(left: Evaluate, right: Evaluate): Evaluate {
  return (facts) => {
    const one = left(facts);
    if (one === false) return false;
    const other = right(facts);
    return other === false ? false : one && other;
  };
}

function or(left: Evaluate, right: Evaluate): Evaluate {
  return (facts) => {
    const one = left(facts);
    if (one === true) return true;
    const other = right(facts);
    return other === true || one === false ? other : undefined;
  };
}

function choice(condition: Evaluate, one: Evaluate, other: Evaluate): Evaluate {
  return (facts) => {
    const chosen = condition(facts);
    if (chosen === undefined) return undefined;
    return chosen ? one(facts) : other(facts);
  };
}

function madeOf(from: Evaluate, make: (value: Known) => Value): Evaluate {
  return (facts) => {
    const value = from(facts);
    return value === undefined ? undefined : make(value);
  };
}

function madeOfTwo(left: Evaluate, right: Evaluate, make: Made): Evaluate {
  return (facts) => {
    const one = left(facts);
    if (one === undefined) return undefined;
    const other = right(facts);
    return other === undefined ? undefined : make(one, other);
  };
}

function isAmong(from: Evaluate, list: readonly ASTNode[], of: (node: ASTNode) => Evaluate): Evaluate {
  const others = list.map(of);
  if (list.every(({ op }) => op === "value")) {
    const values = new Set(others.map((other) => other(NOTHING)));
    return madeOf(from, (value) => values.has(value));
  }
  return (facts) => {
    const value = from(facts);
    if (value === undefined) return undefined;
    let isFound = false;
    for (const each of others) {
      const other = each(facts);
      if (other === undefined) return undefined;
      isFound ||= other === value;
    }
    return isFound;
  };
}

/** Counts characters as people do, and not halves of them. */
function size(text: Evaluate): Evaluate {
  return madeOf(text, (value) => Array.from(value as string).length);
}

function method(name: string, text: Evaluate, given: readonly Evaluate[]): Evaluate {
  const [argument] = given;
  if (argument === undefined) return madeOf(text, (value) => lowerAscii(value as string));
  return madeOfTwo(text, argument, WITH_TEXTS[name] as Made);
}

function number(value: number): Value {
  return Number.isFinite(value) ? value : undefined;
}
