// The port of the store: times in which something did not work.

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

export interface IncidentStore {
  /** Those with a moment in [from, to), the earliest first. */
  incidents(from: number, to: number): Promise<Incident[]>;
}
