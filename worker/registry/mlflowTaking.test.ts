import { describe, expect, test } from "vitest";
import type { Gate } from "../wire/comparison.ts";
import { type FromMlflow, type Standing, takingOf } from "./mlflowTaking.ts";

const from: FromMlflow = { model: "vigie@champion", number: "7", version: "1091a34fd6a2", isNew: true };
const here: Standing = { wasRegistered: false, wasChampion: false, champion: "0123456789ab", challenger: null };
const known = { ...here, wasRegistered: true };
const FRAUDS = "3 known frauds among 90 matured payments. Fewer than 30 tell too little.";
const proved = {
  code: "golden_vectors" as const,
  passes: true,
  text: "40 golden vectors came out exact to the last bit.",
};
const shut: Gate = { passes: false, checks: [proved, { code: "frauds", passes: false, text: FRAUDS }] };
const open: Gate = { passes: true, checks: [proved] };
const WHO = "Version 7 of vigie@champion in MLflow (model 1091a34fd6a2)";

test("a new version is registered, and becomes what was set", () => {
  expect(takingOf(from, "candidate", here, open)).toEqual({
    role: null,
    said: `${WHO} is a candidate now`,
  });
  expect(takingOf(from, "challenger", here, open)).toEqual({
    role: "challenger",
    said: `${WHO} is the challenger now`,
  });
  expect(takingOf(from, "champion", here, open)).toEqual({
    role: "champion",
    said: `${WHO} is the champion now`,
  });
});

test("what the gate does not let through as champion becomes the challenger, and why is said", () => {
  expect(takingOf(from, "champion", here, shut)).toEqual({
    role: "challenger",
    said: `${WHO} is the challenger now, and not the champion: ${FRAUDS}`,
  });
});

test("a challenger that was there before is named", () => {
  expect(takingOf(from, "challenger", { ...here, challenger: "ba9876543210" }, shut).said).toBe(
    `${WHO} is the challenger now, in place of ba9876543210`,
  );
});

describe("a bundle that is registered already", () => {
  test("stays what it is when only candidates are taken in", () => {
    expect(takingOf(from, "candidate", known, open)).toEqual({
      role: null,
      said: `${WHO} was registered already; it stays what it is`,
    });
  });

  test("becomes what was set when the alias has come to point to it: back to an older one, too", () => {
    expect(takingOf(from, "challenger", known, shut).role).toBe("challenger");
    expect(takingOf(from, "champion", { ...known, wasChampion: true }, open).role).toBe("champion");
  });

  test("stays champion, whatever was set", () => {
    for (const takesAs of ["candidate", "challenger", "champion"] as const) {
      expect(takingOf(from, takesAs, { ...known, champion: from.version }, open)).toEqual({
        role: null,
        said: `${WHO} decides here already`,
      });
    }
  });

  test("stays challenger, and the gate's word is said", () => {
    const challenging = { ...known, challenger: from.version };
    expect(takingOf(from, "challenger", challenging, open)).toMatchObject({
      role: null,
      said: `${WHO} is the challenger already`,
    });
    expect(takingOf(from, "champion", challenging, shut)).toMatchObject({
      role: null,
      said: `${WHO} is the challenger already, and not the champion: ${FRAUDS}`,
    });
  });
});

describe("while the alias points to the same version", () => {
  const same = { ...from, isNew: false };

  test.each(["candidate", "challenger", "champion"] as const)(
    "nothing is undone that people set here (%s)",
    (takesAs) => {
      // Taken from the challenger's place, gone back from, or never more than a candidate.
      const standings = [
        known,
        { ...known, wasChampion: true },
        { ...known, wasChampion: true, challenger: same.version },
      ];
      for (const standing of standings) {
        expect(takingOf(same, takesAs, standing, open)).toEqual({ role: null, said: null });
      }
    },
  );

  test("a version that waited at the gate becomes champion once the gate lets it", () => {
    const waiting = { ...known, challenger: same.version };
    expect(takingOf(same, "champion", waiting, shut)).toEqual({ role: null, said: null });
    expect(takingOf(same, "champion", waiting, open)).toEqual({
      role: "champion",
      said: `${WHO} has passed the gate meanwhile, and is the champion now`,
    });
    expect(takingOf(same, "challenger", waiting, open).role).toBeNull();
  });
});
