// Limits the calls per minute for each address. It counts as the real API does: in windows of a minute from the first
// call.

const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 10_000;

/** Answers 0 when the call may pass, otherwise the seconds until it may. */
export function createLimit(callsPerMinute: number): (address: string, now: number) => number {
  const windows = new Map<string, { beganAt: number; calls: number }>();
  return (address, now) => {
    if (callsPerMinute === 0) return 0;
    const window = windows.get(address);
    if (window === undefined || now - window.beganAt >= WINDOW_MS) {
      if (windows.size >= MOST_ADDRESSES) windows.clear();
      windows.set(address, { beganAt: now, calls: 1 });
      return 0;
    }
    window.calls += 1;
    if (window.calls <= callsPerMinute) return 0;
    return Math.max(1, Math.ceil((window.beganAt + WINDOW_MS - now) / 1000));
  };
}

export function limitBody(callsPerMinute: number): string {
  return `{"error":"Rate limit exceeded: ${callsPerMinute} per 1 minute"}`;
}
