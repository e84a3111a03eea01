// A moment in a list: the time, and the day unless it is today.
import * as format from "../shared/format.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import { now } from "./signals.ts";

export function Moment({ iso }: { iso: string }) {
  const day = format.dayUnlessToday(iso, now.peek(), zone.value);
  return (
    <Time iso={iso}>
      {day !== "" && `${day}, `}
      {format.timeWithSeconds(iso, zone.value)}
    </Time>
  );
}
