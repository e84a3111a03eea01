import { expect, test } from "vitest";
import { NOTE_LENGTH, noteOf } from "./note.ts";

test("a note stays as it was written", () => {
  expect(noteOf("Called the holder: it's not theirs. <b>Really</b> & truly, 3× twice 💳")).toBe(
    "Called the holder: it's not theirs. <b>Really</b> & truly, 3× twice 💳",
  );
});

test("a card number in a note is masked", () => {
  expect(noteOf("card 4000 1234-1234 1234, call 555 0100")).toBe("card •••• 1234, call 555 0100");
});

test("line breaks and what cannot be seen do not stay", () => {
  expect(noteOf(" one\r\ntwo\u202e\u0000 three \ud800")).toBe("one two three �");
});

test("a note of nothing is none", () => {
  expect([noteOf(""), noteOf(" \n\u200b")]).toEqual([null, null]);
});

test("a note never outgrows its place, and no character is cut in half", () => {
  const note = noteOf(`${"x".repeat(NOTE_LENGTH - 1)}💳`);
  expect(note).toBe("x".repeat(NOTE_LENGTH - 1));
});
