// Where V8's profiles of a workerd say that time goes, by folder of the Worker, by package, and by what is not JavaScript.
import { z } from "zod";
import { WORKER } from "./inspector.ts";

const callFrame = z.object({
  functionName: z.string(),
  url: z.string(),
  lineNumber: z.number(),
  columnNumber: z.number(),
});
export const cpuProfile = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame })),
  samples: z.array(z.number()),
});

export type CallFrame = z.infer<typeof callFrame>;
export type CpuProfile = z.infer<typeof cpuProfile>;

/** The source file of a place in the bundle; null where the map names none. */
export type SourceOf = (frame: CallFrame) => string | null;

const IDLE = "(idle)";
/** Methods of `ctx.storage` and of its cursors, under which V8 counts the work of SQLite. */
const SQLITE = new Set(["exec", "transactionSync", "next", "toArray", "one", "raw", "put"]);

/** Folders that packages' own source maps name beside the package. */
const MISPLACED = new Map([
  ["src", "drizzle-orm"],
  ["common", "onnxruntime-common"],
]);

export const OUTSIDE = "native: HTTP, calls between objects, waiting queues";

/** What a function's own time counts for. Null for an isolate that rests. */
export function placeOf(isolate: string, frame: CallFrame, sourceOf: SourceOf): string | null {
  const { functionName, url } = frame;
  if (functionName === IDLE) return null;
  if (isolate.startsWith("d1:")) return "the local stand-in for D1";
  if (isolate !== WORKER) return "the other local stand-ins";
  if (functionName === "(garbage collector)") return "V8's collector";
  if (functionName.startsWith("(")) return OUTSIDE;
  if (url === "") return SQLITE.has(functionName) ? "native: the objects' SQLite" : "native functions of the runtime";
  if (url.startsWith("wasm:")) return "ONNX Runtime, in WebAssembly";
  if (/^(cloudflare|node|workerd)-internal:/.test(url)) return "JavaScript of the runtime";
  return folderOf(sourceOf(frame) ?? "");
}

/** `worker/store` of `../../worker/store/sql/commit.ts`; the package of what lies in node_modules. */
function folderOf(source: string): string {
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1];
  if (inPackage !== undefined) return MISPLACED.get(inPackage) ?? inPackage;
  const inWorker = /^(?:.*\/)?(worker(?:\/[^/]+(?=\/))?)\//.exec(source)?.[1];
  return inWorker ?? "other code of the bundle";
}

/**
 * Samples by place. They are counted, not weighed by the time between them: V8 gives the time in which an isolate did not run
 * to the first sample after it.
 */
export function samplesByPlace(
  profiles: ReadonlyMap<string, CpuProfile>,
  sourceOf: SourceOf,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [isolate, { nodes, samples }] of profiles) {
    const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(isolate, callFrame, sourceOf)]));
    for (const node of samples) {
      const place = places.get(node) ?? null;
      if (place !== null) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  return counts;
}

/** Percent of all samples by place, one value for each round, the largest first. Small places are added up and named apart. */
export function sharesOf(
  rounds: readonly ReadonlyMap<string, number>[],
  leastPercent: number,
): { place: string; percents: number[]; places: string[] }[] {
  const totals = rounds.map((counts) => [...counts.values()].reduce((sum, count) => sum + count, 0));
  const percentsOf = (place: string) =>
    rounds.map((counts, round) => ((counts.get(place) ?? 0) * 100) / (totals[round] ?? Number.NaN));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const all = [...new Set(rounds.flatMap((counts) => [...counts.keys()]))]
    .map((place) => ({ place, percents: percentsOf(place), places: [place] }))
    .toSorted((a, b) => mean(b.percents) - mean(a.percents));
  const [large, small] = [
    all.filter(({ percents }) => mean(percents) >= leastPercent),
    all.filter(({ percents }) => mean(percents) < leastPercent),
  ];
  if (small.length === 0) return large;
  const rest = rounds.map((_, round) => small.reduce((sum, { percents }) => sum + (percents[round] ?? 0), 0));
  return [...large, { place: "all else", percents: rest, places: small.map(({ place }) => place) }];
}
