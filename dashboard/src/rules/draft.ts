// A rule as a person edits it. It is kept until it is saved or thrown away, also while another rule is open. Pure.
import type { OwnList } from "../../../worker/policy/lists.ts";
import type { Column } from "../../../worker/policy/ownColumns.ts";
import { RULE_NAME_LENGTH } from "../../../worker/policy/rule.ts";
import { readRule } from "../../../worker/rules/readRule.ts";
import type { RuleView } from "../../../worker/wire/policy.ts";
import { type Ending, endingOf, untilOf } from "../shared/ending.ts";
import type { RuleBody } from "./ask.ts";
import { EMPTY_FORM, type FormFields, fieldsOfText, rowProblem, textOfFields } from "./form.ts";

export interface Draft extends Omit<RuleBody, "note" | "until"> {
  /** The rule as the person saw it when they began. Null: it is a new one. */
  base: RuleView | null;
  note: string;
  ending: Ending;
  /** Null: the form cannot show this condition. */
  fields: FormFields | null;
  /** The condition and outcome that were previewed last, as `previewKey` has them. */
  previewed: string | null;
  /** The page has asked for a preview: it does so once. */
  hasAsked: boolean;
}

export const NEW_DRAFT: Draft = {
  ...{ base: null, name: "", when: "", then: "review", state: "active", note: "" },
  ...{ ending: endingOf(null), fields: EMPTY_FORM, previewed: null, hasAsked: false },
};

export function draftOf(rule: RuleView, lists: readonly OwnList[], columns: readonly Column[]): Draft {
  const { name, when, then, state, note, until } = rule;
  return {
    ...{ base: rule, name, when, then, state, note: note ?? "" },
    ...{ ending: endingOf(until), fields: fieldsOfText(when, lists, columns), previewed: null, hasAsked: false },
  };
}

/** The form writes the text. */
export function withFields(draft: Draft, fields: FormFields, columns: readonly Column[]): Draft {
  return { ...draft, fields, when: textOfFields(fields, columns) };
}

/** The form shows the text, where it can. */
export function withText(draft: Draft, when: string, lists: readonly OwnList[], columns: readonly Column[]): Draft {
  return { ...draft, when, fields: fieldsOfText(when, lists, columns) };
}

export function previewKey({ when, then }: Pick<Draft, "when" | "then">): string {
  return `${then} ${when}`;
}

/** Whether saving would put something in force that nobody has previewed. */
export function wantsPreview(draft: Draft): boolean {
  const { base, state, previewed } = draft;
  if (state === "off" || previewed === previewKey(draft)) return false;
  return base === null || previewKey(base) !== previewKey(draft);
}

export function isDirty(draft: Draft): boolean {
  const { base, ending, note } = draft;
  const as = base ?? NEW_DRAFT;
  const isSame = draft.name === as.name && draft.when === as.when && draft.then === as.then && draft.state === as.state;
  return !isSame || note.trim() !== (as.note ?? "").trim() || ending.choice !== endingOf(base?.until ?? null).choice;
}

export type Made = { ok: true; body: RuleBody } | { ok: false; field: "name" | "when" | "until"; problem: string };

/** Returns the rule to be saved, or the first thing that is wrong. */
export function bodyOf(
  { name, when, then, state, note, ending, fields, base }: Draft,
  lists: readonly OwnList[],
  columns: readonly Column[],
  nowMs: number,
): Made {
  const title = name.trim();
  if (title === "")
    return { ok: false, field: "name", problem: "Give it a name: it stands in the reasons of payments." };
  if (title.length > RULE_NAME_LENGTH) {
    return { ok: false, field: "name", problem: `The name may have ${RULE_NAME_LENGTH} characters.` };
  }
  // A row that is not whole would be left out of what is saved.
  const lacking = fields?.rows.map((row) => rowProblem(row, columns)).find((problem) => problem !== null);
  if (lacking !== undefined) return { ok: false, field: "when", problem: `The condition is not whole. ${lacking}` };
  const read = readRule(when, lists, columns);
  const isSwitchedOff = state === "off" && base?.when === when;
  if (!read.ok && !isSwitchedOff)
    return { ok: false, field: "when", problem: `The condition cannot be read: ${read.problem}.` };
  const until = untilOf(ending, nowMs);
  if (!until.ok) return { ok: false, field: "until", problem: until.problem };
  return {
    ok: true,
    body: { name: title, when, then, state, note: note.trim() === "" ? null : note.trim(), until: until.until },
  };
}

/** Whether two rules say the same. */
export function isSameRule(one: RuleView, other: RuleView): boolean {
  const told = ({ name, when, then, state, note, until }: RuleView) =>
    JSON.stringify([name, when, then, state, note, until]);
  return told(one) === told(other);
}
