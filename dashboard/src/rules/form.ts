// A condition as the form's fields have it, where what is typed may not be whole yet. worker/rules/form.ts makes the text of it, and
// reads the text back. Pure.
import type { OwnList } from "../../../worker/policy/lists.ts";
import type { Column } from "../../../worker/policy/ownColumns.ts";
import { type FormCondition, type FormOperator, formOfText, textOfForm } from "../../../worker/rules/form.ts";
import { factNamed } from "./facts.ts";

export interface FormRow {
  fact: string;
  operator: FormOperator;
  /** As it is typed. Of several values a comma stands between. */
  value: string;
}

export interface FormFields {
  /** True: all must hold. False: one of them. */
  all: boolean;
  rows: FormRow[];
}

export const FIRST_ROW: FormRow = { fact: "amount", operator: ">", value: "" };
export const EMPTY_FORM: FormFields = { all: true, rows: [FIRST_ROW] };

/** Says why a row's value is not whole yet; null when it is. */
export function rowProblem({ fact, operator, value }: FormRow, columns: readonly Column[]): string | null {
  if (operator === "is" || operator === "is not") return null;
  const isNumber = factNamed(fact, columns)?.type === "number";
  if (value.trim() === "")
    return operator.endsWith("in list") ? "Choose a list." : isNumber ? "Give a number." : "Give a text.";
  if (!isNumber) return null;
  const values = operator === "in" ? partsOf(value) : [value];
  const wrong = values.find((each) => !isPlainNumber(each));
  return wrong === undefined ? null : `“${wrong.trim()}” is no number.`;
}

/** The condition of the rows that are whole. Empty where none is. */
export function textOfFields({ all, rows }: FormFields, columns: readonly Column[]): string {
  const conditions = rows.filter((row) => rowProblem(row, columns) === null).map((row) => conditionOf(row, columns));
  return conditions.length === 0 ? "" : textOfForm({ all, conditions });
}

/** Null: the form cannot show this text. An empty text is an empty form. */
export function fieldsOfText(text: string, lists: readonly OwnList[], columns: readonly Column[]): FormFields | null {
  if (text.trim() === "") return EMPTY_FORM;
  const form = formOfText(text, lists, columns);
  if (form === null) return null;
  const rows = form.conditions.map((condition) => rowOf(condition, columns));
  const shown = rows.filter((row) => row !== null);
  // A field may cut what it holds. The form is shown only where it writes the same condition.
  if (shown.length < rows.length || textOfFields({ all: form.all, rows: shown }, columns) !== textOfForm(form))
    return null;
  return { all: form.all, rows: shown };
}

function conditionOf({ fact, operator, value }: FormRow, columns: readonly Column[]): FormCondition {
  if (operator === "is" || operator === "is not") return { fact, operator, value: true };
  if (operator.endsWith("in list")) return { fact, operator, value };
  const read = (text: string) => (factNamed(fact, columns)?.type === "number" ? Number(text) : text);
  return { fact, operator, value: operator === "in" ? partsOf(value).map(read) : read(value) };
}

function rowOf({ fact, operator, value }: FormCondition, columns: readonly Column[]): FormRow | null {
  if (factNamed(fact, columns) === null) return null;
  if (typeof value !== "object") return { fact, operator, value: value === true ? "" : String(value) };
  return { fact, operator, value: value.join(", ") };
}

function partsOf(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** As conditions write numbers, so that nothing such as 0x10 or 1e400 means another one. */
function isPlainNumber(text: string): boolean {
  return /^\s*-?(\d+(\.\d*)?|\.\d+)\s*$/.test(text) && Number.isFinite(Number(text));
}
