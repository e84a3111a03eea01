// The port of the store: times in which something did not work.
import type { OwedMessage } from "./outbox.ts";

export interface Incident {
  id: string;
  /** Stable code: `no_tick`, `no_payment`, `feed`, `outbox`, `model`, … */
  kind: string;
  startedAt: number;
  /** Null while it lasts. */
  endedAt: number | null;
  /** In plain words. */
  detail: string;
}

/** What a look has found, and the messages that say so. */
export interface IncidentChanges {
  /** Those that are here already, or of a kind that lasts, are left as they are. */
  opened: Incident[];
  ended: { id: string; endedAt: number }[];
  messages: OwedMessage[];
}

export interface IncidentStore {
  /** Those with a moment in [from, to), the earliest first. */
  incidents(from: number, to: number): Promise<Incident[]>;
  /** Those that last, the earliest first. */
  lastingIncidents(): Promise<Incident[]>;
  /** All of it or nothing. */
  changeIncidents(changes: IncidentChanges): Promise<void>;
}
