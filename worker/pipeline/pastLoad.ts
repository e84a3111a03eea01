// Counts what is loaded as past, so that a board can say why its figures race, and what part of today was not seen live. Pure.

export interface PastLoad {
  /** Payments of this load so far, repeated ones included. */
  loaded: number;
  /** How many they will be in all. Null when the sender did not say. */
  expected: number | null;
  /** Epoch ms of the newest ones. */
  at: number;
  /** The day that `ofToday` counts: payments made that day, and stored as past. */
  date: string;
  ofToday: number;
}

/** A load that has paused for longer is over, or has died. A batch takes this long only on a machine with much else to do. */
const PAUSE_MS = 15_000;

export interface PastGroup {
  payments: number;
  expected: number | null;
  /** Payments of today that this group stored. */
  newOfToday: number;
}

export function countPast(before: PastLoad | null, group: PastGroup, date: string, nowMs: number): PastLoad {
  const goesOn = before !== null && isLoading(before, nowMs);
  return {
    loaded: (goesOn ? before.loaded : 0) + group.payments,
    expected: group.expected ?? (goesOn ? before.expected : null),
    at: nowMs,
    date,
    ofToday: (before?.date === date ? before.ofToday : 0) + group.newOfToday,
  };
}

export interface PastView {
  /** Null when nothing is being loaded. */
  loading: { loaded: number; expected: number | null } | null;
  ofToday: number;
}

export function pastView(load: PastLoad | null, date: string, nowMs: number): PastView {
  if (load === null) return { loading: null, ofToday: 0 };
  const { loaded, expected, ofToday } = load;
  const isWhole = expected !== null && loaded >= expected;
  return {
    loading: isLoading(load, nowMs) && !isWhole ? { loaded, expected } : null,
    ofToday: load.date === date ? ofToday : 0,
  };
}

function isLoading({ at }: PastLoad, nowMs: number): boolean {
  return Math.abs(nowMs - at) <= PAUSE_MS;
}
