import { expect, test } from "vitest";
import { samplePayment } from "../board/sample.ts";
import { challengerWords } from "./challenger.ts";

const declined = samplePayment({ outcome: "decline" });
const said = (score: number | null, outcome: "approve" | "review" | "decline" | null) =>
  challengerWords({ model: "ba5e11e00000", score, outcome }, declined);

test("a payment says what the challenger would have decided, and whether that differs", () => {
  expect(said(0.02, "approve")).toEqual({ words: "would have approved it (score 2\u00a0%)", differs: true });
  expect(said(0.3, "review")).toMatchObject({
    words: "would have sent it to a person (score 30\u00a0%)",
    differs: true,
  });
  expect(said(0.97, "decline")).toMatchObject({
    words: "would have declined it, too (score 97\u00a0%)",
    differs: false,
  });
});

test("a challenger that failed says so, and that is no other decision", () => {
  expect(said(null, null)).toEqual({ words: "could not judge it", differs: false });
});
