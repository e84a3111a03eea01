import { expect, test } from "vitest";
import type { Comparison } from "../../../worker/wire/comparison.ts";
import type { ModelList } from "../../../worker/wire/models.ts";
import {
  changeWords,
  dateAndTime,
  differenceInterval,
  differenceWords,
  figureWords,
  formerChampion,
  intervalWords,
  learnedWords,
  maturedWords,
  missingWords,
  perDayWords,
  pointsWords,
  registeredWords,
  reviewWords,
  shareWords,
  since,
  truthWords,
} from "./words.ts";

const amount = (payments: number) => ({ payments, amount: `${payments * 10}.00` });
const flip = (fraud: number, legitimate: number, unknown: number) => ({
  payments: fraud + legitimate + unknown,
  truth: { fraud: amount(fraud), legitimate: amount(legitimate), unknown: amount(unknown) },
});
const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("a flip says what its payments were, and of how many nobody has said", () => {
  expect(truthWords(flip(12, 3, 26))).toBe("of which 12 known fraud, 3 known good; of 26 nobody has said");
  expect(truthWords(flip(1, 0, 0))).toBe("of which 1 known fraud, 0 known good");
  expect(truthWords(flip(0, 0, 9))).toBe("nobody has said what they were");
  expect(truthWords(flip(0, 0, 0))).toBe("none");
  expect(reviewWords({ toReview: 8, fromReview: 0 })).toBe("8 of them would go to a person");
  expect(reviewWords({ toReview: 0, fromReview: 26 })).toBe("26 of them go to a person now");
  expect(reviewWords({ toReview: 0, fromReview: 0 })).toBe("");
});

test("a share stands with its counts and its interval; of nothing there is none", () => {
  const share = { value: 0.75, part: 30, of: 40, low: 0.598, high: 0.858 };
  expect(plain(shareWords(share))).toBe("75 %, 30 of 40");
  expect(plain(intervalWords(share))).toBe("95 % sure: 60 % to 86 %");
  expect([shareWords(null), intervalWords(null)]).toEqual(["–", "nothing matured yet"]);
});

test("a difference says whether chance may be all of it", () => {
  const words = (value: number, low: number, high: number) => {
    const difference = { value, low, high };
    return `${differenceWords(difference)}, ${differenceInterval(difference)}`;
  };
  expect(words(0.155, 0.056, 0.245)).toBe("+15.5 points, +5.6 to +24.5: better");
  expect(words(-0.156, -0.254, -0.045)).toBe("−15.6 points, −25.4 to −4.5: worse");
  expect(words(0, -0.047, 0.047)).toBe("0 points, −4.7 to +4.7: may be chance");
  expect([differenceWords(null), differenceInterval(null)]).toEqual(["–", ""]);
  expect(pointsWords(-0.0001)).toBe("0");
});

test("alerts are told a day, and in shorter times as they were", () => {
  const hours = (count: number) => ({
    from: "2026-11-01T00:00:00.000Z",
    to: new Date(Date.UTC(2026, 10, 1, count)).toISOString(),
  });
  expect(perDayWords(240, hours(48))).toBe("120 a day");
  expect(perDayWords(5, hours(48))).toBe("2.5 a day");
  expect(plain(perDayWords(5, hours(3)))).toBe("5 in 3 h");
});

test("what counts, and what does not count yet, is said with the reason", () => {
  const words = (young: Comparison["young"]) =>
    plain(maturedWords({ matured: { payments: 100, frauds: 1 }, matureDays: 7, young } as Comparison));
  const rule =
    "A payment counts when it is 7 days old; unless someone has said that it was fraud, it then counts as good.";
  expect(words({ payments: 0, known: 0, count: false })).toBe(
    `100 payments counted, 1 known fraud among them. ${rule}`,
  );
  expect(words({ payments: 1, known: 0, count: false })).toContain("1 younger payment will count later");
  expect(words({ payments: 100, known: 99, count: true })).toBe(
    "Young payments count as well: what they were is known of 99 %. 100 payments counted, 1 known fraud among them.",
  );
});

test("a bundle that was here already is not told as new", () => {
  const words = (state: "candidate" | "retired", status: number) => registeredWords({ version: "a", state }, status);
  expect(words("candidate", 201)).toBe("a is proved, and a candidate now.");
  expect(words("retired", 201)).toBe("a is proved and registered; its state here: retired.");
  expect(words("retired", 200)).toBe("a was registered already; its state here: retired.");
});

test("a model's figures tell it from another one, and what its bundle lacks is left out", () => {
  const stream = { prAuc: 0.998575, precision: 0.974772, recall: 0.992003 };
  expect(plain(figureWords({ stream }) ?? "")).toBe(
    "On held-out cards: PR-AUC 0.9986, precision 97.5 %, recall 99.2 %",
  );
  expect(plain(figureWords({ stream: { recall: 1, prAuc: "?" } }) ?? "")).toBe("On held-out cards: recall 100.0 %");
  expect([null, undefined, "?", {}, { stream: null }, { stream: 3 }].map(figureWords)).toEqual(Array(6).fill(null));
});

test("both ends of a span have their day, also today's", () => {
  expect(dateAndTime(new Date().toISOString(), "UTC")).toMatch(/^\d+ \w+ \d{4}, \d\d:\d\d$/);
  expect(dateAndTime("2026-11-30T23:30:00.000Z", "Europe/Paris")).toBe("1 Dec 2026, 00:30");
});

test("what is missing before a model decides is said", () => {
  const words = (refused: boolean, overriding: boolean, note: string) =>
    missingWords({ asked: true, refused, overriding, note });
  expect(words(true, false, "why")).toBe("Tick that you override the gate.");
  expect(words(true, false, " ")).toBe("Tick that you override the gate, and say why.");
  expect([words(true, true, ""), words(false, false, "")]).toEqual(["Say why.", "Say why."]);
  expect([words(true, true, "why"), words(false, false, "why")]).toEqual([null, null]);
  const unasked = missingWords({ asked: false, refused: false, overriding: false, note: "why" });
  expect(unasked).toBe("The gate has not answered yet.");
});

const SHIPPED = "cccccccccccc";
function answer(
  policy: { champion: string; challenger: string | null },
  ...history: [string, string | null][]
): ModelList {
  return {
    policy: { version: history.length, followsShipped: false, ...policy },
    goBackTo: null,
    shipped: SHIPPED,
    models: [],
    history: history.map(([champion, challenger], at) => ({
      ...{ version: history.length - at, at: `2026-11-${20 - at}T00:00:00.000Z`, by: "ann", via: "board", note: null },
      ...{ champion, challenger, followsShipped: false },
    })),
  };
}

test("the model to go back to is the one that the server names; after going back there is none", () => {
  const models = answer({ champion: "b", challenger: "d" }, ["b", "d"], ["b", null], ["a", "b"], [SHIPPED, "a"]);
  expect(formerChampion(models)).toBeNull();
  expect(formerChampion({ ...models, goBackTo: "a" })).toEqual({ champion: "a", followsShipped: false });
  const first = { ...answer({ champion: "a", challenger: null }, ["a", null]), goBackTo: SHIPPED };
  expect(formerChampion(first)).toEqual({ champion: SHIPPED, followsShipped: true });
  // Another one is shipped since then: the one of then is named, since following would lead elsewhere.
  const [newest] = first.history;
  const followed = newest === undefined ? [] : [newest, { ...newest, champion: "old", followsShipped: true }];
  const old = formerChampion({ ...first, goBackTo: "old", history: followed });
  expect(old).toEqual({ champion: "old", followsShipped: false });
});

test("since when a model is in use does not begin anew with a change of the other", () => {
  const models = answer({ champion: "b", challenger: "d" }, ["b", "d"], ["b", null], ["a", "b"]);
  expect(since(models, "champion")?.version).toBe(2);
  expect(since(models, "challenger")?.version).toBe(3);
  expect(since(answer({ champion: SHIPPED, challenger: "d" }, [SHIPPED, "d"]), "champion")).toBeNull();
});

test("a change is told by what it changed", () => {
  expect(changeWords({ champion: "b", challenger: null }, { champion: "a", challenger: "b" })).toBe(
    "b decides, in place of a; b is no challenger any more",
  );
  expect(changeWords({ champion: "a", challenger: "b" }, { champion: "a", challenger: null })).toBe(
    "b is the challenger",
  );
  expect(changeWords({ champion: "a", challenger: null }, { champion: "a", challenger: null })).toBe("nothing changed");
});

test("the shipped model learned dollars, which is said where sums are in other money", () => {
  expect(learnedWords("USD")).toBe("");
  expect(learnedWords("JPY")).toBe(" It learned from US dollars, and takes one unit of JPY for one dollar.");
});
