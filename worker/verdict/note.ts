// The note that a person adds to a verdict in words.
import { cleanText } from "../text.ts";

export const NOTE_LENGTH = 500;

/** Makes the note one line without card numbers. Null when nothing is left of it. */
export function noteOf(text: string): string | null {
  // Masking may make a note longer, so the length is cut afterwards.
  const note = cleanText(text)
    .slice(0, NOTE_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, "");
  return note === "" ? null : note;
}
