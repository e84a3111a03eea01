// The census in an object's storage: a row for each hour, so that only the hours that changed are written. What is counted
// between the last keeping and the end of the object is lost, which changes no share.
import { type Bands, type Census, countCensus, type HourCensus, oldestHour } from "../pipeline/census.ts";

/** Another version of Vigie that counts otherwise begins anew under another key. */
const KEY = "census1:";

export function keptCensus(kv: SyncKvStorage) {
  const census = new Map<number, HourCensus>();
  for (const [, hour] of kv.list<HourCensus>({ prefix: KEY })) census.set(hour.hour, hour);
  const changed = new Set<number>();
  return {
    count(payments: Parameters<typeof countCensus>[1], how: { bands: Bands; isPast: boolean; nowMs: number }): void {
      for (const hour of countCensus(census, payments, how)) changed.add(hour);
    },
    keep(nowMs: number): void {
      for (const at of changed) {
        const hour = census.get(at);
        if (hour !== undefined) kv.put(KEY + at, hour);
      }
      changed.clear();
      const oldest = oldestHour(nowMs);
      for (const at of census.keys()) {
        if (at >= oldest) continue;
        census.delete(at);
        kv.delete(KEY + at);
      }
    },
    all: (): Census => census,
  };
}
