import { Mendable } from "../local/errorSentence.ts";
/** A file of payments that cannot be used as it is: one sentence for the person who named it. */
export class UnusableFile extends Mendable {
  override name = "UnusableFile";
}
