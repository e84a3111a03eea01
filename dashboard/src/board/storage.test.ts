import { expect, test } from "vitest";
import { archiveWords, size, storeWords } from "./storage.ts";

const STORAGE = {
  rows: 1_204_311,
  bytes: 1_084_000_000,
  limitBytes: 10e9,
  daysLeft: null,
  measuredAt: "2026-11-20T10:00:00.000Z",
  keptDays: null,
  note: null,
  archive: null,
};
const plain = (words: string) => words.replaceAll("\u00a0", " ");

test("sizes are as fine as they need to be", () => {
  const sizes = [0, 4096, 18_240_000, 999_400_000, 999_600_000, 10e9, 4.2e12, 9e15];
  expect(sizes.map(size).map(plain)).toEqual([
    ...["0 kB", "4.1 kB", "18 MB", "999 MB", "1 GB", "10 GB", "4.2 TB", "9,000 TB"],
  ]);
});

test("the store says what is in it, how large it is, and when it will be full", () => {
  expect(plain(storeWords(STORAGE))).toBe("1,204,311 payments, 1.1 GB of 10 GB");
  expect(plain(storeWords({ ...STORAGE, limitBytes: null }))).toBe("1,204,311 payments, 1.1 GB");
  expect(plain(storeWords({ ...STORAGE, daysLeft: 95.9 }))).toBe(
    "1,204,311 payments, 1.1 GB of 10 GB, full in 95 days",
  );
  expect(plain(storeWords({ ...STORAGE, daysLeft: 0.2 }))).toMatch(/, full within a day$/);
  expect(plain(storeWords({ ...STORAGE, daysLeft: 1397 }))).toMatch(/, room for more than 3 years$/);
  expect(plain(storeWords({ ...STORAGE, daysLeft: 50_000, keptDays: 90 }))).toMatch(
    /of 10 GB, payments older than 90 days leave$/,
  );
  expect(plain(storeWords({ ...STORAGE, rows: 0, bytes: 213_000 }))).toBe("213 kB of 10 GB");
});

test("the archive says which days it has, and what does not work", () => {
  const archive = { days: 12, files: 30, bytes: 3_200_000, lastDate: "2026-11-19", problem: null };
  expect(plain(archiveWords(archive))).toBe("12 days up to Thursday, 19 November 2026, 3.2 MB");
  expect(plain(archiveWords({ ...archive, days: 0, lastDate: null }))).toBe("no day yet");
  expect(plain(archiveWords({ ...archive, problem: "x is no longer in the archive" }))).toBe(
    "12 days up to Thursday, 19 November 2026, 3.2 MB; x is no longer in the archive",
  );
});
