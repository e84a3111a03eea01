import { expect, test } from "vitest";
import { agrees, choiceWords, qualityWords, sinceOf, speakerWords, verdictWords } from "./verdicts.ts";

const declined = { outcome: "decline" } as const;
const approved = { outcome: "approve" } as const;

test("a legitimate payment is a false alarm only where there was an alarm", () => {
  expect([verdictWords("legitimate", declined), verdictWords("legitimate", approved)]).toEqual([
    "a false alarm",
    "legitimate",
  ]);
  expect([choiceWords("legitimate", declined), choiceWords("legitimate", approved)]).toEqual([
    "False alarm",
    "It is legitimate",
  ]);
});

test("it is said who said it, and where", () => {
  expect(speakerWords({ by: "ada@example.org", via: "mail" })).toBe("by ada@example.org, from the mail");
  expect(speakerWords({ by: "ada@example.org", via: "board" })).toBe("by ada@example.org");
  expect(speakerWords({ by: "stripe", via: "source" })).toBe("by stripe");
  expect(speakerWords({ by: "board", via: "source" })).toBe("by board");
  expect(speakerWords({ by: "slack:1f3a", via: "mail" })).toBe("from Slack");
  expect([speakerWords({ by: "board", via: "board" }), speakerWords({ by: "api", via: "api" })]).toEqual([
    "at the board",
    "by a program",
  ]);
});

test("fraud agrees with a flag, and legitimate with none", () => {
  expect(agrees({ verdict: "fraud", ...declined })).toBe(true);
  expect(agrees({ verdict: "legitimate", ...declined })).toBe(false);
  expect(agrees({ verdict: "fraud", ...approved })).toBe(false);
  expect(agrees({ verdict: "legitimate", ...approved })).toBe(true);
});

test("precision and recall in words, and nothing claimed where nothing is known", () => {
  const none = { known: 0, caught: 0, falseAlarms: 0, missed: 0, precision: null, recall: null };
  expect(qualityWords(none)).toEqual(["–", "no verdicts or labels yet"]);
  expect(qualityWords({ known: 100, caught: 9, falseAlarms: 1, missed: 3, precision: 0.9, recall: 0.75 })).toEqual([
    "90\u00a0%",
    "recall 75\u00a0% of 12 frauds",
  ]);
  expect(qualityWords({ ...none, known: 1, falseAlarms: 1, precision: 0 })).toEqual(["0\u00a0%", "1 false alarm"]);
  expect(qualityWords({ ...none, known: 3000 })).toEqual(["–", "no fraud among 3,000 known"]);
});

test("a problem that is an incident says since when", () => {
  const incident = { kind: "feed", since: "2026-11-20T10:00:00.000Z", detail: "The feed failed (500).", lasts: true };
  expect(sinceOf("The feed failed (500).", [incident])).toBe(incident.since);
  expect(sinceOf("No poll for 4 minutes.", [incident])).toBeNull();
  expect(sinceOf("The feed failed (500).", [{ ...incident, lasts: false }])).toBeNull();
});
