// Beats: the cron, and other callers that come by, make sure that an object's alarm is alive.

/** An alarm that is this late is dead: the platform gives one up after six failures. */
const OVERDUE_MS = 30_000;

export function isDead(alarm: number | null, nowMs: number): boolean {
  return alarm !== null && alarm < nowMs - OVERDUE_MS;
}

/** Sets the alarm to `firstAtMs` where there is none, and to now where it is dead. Harmless when called twice. */
export async function revive(storage: DurableObjectStorage, nowMs: number, firstAtMs = nowMs): Promise<void> {
  const alarm = await storage.getAlarm();
  if (alarm === null) await storage.setAlarm(firstAtMs);
  else if (isDead(alarm, nowMs)) await storage.setAlarm(nowMs);
}
