import { expect, test } from "vitest";
import type { RuleView } from "../../../worker/wire/policy.ts";
import {
  bodyOf,
  type Draft,
  draftOf,
  isDirty,
  NEW_DRAFT,
  previewKey,
  wantsPreview,
  withFields,
  withText,
} from "./draft.ts";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const RULE: RuleView = {
  ...{ id: "r1", name: "Dear at night", when: "amount > 2000 && hour < 6", then: "review" },
  ...{ state: "active", note: "as agreed", until: null },
};

test("form and text write one another, and a text that the form cannot show stays", () => {
  const typed = withText(NEW_DRAFT, "amount > 2000", [], []);
  expect(typed.fields?.rows).toEqual([{ fact: "amount", operator: ">", value: "2000" }]);
  const [row] = typed.fields?.rows ?? [];
  if (row === undefined) throw new Error("no row");
  expect(withFields(typed, { all: true, rows: [{ ...row, value: "50" }] }, []).when).toBe("amount > 50");
  expect(withText(typed, "amount > card_usual_amount", [], [])).toMatchObject({
    when: "amount > card_usual_amount",
    fields: null,
  });
});

test("a preview is asked for where a new condition would come in force, and for nothing else", () => {
  const draft = draftOf(RULE, [], []);
  expect(wantsPreview(draft)).toBe(false);
  expect(wantsPreview({ ...draft, state: "shadow", note: "other" })).toBe(false);
  const stricter: Draft = { ...draft, then: "decline" };
  expect(wantsPreview(stricter)).toBe(true);
  expect(wantsPreview({ ...stricter, state: "off" })).toBe(false);
  expect(wantsPreview({ ...stricter, previewed: previewKey(stricter) })).toBe(false);
  expect(wantsPreview({ ...stricter, previewed: previewKey(draft) })).toBe(true);
  expect(wantsPreview(withText(NEW_DRAFT, "amount > 1", [], []))).toBe(true);
});

test("what is typed and not saved is known", () => {
  const draft = draftOf(RULE, [], []);
  expect(isDirty(draft)).toBe(false);
  expect(isDirty(NEW_DRAFT)).toBe(false);
  for (const change of [{ name: "x" }, { when: "amount > 1" }, { state: "off" }, { note: "" }] as Partial<Draft>[]) {
    expect(isDirty({ ...draft, ...change })).toBe(true);
  }
  expect(isDirty({ ...draft, ending: { choice: "1 h", at: "", kept: null } })).toBe(true);
});

test("what is saved is whole, or the first thing that is wrong is named", () => {
  const draft = draftOf(RULE, [], []);
  const { id: _, ...body } = RULE;
  expect(bodyOf(draft, [], [], NOW)).toEqual({ ok: true, body });
  const wrong = (change: Partial<Draft>) => {
    const made = bodyOf({ ...draft, ...change }, [], [], NOW);
    return made.ok ? null : [made.field, made.problem];
  };
  expect(wrong({ name: " " })).toEqual(["name", "Give it a name: it stands in the reasons of payments."]);
  expect(wrong({ when: "amout > 1", fields: null })?.[1]).toMatch(
    /^The condition cannot be read: there is no fact called amout/,
  );
  const half = { fact: "amount", operator: ">" as const, value: "" };
  expect(wrong(withFields(draft, { all: true, rows: [half] }, []))).toEqual([
    "when",
    "The condition is not whole. Give a number.",
  ]);
  expect(wrong({ ending: { choice: "at", at: "", kept: null } })).toEqual(["until", "Say until when."]);
  // A rule whose list is gone can still be switched off.
  const broken = draftOf({ ...RULE, when: "card in lists.gone" }, [], []);
  expect(bodyOf(broken, [], [], NOW).ok).toBe(false);
  expect(bodyOf({ ...broken, state: "off" }, [], [], NOW).ok).toBe(true);
});
