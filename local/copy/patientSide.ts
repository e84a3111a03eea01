// A side of a copy that is asked again when a connection broke, and whose errors say in a sentence which side it was, and
// what to do.
import { againIfBrokenOff } from "../../worker/store/retryWrites.ts";
import { Superseded } from "../../worker/store/store.ts";
import { messagesOf } from "../../worker/store/trouble.ts";
import { Mendable, reasonOf } from "../errorSentence.ts";
import { databaseReasonOf } from "../postgresTables.ts";
import type { Side } from "./side.ts";

/** All of it may run twice: rows replace those with the same keys, and taking the writer only makes the epoch newer. */
export function patientSide(side: Side, pausesMs: readonly number[]): Side {
  async function asked<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await againIfBrokenOff(question, pausesMs);
    } catch (error) {
      if (error instanceof Superseded) throw error;
      throw troubleAt(side.place, error);
    }
  }
  return {
    kind: side.kind,
    place: side.place,
    takeWriter: () => asked(() => side.takeWriter()),
    page: (...given) => asked(() => side.page(...given)),
    find: (...given) => asked(() => side.find(...given)),
    put: (...given) => asked(() => side.put(...given)),
    paidBehind: (...given) => asked(() => side.paidBehind(...given)),
    drop: (...given) => asked(() => side.drop(...given)),
    close: () => side.close(),
  };
}

/** What went wrong there, for the person who runs the copy. */
export function troubleAt(place: string, error: unknown): Mendable {
  const isUnheard = reasonOf(error) !== null || /compute node/i.test(messagesOf(error));
  const reason = databaseReasonOf(error).replace(/: try again$/, "");
  const problem = isUnheard ? `could not be asked: ${reason}` : `answered with an error: ${reason}`;
  return new Mendable(`${place} ${problem}. Run this again: it goes on where it was`, { cause: error });
}
