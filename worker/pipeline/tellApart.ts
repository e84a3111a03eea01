// Tells apart, in a decider's memory, the categories that older versions counted together in histories. It is done once, beside the
// decisions, when a model comes that reads them (docs/own-model.md).

import { MINUTE_MS } from "../duration.ts";
import type { CardHistory } from "../features/history.ts";
import { decodeHistory, encodeHistory } from "../features/historyCodec.ts";
import { isTogether, tellApart } from "../features/toldApart.ts";
import type { CardPast, ReplayStore } from "../store/replay.ts";
import type { Cell } from "../storedCell.ts";
import type { Memory } from "./memory.ts";

/** Histories that are looked at in one step, and cards that are asked for in one question. */
const PAGE = 100;
/** Before everything: all of a card's payments came later. */
const BEGINNING = { paidAt: 0, id: "" };
/** A card of which something always waits is left as it is in the end. Its features of a category stay missing. */
const MOST_ROUNDS = 10;
const ROUND_MS = MINUTE_MS;

/** How far it has come. */
export interface Telling {
  /** The last card that was looked at in this round; null before the first. */
  after: string | null;
  /** Cards of this round that had something that was not recorded. */
  left: number;
  rounds: number;
  /** When the next round begins, epoch ms. Null once all is done. */
  nextAt: number | null;
}

const NOT_BEGUN: Telling = { after: null, left: 0, rounds: 0, nextAt: 0 };

export interface TellingPorts {
  memory: Pick<Memory, "historiesAfter" | "exchangeHistory">;
  cell: Cell<Telling>;
  store: Pick<ReplayStore, "pastsOf">;
  /** Nothing is decided meanwhile: a group that has read a history would write over what is told apart in it. */
  inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  now: () => number;
}

export function createTelling({ memory, cell, store, inTurn, now }: TellingPorts) {
  const telling = (): Telling => cell.get() ?? NOT_BEGUN;
  /** Grows when all is forgotten: a page from before is of histories that are there no more. */
  let memories = 0;
  return {
    /** Epoch ms from which there is something to do; null once all is done. */
    nextAt: () => telling().nextAt,
    /** The memory is filled anew. */
    forget() {
      memories += 1;
      cell.delete();
    },

    /** One page. Returns whether there is more to do now. Throws when the store failed: then the same page is due again. */
    async step(): Promise<boolean> {
      const { after, left, rounds, nextAt } = telling();
      if (nextAt === null || nextAt > now()) return false;
      const own = memories;
      const page = memory.historiesAfter(after, PAGE);
      const together = new Map(page.filter(([, text]) => needsTelling(text)));
      const pasts = together.size === 0 ? [] : await store.pastsOf([...together.keys()], BEGINNING);
      const told = await inTurn(async () => {
        return pasts.filter((past) => tell(past, together.get(past.cardId) ?? "", memory)).length;
      });
      if (memories !== own) return false;
      const leftNow = left + pasts.length - told;
      const last = page.at(-1);
      if (page.length === PAGE && last !== undefined) {
        cell.put({ after: last[0], left: leftNow, rounds, nextAt });
        return true;
      }
      const isDone = leftNow === 0 || rounds + 1 >= MOST_ROUNDS;
      cell.put({ ...NOT_BEGUN, rounds: rounds + 1, nextAt: isDone ? null : now() + ROUND_MS });
      return false;
    },
  };
}

function needsTelling(text: string): boolean {
  const history = decoded(text);
  return history !== null && isTogether(history);
}

function tell({ cardId, history: then, later }: CardPast, before: string, memory: TellingPorts["memory"]): boolean {
  const [history, stored] = [decoded(before), then === null ? null : decoded(then)];
  if (history === null || stored === null || !tellApart(history, stored, later)) return false;
  return memory.exchangeHistory(cardId, before, encodeHistory(history));
}

/** One that cannot be read is made anew at its card's next payment. */
function decoded(text: string): CardHistory | null {
  try {
    return decodeHistory(text);
  } catch {
    return null;
  }
}
