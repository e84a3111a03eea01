// What a person adds to a verdict in words.
import { cleanText } from "../text.ts";

export const NOTE_LENGTH = 500;

/** In one line, without card numbers; null where nothing is left of it. */
export function noteOf(text: string): string | null {
  // Masking may lengthen what was short enough.
  const note = cleanText(text)
    .slice(0, NOTE_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, "");
  return note === "" ? null : note;
}
