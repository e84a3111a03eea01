// What every part of the bench is given, and what it answers.
import type { Measurement } from "./measure.ts";

export interface Part {
  name: string;
  /** One line for --help. */
  about: string;
  run: (context: PartContext) => Promise<Measurement[]>;
}

export interface PartContext {
  /** True for a shorter run with fewer repeats and payments: for a look, not for the record. */
  quick: boolean;
  /** How long the store stays away where it goes away under load. */
  awaySeconds: number;
  /** Shows what is being done at the moment. */
  progress: (text: string) => void;
}
