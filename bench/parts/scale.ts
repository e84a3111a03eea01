// The numbers in docs/scale.md for this machine: throughput by batch size, by number of writers, and by rows already
// stored.
import type { Measurement } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { byBatchSize } from "../scale/batches.ts";
import { billed } from "../scale/billed.ts";
import { byShards } from "../scale/shards.ts";
import { byRowsStored } from "../scale/stored.ts";
import { STORES } from "../stores.ts";

export const scale: Part = {
  name: "scale",
  about: "both stores: by batch size, by number of writers, and with 10 thousand to a million payments stored",
  run,
};

async function run(context: PartContext): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const store of STORES) measurements.push(...(await byBatchSize(store, context)));
  measurements.push(...(await byShards(context)));
  measurements.push(...(await billed(context)));
  for (const store of STORES) measurements.push(...(await byRowsStored(store, context)));
  return measurements;
}
