// Deciding comes first: a backtest may share its thread with those who decide. Pure but for its ports.

/** While payments come, others have their turn for as long as the work took: a decision takes several steps, and waits at each. */
const LONGEST_PAUSE_MS = 20;
/** A payment in this time may be followed by another one. */
const SOON_MS = 1_000;
/** Longest time for which those that wait go first: a backtest comes on even where somebody always waits. */
const LONGEST_WAIT_MS = 60;
const LOOK_AGAIN_MS = 2;

export interface Thread {
  now: () => number;
  /** Lets others work for so long. */
  pause: (ms: number) => Promise<void>;
  /** For how long nobody has waited for a decision on this thread. 0 while somebody waits. */
  quietForMs: () => number;
}

/** `tookMs`: what the work took that was done without a pause. */
export async function giveWay({ now, pause, quietForMs }: Thread, tookMs = 0): Promise<void> {
  const untilMs = now() + LONGEST_WAIT_MS;
  // Others' calls are taken only in a pause.
  await pause(quietForMs() < SOON_MS ? Math.min(LONGEST_PAUSE_MS, Math.max(1, tookMs)) : 0);
  while (quietForMs() === 0 && now() < untilMs) await pause(LOOK_AGAIN_MS);
}
