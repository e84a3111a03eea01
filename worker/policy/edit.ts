// What can be changed in a policy, one thing at a time. A change is worked out here from the policy that holds; pipeline/changePolicy.ts
// has it written and followed.
import { BUILT_IN_LISTS, type ListEntry, MOST_ENTRIES, MOST_OWN_LISTS, type OwnList } from "./lists.ts";
import type { Column } from "./ownColumns.ts";
import type { Policy, PolicyModels, PolicyValue } from "./policy.ts";
import { MOST_RATES, type Rate } from "./rates.ts";
import { hasEnded, MOST_RULES, type Rule } from "./rule.ts";
import { MOST_SOURCES, type SourceSettings } from "./sources.ts";

export type PolicyEdit =
  | { kind: "models"; models: Partial<PolicyModels> }
  | { kind: "thresholds"; thresholds: PolicyValue["thresholds"] }
  | { kind: "settings"; settings: Partial<Pick<PolicyValue, "blockOnFraud" | "contact">> }
  | { kind: "rule_added"; rule: Rule }
  | { kind: "rule_changed"; rule: Rule }
  | { kind: "rule_removed"; id: string }
  | { kind: "list_added"; list: OwnList }
  | { kind: "list_removed"; name: string }
  | { kind: "rates"; rates: Rate[] }
  | { kind: "categories"; categories: PolicyValue["categories"] }
  | { kind: "columns"; columns: Column[] }
  /** In the place of one with its name. */
  | { kind: "source_saved"; source: SourceSettings }
  | { kind: "source_removed"; name: string }
  | { kind: "entries_added"; entries: ListEntry[] }
  | { kind: "entries_removed"; list: string; ids: string[] };

/** What an edit makes of a policy. */
export interface Edited {
  ok: true;
  value: PolicyValue;
  addedEntries: ListEntry[];
  removedEntries: ListEntry[];
  /** For the audit: what it was done to, and how that was before and is after. */
  subject: string;
  before: unknown;
  after: unknown;
}

export type EditAnswer =
  | Edited
  /** It is so already. */
  | { ok: false; status: "same" }
  /** There is no such rule, list or entry. */
  | { ok: false; status: "unknown" }
  /** `field`: of what was given. */
  | { ok: false; status: "refused"; field: string | null; problem: string };

/** Names of lists that conditions ask for. rules/ knows how to read a condition; here it is a text that names `lists.NAME`. */
const asksFor = ({ when }: Rule, list: string) => new RegExp(`\\blists\\s*\\.\\s*${list}\\b`).test(when);

const asksForColumn = ({ when }: Rule, column: string) => new RegExp(`\\bextra\\s*\\.\\s*${column}\\b`).test(when);

/** The policy without its number: the caller gives the next one. */
export function edited(policy: Policy, edit: PolicyEdit): EditAnswer {
  const { version: _, at: __, entries, ...value } = policy;
  const next = (changed: Partial<PolicyValue>, about: Pick<Edited, "subject" | "before" | "after">): EditAnswer =>
    isSame(about.before, about.after)
      ? { ok: false, status: "same" }
      : { ok: true, value: { ...value, ...changed }, addedEntries: [], removedEntries: [], ...about };

  switch (edit.kind) {
    case "models": {
      const models = { ...value.models, ...edit.models };
      const { champion, challenger } = edit.models;
      const subject = champion === null ? "shipped" : (champion ?? challenger ?? "none");
      return next({ models }, { subject, before: value.models, after: models });
    }
    case "thresholds": {
      const { thresholds } = edit;
      return next({ thresholds }, { subject: "thresholds", before: value.thresholds, after: thresholds });
    }
    case "settings": {
      const { blockOnFraud, contact } = value;
      const before = { blockOnFraud, contact };
      const after = { ...before, ...edit.settings };
      return next(after, { subject: Object.keys(edit.settings).join(" "), before, after });
    }
    case "rule_added": {
      const { rule } = edit;
      if (value.rules.length >= MOST_RULES) {
        return refused(null, `there are ${MOST_RULES} rules, which is the most; delete one first`);
      }
      if (isNameTaken(value.rules, rule)) return refused("name", "is the name of another rule");
      return next({ rules: [...value.rules, rule] }, { subject: rule.id, before: null, after: rule });
    }
    case "rule_changed": {
      const { rule } = edit;
      const before = value.rules.find(({ id }) => id === rule.id);
      if (before === undefined) return UNKNOWN;
      if (isNameTaken(value.rules, rule)) return refused("name", "is the name of another rule");
      const rules = value.rules.map((each) => (each.id === rule.id ? rule : each));
      return next({ rules }, { subject: rule.id, before, after: rule });
    }
    case "rule_removed": {
      const before = value.rules.find(({ id }) => id === edit.id);
      if (before === undefined) return UNKNOWN;
      const rules = value.rules.filter(({ id }) => id !== edit.id);
      return next({ rules }, { subject: edit.id, before, after: null });
    }
    case "list_added": {
      const { list } = edit;
      if (value.lists.length >= MOST_OWN_LISTS) {
        return refused(null, `there are ${MOST_OWN_LISTS} lists, which is the most; delete one first`);
      }
      const isBuiltIn = BUILT_IN_LISTS.some((name) => name === list.name);
      if (isBuiltIn || value.lists.some(({ name }) => name === list.name)) {
        return refused("name", "is the name of another list");
      }
      return next({ lists: [...value.lists, list] }, { subject: list.name, before: null, after: list });
    }
    case "list_removed": {
      const before = value.lists.find(({ name }) => name === edit.name);
      if (before === undefined) return UNKNOWN;
      const asking = value.rules.find((rule) => asksFor(rule, edit.name));
      if (asking !== undefined) return refused(null, `the rule “${asking.name}” asks for this list; change it first`);
      const lists = value.lists.filter(({ name }) => name !== edit.name);
      const removedEntries = entries.filter(({ list }) => list === edit.name);
      const after = null;
      const about = { subject: edit.name, before: { ...before, entries: removedEntries.length }, after };
      return { ok: true, value: { ...value, lists }, addedEntries: [], removedEntries, ...about };
    }
    case "rates": {
      const { rates } = edit;
      if (rates.length > MOST_RATES) return refused("rates", `must be at most ${MOST_RATES}`);
      return next({ rates }, { subject: "rates", before: value.rates, after: rates });
    }
    case "categories": {
      const { categories } = edit;
      return next({ categories }, { subject: "categories", before: value.categories, after: categories });
    }
    case "columns": {
      const { columns } = edit;
      const isKept = ({ name, kind }: Column) => columns.some((each) => each.name === name && each.kind === kind);
      for (const lost of value.columns.filter((each) => !isKept(each))) {
        const asking = value.rules.find((rule) => asksForColumn(rule, lost.name));
        if (asking === undefined) continue;
        const problem = `must keep ${lost.name} as ${lost.kind}: the rule “${asking.name}” asks for it; change it first`;
        return refused("columns", problem);
      }
      return next({ columns }, { subject: "columns", before: value.columns, after: columns });
    }
    case "source_saved": {
      const { source } = edit;
      const before = value.sources.find(({ name }) => name === source.name) ?? null;
      if (before === null && value.sources.length >= MOST_SOURCES) {
        return refused(null, `there are ${MOST_SOURCES} sources, which is the most; remove one first`);
      }
      const sources = [...value.sources.filter((each) => each !== before), source];
      return next({ sources }, { subject: source.name, before, after: source });
    }
    case "source_removed": {
      const before = value.sources.find(({ name }) => name === edit.name);
      if (before === undefined) return UNKNOWN;
      const sources = value.sources.filter((each) => each !== before);
      return next({ sources }, { subject: edit.name, before, after: null });
    }
    case "entries_added":
      return withEntries(policy, value, edit.entries);
    case "entries_removed": {
      const ids = new Set(edit.ids);
      const removedEntries = entries.filter(({ id, list }) => list === edit.list && ids.has(id));
      if (removedEntries.length === 0) return UNKNOWN;
      return { ok: true, value, addedEntries: [], removedEntries, ...aboutEntries(removedEntries, []) };
    }
  }
}

/** An entry takes the place of one with the same value. */
function withEntries({ entries, lists }: Policy, value: PolicyValue, given: readonly ListEntry[]): EditAnswer {
  const keyOf = ({ list, kind, value }: ListEntry) => JSON.stringify([list, kind, value]);
  const held = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const added = new Map<string, ListEntry>();
  for (const entry of given) {
    const own = lists.find(({ name }) => name === entry.list);
    const isBuiltIn = BUILT_IN_LISTS.some((name) => name === entry.list);
    if (own === undefined && !isBuiltIn) return UNKNOWN;
    if (own !== undefined && own.kind !== entry.kind) {
      return refused("kind", `must be ${own.kind}: that is what the list ${own.name} holds`);
    }
    if (entry.list === "snooze" && entry.kind !== "card" && entry.kind !== "merchant") {
      return refused("kind", "must be card or merchant: alerts are of cards, at merchants");
    }
    added.set(keyOf(entry), entry);
  }
  for (const [key, { id, until, note }] of added) {
    const before = held.get(key);
    // One that a link has made counts once, though it is made again with another end.
    if (before?.id === id) added.delete(key);
    else if (before !== undefined && before.until === until && (note === null || before.note === note))
      added.delete(key);
  }
  if (added.size === 0) return { ok: false, status: "same" };
  const addedEntries = [...added.values()];
  const replaced = [...added.keys()].flatMap((key) => held.get(key) ?? []);
  const many = entries.length - replaced.length + addedEntries.length;
  const ended = many > MOST_ENTRIES ? endedBesides(replaced, entries, addedEntries[0]?.at ?? 0) : [];
  if (many - ended.length > MOST_ENTRIES) {
    return refused(
      null,
      `the lists would have ${(many - ended.length).toLocaleString("en")} entries in all, and ${MOST_ENTRIES.toLocaleString("en")} are the most`,
    );
  }
  const removedEntries = [...replaced, ...ended];
  return { ok: true, value, addedEntries, removedEntries, ...aboutEntries(replaced, addedEntries) };
}

/** What has ended stays to be seen, until its place is needed: a year of snoozes must not keep a card from being blocked. */
function endedBesides(replaced: readonly ListEntry[], entries: readonly ListEntry[], nowMs: number): ListEntry[] {
  const isReplaced = new Set(replaced);
  return entries.filter((entry) => hasEnded(entry, nowMs) && !isReplaced.has(entry));
}

/** So many entries of one change stand in the audit; all of them are in the store, with their versions. */
const MOST_AUDITED = 20;

function aboutEntries(before: readonly ListEntry[], after: readonly ListEntry[]) {
  const [first, ...others] = after.length === 0 ? before : after;
  const shown = (entries: readonly ListEntry[]) =>
    entries.length === 0
      ? null
      : { entries: entries.length, first: entries.slice(0, MOST_AUDITED).map(({ via: _, ...entry }) => entry) };
  return {
    // One value is found by itself, many by their list.
    subject: others.length === 0 ? (first?.value ?? "") : (first?.list ?? ""),
    before: shown(before),
    after: shown(after),
  };
}

function isNameTaken(rules: readonly Rule[], { id, name }: Rule): boolean {
  return rules.some((other) => other.id !== id && other.name.toLowerCase() === name.toLowerCase());
}

function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

function refused(field: string | null, problem: string): EditAnswer {
  return { ok: false, status: "refused", field, problem };
}

const UNKNOWN: EditAnswer = { ok: false, status: "unknown" };
