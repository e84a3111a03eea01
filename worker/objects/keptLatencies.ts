// Latencies that only grow, although the object that measures them may end at any moment. They are counted in memory, since a
// write for each payment would cost more than the payment. Whoever is shown them gets what is stored: a count that was shown
// never shrinks. Prometheus would take a smaller one for a counter that began anew, and add all of it again.

import { emptyLatencies, isLikeNow, type Latencies, type LatencyStep, observe } from "../pipeline/latency.ts";
import type { Cell } from "../storedCell.ts";

export function keptLatencies(cell: Cell<Latencies>) {
  const stored = cell.get();
  const latencies = stored !== undefined && isLikeNow(stored) ? stored : emptyLatencies();
  let isStored = true;
  return {
    observe(step: LatencyStep, ms: number): void {
      observe(latencies, step, ms);
      isStored = false;
    },
    /** The platform holds an object's answer back until its writes are safe. */
    shown(): Latencies {
      if (!isStored) cell.put(latencies);
      isStored = true;
      return latencies;
    },
  };
}
