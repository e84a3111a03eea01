// How long a server asks to be left alone. Pure.

/**
 * Milliseconds to wait by a Retry-After header (seconds or a date), limited to 0…`longestMs`; null when it is neither.
 */
export function retryAfterOf(header: string | null | undefined, nowMs: number, longestMs: number): number | null {
  const value = header?.trim() ?? "";
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
  // Only a text that ends like an HTTP date: Date.parse would find a date in nearly anything, "-5" included.
  const ms = seconds !== null ? seconds * 1000 : / GMT$/.test(value) ? Date.parse(value) - nowMs : Number.NaN;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), longestMs);
}
