import type { Mapping } from "./mapping.ts";

/** A system that Vigie knows how to read. */
export interface Preset {
  /** As in its address. */
  name: string;
  /** As people write it. */
  title: string;
  mapping: Mapping;
  /** Pointers where this system's own ids stand that are long numbers: some look like a card's number, and are none. */
  ownIds: readonly string[];
}
