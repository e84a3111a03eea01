// The port of the store, topic incidents: times in which something did not work.
import type { OwedMessage } from "./outbox.ts";

export interface Incident {
  id: string;
  /** Stable code: `no_tick`, `no_payment`, `feed`, `outbox`, `model`, … */
  kind: string;
  startedAt: number;
  /** Epoch ms; null while it lasts. */
  endedAt: number | null;
  /** What did not work, in plain words. */
  detail: string;
}

/** What a look at health found, and the messages that report it. */
export interface IncidentChanges {
  /** An incident that is stored already, or whose kind still has one open, changes nothing. */
  opened: Incident[];
  ended: { id: string; endedAt: number }[];
  messages: OwedMessage[];
}

export interface IncidentStore {
  /** Incidents with a moment in [from, to), the earliest first. */
  incidents(from: number, to: number): Promise<Incident[]>;
  /** Incidents that still last, the earliest first. */
  lastingIncidents(): Promise<Incident[]>;
  /** Writes all of it or nothing. */
  changeIncidents(changes: IncidentChanges): Promise<void>;
}
