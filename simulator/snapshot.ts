// The snapshot feed: rows drawn at random from the past and stamped with the current time, as the real API does.
import type { FeedRow } from "./row.ts";
import type { Source } from "./source.ts";
import type { Random } from "./world/random.ts";
import { choose, wholeBelow } from "./world/random.ts";
import type { World } from "./world/world.ts";

const DAYS_BACK = 365;
/** Draws before the answer is empty, for a world with next to no payments. */
const MOST_TRIES = 100_000;

function stamped(rows: FeedRow[], now: number): FeedRow[] {
  return rows.map((row) => ({ ...row, paidAt: now }));
}

/** One payment of the world's last year before `today`. Every payment is equally likely. */
function drawRow(world: World, today: number, random: Random): FeedRow | null {
  for (let i = 0; i < MOST_TRIES; i++) {
    const card = choose(random, world.cards);
    const day = today - 1 - wholeBelow(random, DAYS_BACK);
    // Card dates with more payments must be drawn more often: a slot is drawn, and an empty slot means "draw again".
    const row = world.cardDay(card, day)[wholeBelow(random, world.mostPerCardDay)];
    if (row !== undefined) return { ...row, index: (today - day) * world.cards.length + card.index };
  }
  return null;
}

export function createWorldSnapshot(world: World, startedAt: number, rowsPerAnswer: number, random: Random): Source {
  const today = world.zone.dayOf(startedAt);
  return {
    kind: "world",
    answer: (_caller, now) => {
      const drawn = Array.from({ length: rowsPerAnswer }, () => drawRow(world, today, random));
      return {
        rows: stamped(
          drawn.filter((row) => row !== null),
          now,
        ),
        delivered: () => {},
      };
    },
  };
}

export function createFileSnapshot(rows: readonly FeedRow[], rowsPerAnswer: number, random: Random): Source {
  return {
    kind: "replay",
    answer: (_caller, now) => ({
      rows: stamped(
        Array.from({ length: rowsPerAnswer }, () => choose(random, rows)),
        now,
      ),
      delivered: () => {},
    }),
  };
}
