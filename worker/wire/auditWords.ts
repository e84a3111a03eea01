// What an entry of the audit tells, in plain words behind the name of who did it: "turned the rule “Night” to shadow". Pure.
import type { FraudType } from "../payment/fraudType.ts";
import type { AuditView } from "./audit.ts";
import { FRAUD_TYPE_WORDS } from "./fraudTypes.ts";

/** Kinds of changes, as people ask for them, with their actions. */
export const AUDIT_KINDS = {
  models: ["champion", "champion_against_gate", "challenger", "model_added", "model_dropped"],
  rules: ["rule_added", "rule_changed", "rule_removed"],
  lists: ["list_added", "list_removed", "entries_added", "entries_removed"],
  settings: ["thresholds", "settings"],
  sources: ["source_saved", "source_removed", "rates", "categories", "columns"],
  verdicts: ["verdict", "verdict_contradicted"],
  queue: ["dead_letter_sent_again", "dead_letters_sent_again", "dead_letter_given_up"],
  messages: ["message_sent_again", "messages_sent_again"],
  "sign-ins": ["login", "logout"],
} as const;
export type AuditKind = keyof typeof AUDIT_KINDS;

type Deed = Pick<AuditView, "action" | "subject" | "before" | "after">;

/** A field of what may be anything: entries of all versions are kept. */
function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

export function deedWords(deed: Deed): string {
  const { action, subject, before, after } = deed;
  switch (action) {
    case "champion":
    case "champion_against_gate": {
      const model = subject === "shipped" ? "the shipped model" : `the model ${subject}`;
      return `made ${model} decide${action === "champion" ? "" : ", against the gate"}`;
    }
    case "challenger":
      return subject === "none" ? "took the challenger off" : `made the model ${subject} the challenger`;
    case "model_added":
      return `took in the model ${subject}`;
    case "model_dropped":
      return `dropped the model ${subject} for want of room`;
    case "thresholds":
      return "changed the lines from which on payments are reviewed or declined";
    case "settings":
      return settingsWords(deed);
    case "rates":
      return ratesWords(deed);
    case "categories":
      return categoriesWords(deed);
    case "columns":
      return columnsWords(deed);
    case "source_saved":
      return `${before == null ? "set up" : "changed"} how events of the source ${subject} are read`;
    case "source_removed":
      return `took away how events of the source ${subject} are read`;
    case "rule_added":
      return `wrote the rule ${named(after)}${stateOf(after) === "active" ? "" : `, ${stateWords(after)}`}`;
    case "rule_changed":
      return ruleWords(before, after);
    case "rule_removed":
      return `deleted the rule ${named(before)}`;
    case "list_added":
      return `made the list ${subject}`;
    case "list_removed":
      return `deleted the list ${subject}`;
    case "entries_added":
      return entriesWords(after, true) ?? `put ${subject} on a list`;
    case "entries_removed":
      return entriesWords(before, false) ?? `took ${subject} off a list`;
    case "verdict":
      return verdictWords(after);
    case "verdict_contradicted":
      return `said that it was ${String(fieldOf(after, "verdict"))}; what a person had said stands`;
    case "dead_letter_sent_again":
      return "tried queued payments that had failed again";
    case "dead_letters_sent_again":
      return "tried all queued payments that had failed again";
    case "dead_letter_given_up":
      return "gave up queued payments that had failed";
    case "message_sent_again":
      return "had a failed message sent again";
    case "messages_sent_again":
      return "had all failed messages sent again";
    case "login":
      return subject === "admin" ? "signed in as admin" : "signed in";
    case "logout":
      return "signed out";
    default:
      return `${action.replaceAll("_", " ")}: ${subject}`;
  }
}

function named(rule: unknown): string {
  return `“${String(fieldOf(rule, "name") ?? "")}”`;
}

const stateOf = (rule: unknown) => fieldOf(rule, "state");

function stateWords(rule: unknown): string {
  const state = stateOf(rule);
  return state === "active" ? "on" : state === "shadow" ? "in shadow" : "off";
}

function ruleWords(before: unknown, after: unknown): string {
  if (stateOf(before) !== stateOf(after)) {
    const state = stateOf(after);
    return `turned the rule ${named(after)} ${state === "active" ? "on" : state === "shadow" ? "to shadow" : "off"}`;
  }
  return fieldOf(before, "name") === fieldOf(after, "name")
    ? `changed the rule ${named(after)}`
    : `renamed the rule ${named(before)} to ${named(after)}`;
}

function settingsWords({ before, after }: Deed): string {
  const said: string[] = [];
  const blocks = fieldOf(after, "blockOnFraud");
  if (blocks !== fieldOf(before, "blockOnFraud")) {
    said.push(
      blocks === true ? "had verdicts of fraud block the card" : "had verdicts of fraud no longer block the card",
    );
  }
  const contact = fieldOf(after, "contact");
  if (contact !== fieldOf(before, "contact")) {
    said.push(contact == null ? "took away where a decision is contested" : "set where a decision is contested");
  }
  return said.length === 0 ? "changed settings" : said.join(", and ");
}

/** So many are named one by one. */
const MOST_NAMED = 3;

function ratesWords({ before, after }: Deed): string {
  const [gone, come] = [unlike(ratesOf(before), ratesOf(after)), unlike(ratesOf(after), ratesOf(before))];
  const currencies = [...new Set([...come, ...gone])];
  if (currencies.length === 0) return "changed exchange rates";
  if (currencies.length > MOST_NAMED) return `changed the exchange rates of ${currencies.length} currencies`;
  return `${come.length === 0 ? "took away" : "set"} exchange rates of ${currencies.join(", ")}`;
}

/** A currency with all that is said of it. */
function ratesOf(rates: unknown): [string, unknown][] {
  return Array.isArray(rates) ? rates.map((rate) => [String(fieldOf(rate, "currency")), rate]) : [];
}

function categoriesWords({ before, after }: Deed): string {
  const [gone, come] = [unlike(tableOf(before), tableOf(after)), unlike(tableOf(after), tableOf(before))];
  const names = [...new Set([...come, ...gone])];
  const [first = ""] = names;
  if (names.length !== 1) return `changed how ${names.length === 0 ? "" : `${names.length} `}categories are read`;
  return come.length === 0
    ? `no longer had “${first}” read as another category`
    : `had “${first}” read as ${String(fieldOf(after, first))}`;
}

function columnsWords({ before, after }: Deed): string {
  const [gone, come] = [unlike(columnsIn(before), columnsIn(after)), unlike(columnsIn(after), columnsIn(before))];
  const names = [...new Set([...come, ...gone])];
  const [first = ""] = names;
  if (names.length !== 1)
    return `changed which ${names.length === 0 ? "" : `${names.length} `}columns payments may have`;
  const kind = columnsIn(after).find(([name]) => name === first)?.[1];
  return kind === undefined ? `took away the column ${first}` : `declared the column ${first} as ${String(kind)}`;
}

/** The name of each, and its kind. */
function columnsIn(columns: unknown): [string, unknown][] {
  return Array.isArray(columns)
    ? columns.map((column) => [String(fieldOf(column, "name")), fieldOf(column, "kind")])
    : [];
}

function tableOf(table: unknown): [string, unknown][] {
  return typeof table === "object" && table !== null ? Object.entries(table) : [];
}

/** Names of what stands in the first and not in the second. */
function unlike(one: readonly [string, unknown][], other: readonly [string, unknown][]): string[] {
  const others = new Set(other.map((each) => JSON.stringify(each)));
  return one.flatMap((each) => (others.has(JSON.stringify(each)) ? [] : [each[0]]));
}

/** Null when nothing of them can be read. */
function entriesWords(shown: unknown, isAdded: boolean): string | null {
  const first = fieldOf(shown, "first");
  const entry: unknown = Array.isArray(first) ? first[0] : undefined;
  const many = Number(fieldOf(shown, "entries"));
  const list = fieldOf(entry, "list");
  if (typeof list !== "string") return null;
  if (many > 1) {
    return isAdded ? `put ${many} entries on the list ${list}` : `took ${many} entries off the list ${list}`;
  }
  const what = `the ${String(fieldOf(entry, "kind"))} ${String(fieldOf(entry, "value"))}`;
  if (list === "block") return isAdded ? `blocked ${what}` : `unblocked ${what}`;
  if (list === "allow") return isAdded ? `always allowed ${what}` : `no longer always allowed ${what}`;
  if (list === "snooze") return isAdded ? `silenced the alerts of ${what}` : `let ${what} alert again`;
  return isAdded ? `put ${what} on the list ${list}` : `took ${what} off the list ${list}`;
}

function verdictWords(after: unknown): string {
  const verdict = fieldOf(after, "verdict");
  if (verdict !== "fraud" && verdict !== "legitimate") return "took back the verdict on a payment";
  const type = fieldOf(after, "fraudType");
  const kind = isFraudType(type) ? ` (${FRAUD_TYPE_WORDS[type]})` : "";
  return `said that a payment was ${verdict === "fraud" ? `fraud${kind}` : "legitimate"}`;
}

function isFraudType(value: unknown): value is FraudType {
  return typeof value === "string" && Object.hasOwn(FRAUD_TYPE_WORDS, value);
}
