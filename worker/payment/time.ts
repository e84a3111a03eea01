// Times as feeds write them, to epoch milliseconds.

const ISO_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/;

/** Epoch milliseconds, as number or text, or ISO 8601; a time without a zone is UTC, as pandas writes it. Else null. */
export function epochMsOf(time: number | string): number | null {
  if (typeof time === "number") return time;
  if (/^\d{12,14}$/.test(time)) return Number(time);
  const [, date, clock, zone] = ISO_TIME.exec(time) ?? [];
  if (date === undefined || !isCalendarDate(date)) return null;
  // Without a zone Date.parse would take this machine's.
  const ms = Date.parse(`${date}T${clock}${zone ?? "Z"}`);
  return Number.isNaN(ms) ? null : ms;
}

/** Date.parse takes 30 February for 1 March. */
function isCalendarDate(date: string): boolean {
  const ms = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}
