// What a challenger costs a payment: the decider's own `decideGroup` on the same groups, without a challenger and with one.
import type { Arrival } from "../worker/pipeline/arrival.ts";
import { decideGroup, type Known } from "../worker/pipeline/decideGroup.ts";
import type { Detector, Models } from "../worker/scoring/detector.ts";
import { type Measurement, REPEATS, ratios } from "./measure.ts";
import { SETTINGS } from "./vigieSettings.ts";

/** A group, and what is known of its cards: made anew for each decision, which changes the histories in place. */
export interface Group {
  arrivals: Arrival[];
  known: () => Promise<Known>;
}

/** In microseconds. */
interface Spent {
  wall: number;
  processor: number;
}

/** `groups` gives other payments at each call. */
export async function challengedCosts(
  { champion, challenger }: { champion: Detector; challenger: Detector },
  groups: () => Group[],
): Promise<Measurement[]> {
  const rounds: { alone: Spent; both: Spent }[] = [];
  for (let round = 0; round < REPEATS; round += 1) rounds.push(await roundOf({ champion, challenger }, groups()));
  const alone = rounds.map((round) => round.alone.wall);
  const both = rounds.map((round) => round.both.wall);
  const row = (what: string, values: number[], unit: "µs" | "×" = "µs"): Measurement => {
    return { what, unit, values, target: null };
  };
  return [
    {
      ...row(
        "a challenger beside it, in batches of 100, each",
        rounds.map(({ alone, both }) => both.wall - alone.wall),
      ),
      target: { atMost: 60 },
      note: "as large as the champion: its features, its score, its outcome; nothing is explained",
    },
    row(
      "  processor time",
      rounds.map(({ alone, both }) => both.processor - alone.processor),
    ),
    row("  deciding with it to deciding without it", ratios(both, alone), "×"),
    row("  deciding without it", alone),
  ];
}

/** Per payment. */
async function roundOf({ champion, challenger }: Models, groups: Group[]): Promise<{ alone: Spent; both: Spent }> {
  const spent = { alone: { wall: 0, processor: 0 }, both: { wall: 0, processor: 0 } };
  const payments = groups.reduce((sum, { arrivals }) => sum + arrivals.length, 0);
  for (const [at, { arrivals, known }] of groups.entries()) {
    // They take turns at being first, since the first one finds the processor's caches cold.
    for (const which of at % 2 === 0 ? (["alone", "both"] as const) : (["both", "alone"] as const)) {
      const models = { champion, challenger: which === "alone" ? null : challenger };
      const { wall, processor } = await spentOn(arrivals, await known(), models);
      spent[which].wall += wall / payments;
      spent[which].processor += processor / payments;
    }
  }
  return spent;
}

async function spentOn(arrivals: readonly Arrival[], known: Known, models: Models): Promise<Spent> {
  const beganAt = performance.now();
  const used = process.threadCpuUsage();
  const { entries } = await decideGroup(arrivals, known, SETTINGS, { models, now: Date.now });
  const { user, system } = process.threadCpuUsage(used);
  const wall = (performance.now() - beganAt) * 1000;
  if (entries.payments.length !== arrivals.length) throw new Error("a payment of the bench was refused");
  const isChallenged = entries.payments.every(({ challengerOutcome }) => challengerOutcome !== null);
  if (isChallenged !== (models.challenger !== null)) throw new Error("the challenger of the bench failed");
  return { wall, processor: user + system };
}
