// When a decider tries again what the store failed to do.

/** After a failure it is tried again in a tenth of the time that it has failed: each alarm is a row written. */
const SHARE = 0.1;
const LEAST_PAUSE_MS = 1_000;
export const LONGEST_PAUSE_MS = 5_000;

export interface PausePorts {
  now: () => number;
  /** Has `onAlarm` of the decider called at this time, or earlier. Epoch ms. */
  wakeAt: (atMs: number) => Promise<void>;
}

export function createPause({ now, wakeAt }: PausePorts) {
  /** Null while it does not fail. Epoch ms. */
  let failsSince: number | null = null;
  return {
    isFailing: () => failsSince !== null,
    async failed(): Promise<void> {
      failsSince ??= now();
      const soonMs = Math.max(LEAST_PAUSE_MS, SHARE * (now() - failsSince));
      await wakeAt(now() + Math.min(LONGEST_PAUSE_MS, soonMs));
    },
    succeeded(): void {
      failsSince = null;
    },
  };
}
