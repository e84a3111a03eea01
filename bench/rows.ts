// Endless payments for the bench: some days of the simulator's made-up world over and over, each lap later in time and
// under new ids. Cards keep their natural rhythm, so that histories, outcomes and costs are realistic.

import { objectJson } from "../simulator/body.ts";
import { createWorld, naturalRate } from "../simulator/world/world.ts";
import { DAY_MS } from "../worker/duration.ts";

/** The first lap begins this far back, so that no lap reaches the future. */
const FIRST_LAP_DAYS_AGO = 900;
const LAP_DIGITS = 6;

export interface RowSource {
  /** The next payments as JSON objects, as `POST /api/payments` takes them, in order of time. */
  next(count: number): string[];
  /** Number of payments in one lap. */
  lap: number;
}

export function rowSource(options: { cards: number; days: number; fraudShare?: number }): RowSource {
  const { cards, days, fraudShare = 0.005 } = options;
  const world = createWorld({
    seed: 7,
    cards,
    paymentsPerMinute: naturalRate(cards),
    fraudShare,
    fraudHours: "natural",
    timezone: "UTC",
  });
  const firstDay = Math.floor(Date.now() / DAY_MS) - FIRST_LAP_DAYS_AGO;
  const templates = Array.from({ length: days }, (_, day) => world.day(firstDay + day)).flat();
  const pieces = templates.map((row) => {
    const [beforeId = "", afterId = ""] = objectJson(row).split(`"${row.id}"`);
    const [beforeTime = "", afterTime = ""] = afterId.split(`"current_time":${row.paidAt}`);
    return { beforeId, id: row.id.slice(0, -LAP_DIGITS), beforeTime, paidAt: row.paidAt, afterTime };
  });
  let at = 0;
  let lap = 0;
  const one = () => {
    const piece = pieces[at];
    if (piece === undefined) throw new Error("the world has no payments: more cards or days are needed");
    const id = piece.id + lap.toString(16).padStart(LAP_DIGITS, "0");
    const paidAt = piece.paidAt + lap * days * DAY_MS;
    at += 1;
    if (at === pieces.length) {
      at = 0;
      lap += 1;
    }
    return `${piece.beforeId}"${id}"${piece.beforeTime}"current_time":${paidAt}${piece.afterTime}`;
  };
  return { next: (count) => Array.from({ length: count }, one), lap: pieces.length };
}
