// The zone of every time on the pages: REPORT_TIMEZONE, which the server names with each answer. People who compare a page,
// a mail and a report see the same time everywhere. The browser's own time is in the title of each.
import { signal } from "@preact/signals";

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Until the server has named it, and where this browser does not know it, the browser's own. It always stands with its name. */
export const zone = signal(ownZone);

export function nameZone(named: string | null): void {
  if (named !== null && named !== zone.peek() && isKnown(named)) zone.value = named;
}

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
