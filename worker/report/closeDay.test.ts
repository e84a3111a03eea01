import { expect, test } from "vitest";
import type { ClosedDay } from "../store/reports.ts";
import type { Commit } from "../store/store.ts";
import { dayOf } from "../zone.ts";
import { type ClosePorts, closeDay } from "./closeDay.ts";

const SETTINGS = { currency: "USD", reportZone: "Europe/Paris", silenceMs: 900_000 };
const WRITER = { epoch: 7, lastSeq: 0 };
const OVER = dayOf("Europe/Paris", "2026-10-25")?.to ?? 0;

/** A store without payments, and a clock that only moves when someone waits. */
function place(nowMs: number, known: ClosedDay | null = null) {
  const commits: { epoch: number; commit: Commit }[] = [];
  let clock = nowMs;
  const ports: ClosePorts = {
    store: {
      closedDay: async () => known,
      commit: async (epoch, commit) => {
        commits.push({ epoch, commit });
      },
      facts: async () => ({
        tallies: [],
        largest: [],
        cards: [],
        reasons: [],
        rejects: [],
        silences: [],
        paidBetween: null,
      }),
      incidents: async () => [],
    },
    now: () => clock,
    wait: async (ms) => {
      clock += ms;
    },
  };
  return { commits, ports };
}

test("a day is closed as it is known, by the writer of the moment", async () => {
  const { commits, ports } = place(OVER);
  await closeDay("2026-10-25", WRITER, SETTINGS, ports);
  expect(commits).toMatchObject([
    { epoch: 7, commit: { closedDays: [{ zone: "Europe/Paris", date: "2026-10-25", closedAt: OVER }] } },
  ]);
  // Anything stored from now on has a later time.
  expect(ports.now()).toBeGreaterThan(OVER);
});

test.each([
  ["2026-10-25", OVER - 1],
  ["2026-10-26", OVER],
  ["2026-13-25", OVER],
])("%s cannot be closed at %d, since it is not over", async (date, nowMs) => {
  const { commits, ports } = place(nowMs);
  await expect(closeDay(date, WRITER, SETTINGS, ports)).rejects.toThrow(`${date} is not over in Europe/Paris`);
  expect(commits).toEqual([]);
});

test("a clock that is set back while a day is closed holds nobody up", async () => {
  const { commits, ports } = place(OVER);
  let waitedMs = 0;
  const wait = async (ms: number) => {
    waitedMs += ms;
  };
  const now = () => (commits.length === 0 ? OVER : OVER - 86_400_000);
  await closeDay("2026-10-25", WRITER, SETTINGS, { ...ports, now, wait });
  expect(commits).toHaveLength(1);
  expect(waitedMs).toBeLessThanOrEqual(1_000);
});

test("a day that is closed stays as it is", async () => {
  const { commits, ports } = place(OVER, { zone: "Europe/Paris", date: "2026-10-25", closedAt: 1, report: "{}" });
  await closeDay("2026-10-25", WRITER, SETTINGS, ports);
  expect(commits).toEqual([]);
});
