// How a source's events are read, as a person edits it. Kept until it is saved or thrown away. Pure.
import { readMapping } from "../../../worker/payment/sources/readMapping.ts";
import { SOURCE_NAME } from "../../../worker/policy/sources.ts";
import { isSame } from "./fieldForm.ts";
import { formOfText, lackingIn, type MappingForm, NEW_MAPPING, textOfMapping, textWithForm } from "./mappingForm.ts";

/** The source as the person saw it when they began to edit. */
export interface Base {
  name: string;
  mapping: unknown;
}

export interface Draft {
  /** Null: it is a new one. */
  base: Base | null;
  name: string;
  /** The mapping, as JSON. */
  text: string;
  /** Null: the form cannot show the text. */
  form: MappingForm | null;
  note: string;
  /** An event to try it on, as JSON. */
  pasted: string;
  /** Headers of that event's request, one a line. */
  headers: string;
}

export function newDraft(): Draft {
  const text = textOfMapping(NEW_MAPPING);
  return { base: null, name: "", text, form: formOfText(text), note: "", pasted: "", headers: "" };
}

export function draftOf(base: Base): Draft {
  const text = textOfMapping(base.mapping);
  return { base, name: base.name, text, form: formOfText(text), note: "", pasted: "", headers: "" };
}

/** The form writes the text. */
export function withForm(draft: Draft, form: MappingForm): Draft {
  return { ...draft, form, text: textWithForm(draft.text, form) };
}

/** The form shows the text, where it can. */
export function withText(draft: Draft, text: string): Draft {
  return { ...draft, text, form: formOfText(text) };
}

export function isDirty({ base, name, text, note }: Draft): boolean {
  const before = base === null ? NEW_MAPPING : base.mapping;
  return name !== (base?.name ?? "") || note.trim() !== "" || !isSame(parsed(text), before);
}

export type Made =
  | { ok: true; name: string; mapping: unknown; note: string | null }
  | { ok: false; field: "name" | "mapping"; problem: string };

/** Returns what is to be saved, or the first thing that is wrong. `taken`: names of the sources that there are. */
export function bodyOf({ base, name, text, form, note }: Draft, taken: readonly string[]): Made {
  const written = name.trim();
  if (base === null) {
    if (!SOURCE_NAME.test(written)) {
      const problem = "Give it a name: a small letter, then small letters, digits, - or _. It stands in the address.";
      return { ok: false, field: "name", problem };
    }
    if (taken.includes(written)) return { ok: false, field: "name", problem: `There is a source ${written} already.` };
  }
  // A field that is not whole would be saved as it was before.
  const lacking = form === null ? null : lackingIn(form);
  if (lacking !== null) return { ok: false, field: "mapping", problem: `${lacking.field}: ${lacking.problem}` };
  const read = readMapping(text);
  if (!read.ok) {
    const problem = `The mapping cannot be saved: ${read.field === null ? "it" : read.field} ${read.problem}.`;
    return { ok: false, field: "mapping", problem };
  }
  return { ok: true, name: written, mapping: parsed(text), note: note.trim() === "" ? null : note.trim() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
