import { expect, test } from "vitest";
import {
  lineAt,
  lineWords,
  moved,
  notUsable,
  PLACES,
  placeOf,
  ROWS,
  restWords,
  setLinesWords,
  situationsIn,
} from "./lines.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const AT = {
  ...{ alerts: 30, alertsPerDay: 30 / 7, declined: 12, reviewed: 18, caughtFrauds: 9, caughtCents: 120_050 },
  ...{ missedFrauds: 1, missedCents: 2_000_000, goodFlagged: 4, goodFlaggedCents: 9_900 },
};

test("each place of a handle is told apart in words, from nothing to everything", () => {
  const words = PLACES.map(lineWords);
  expect(new Set(words).size).toBe(PLACES.length);
  expect([words[0], words.at(-1)].map((each) => plain(each ?? ""))).toEqual(["0 %", "100 %"]);
  expect(plain(lineWords(0.0034))).toBe("0.34 %");
});

test("a line that was tried stands at the place that counts like it", () => {
  expect(lineAt(placeOf(0.07))).toBe(0.07);
  expect(lineAt(placeOf(0.0712))).toBe(0.08);
  expect([lineAt(placeOf(0)), lineAt(placeOf(1))]).toEqual([0, 1]);
});

test("a handle takes the other one along", () => {
  expect(moved({ review: 0.2, decline: 0.6 }, "review", 0.7)).toEqual({ review: 0.7, decline: 0.7 });
  expect(moved({ review: 0.2, decline: 0.6 }, "decline", 0.1)).toEqual({ review: 0.1, decline: 0.1 });
  expect(moved({ review: 0.2, decline: 0.6 }, "decline", 0.3)).toEqual({ review: 0.2, decline: 0.3 });
});

test("alerts a day, frauds and money are told, and once more in one sentence when a handle rests", () => {
  expect(ROWS.map(({ cell }) => cell(AT))).toEqual([
    ["4.3", "30 in all"],
    ["9 of 10", "$1,200.50"],
    ["1", "$20,000"],
    ["4", "$99.00"],
    ["12", ""],
    ["18", ""],
  ]);
  expect(restWords(AT)).toBe("4.3 alerts a day. 9 of 10 known frauds caught, $20,000 missed.");
  expect(restWords({ ...AT, caughtFrauds: 0, missedFrauds: 0 })).toBe("4.3 alerts a day. No fraud is known.");
});

test("there are handles for situations in which the model decides, and for no others", () => {
  const cell = { situation: "stream", decidedBy: "model" };
  const scores = [cell, { situation: "first", decidedBy: "policy" }];
  expect(situationsIn({ scores } as never).map(({ situation }) => situation)).toEqual(["stream"]);
});

test("lines of a model that does not decide cannot be used", () => {
  const policy = { champion: "aaaaaaaaaaaa" } as never;
  expect(notUsable({ model: "aaaaaaaaaaaa" }, { policy })).toBeNull();
  expect(notUsable({ model: "bbbbbbbbbbbb" }, { policy })).toMatch(/^Scores of bbbbbbbbbbbb were counted/);
  expect(notUsable({ model: "bbbbbbbbbbbb" }, { policy })).toMatch(/the champion first, or try aaaaaaaaaaaa above\.$/);
});

test("thresholds that people have set are told, and those that nobody set are not", () => {
  expect(setLinesWords({})).toEqual([]);
  expect(setLinesWords({ snapshot: { review: null, decline: null } })).toEqual([]);
  expect(
    setLinesWords({ stream: { review: 0.1, decline: 0.17 }, first: { review: null, decline: 0.5 } }).map(plain),
  ).toEqual([
    "cards that have paid before: sent to a person from 10 %, declined from 17 %",
    "first payments of cards: declined from 50 %",
  ]);
});
