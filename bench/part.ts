// What every part of the bench is given, and answers.
import type { Measurement } from "./measure.ts";

export interface Part {
  name: string;
  /** One line for --help. */
  about: string;
  run: (context: PartContext) => Promise<Measurement[]>;
}

export interface PartContext {
  /** Shorter: fewer repeats and payments, for a look rather than for the record. */
  quick: boolean;
  /** Says what is being done right now. */
  progress: (text: string) => void;
}
