// Closes a day: its report is kept as it is now. The one writer does it in its turn, so that nothing is stored
// meanwhile.
import type { Store, Writer } from "../store/store.ts";
import { dayOf } from "../zone.ts";
import { type ReportSettings, reportNow } from "./daily.ts";

export interface ClosePorts {
  store: Pick<Store, "closedDay" | "commit" | "facts" | "incidents">;
  now: () => number;
  wait: (ms: number) => Promise<void>;
}

/**
 * Nothing is recorded while this waits. A clock that was set back meanwhile may need hours to come round: then what comes first counts
 * as known when the day was closed, and nothing is held up.
 */
const LONGEST_WAIT_MS = 100;

/** Closing a day again changes nothing. */
export async function closeDay(
  date: string,
  writer: Writer,
  settings: ReportSettings,
  { store, now, wait }: ClosePorts,
): Promise<void> {
  const zone = settings.reportZone;
  const day = dayOf(zone, date);
  const closedAt = now();
  if (day === null || closedAt < day.to) throw new Error(`${date} is not over in ${zone}`);
  if ((await store.closedDay(zone, date)) !== null) return;
  const report = await reportNow(store, settings, day, closedAt);
  await store.commit(writer.epoch, { closedDays: [{ zone, date, closedAt, report: JSON.stringify(report) }] });
  // Anything stored or said from now on has a later time, which marks it as a correction.
  for (let waitedMs = 0; now() <= closedAt && waitedMs < LONGEST_WAIT_MS; waitedMs += 1) await wait(1);
}
