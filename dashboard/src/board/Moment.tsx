// A moment in a list: the time, and the day unless it is today.
import * as format from "../shared/format.ts";
import { now } from "./signals.ts";

export function Moment({ iso }: { iso: string }) {
  const day = format.dayUnlessToday(iso, now.peek());
  return (
    <time dateTime={iso}>
      {day !== "" && `${day}, `}
      {format.timeWithSeconds(iso)}
    </time>
  );
}
