// Payments that are decided and not recorded: what is said of them beside the Worker's own sentence (worker/health/notRecorded.ts). Pure.
import { STORE_NAMES } from "../../../worker/store/store.ts";
import type { HealthWithoutStore } from "../../../worker/wire/board.ts";
import { counted } from "../shared/format.ts";

export interface WaitingWords {
  /** For people who hear the page: it stays the same while the number grows, so it is said once. */
  spoken: string;
  /** Beside the table. */
  unlisted: string;
}

/** Null while nothing waits for longer than the moment that recording takes. */
export function waitingWords(health: Pick<HealthWithoutStore, "waiting" | "store"> | null): WaitingWords | null {
  if (health === null || !health.waiting.lasts || health.waiting.payments === 0) return null;
  const { payments } = health.waiting;
  return {
    spoken: `Decided payments wait for ${STORE_NAMES[health.store]}. Lists, alerts and reports follow once they are recorded.`,
    unlisted: `${counted(payments, "decided payment is", "decided payments are")} not listed yet.`,
  };
}
