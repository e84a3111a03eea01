// Takes V8's profiles of all isolates of a workerd through its inspector.
import { z } from "zod";
import { type CpuProfile, cpuProfile } from "./cpuProfile.ts";
import { isolatesOf, openInspector } from "./inspector.ts";

const stopped = z.object({ profile: cpuProfile });

export interface Profiler {
  /** The profiles of the time in which the work was done, by the isolates' names. */
  during(work: () => Promise<unknown>): Promise<Map<string, CpuProfile>>;
  close(): void;
}

export async function openProfiler(inspector: URL, sampleUs: number): Promise<Profiler> {
  const isolates: ({ id: string } & Awaited<ReturnType<typeof openInspector>>)[] = [];
  for (const { id, debuggerUrl } of await isolatesOf(inspector)) {
    const isolate = await openInspector(debuggerUrl);
    isolates.push({ id, ...isolate });
    await isolate.ask("Profiler.enable");
    await isolate.ask("Profiler.setSamplingInterval", { interval: sampleUs });
  }
  return {
    async during(work) {
      for (const { ask } of isolates) await ask("Profiler.start");
      await work();
      const profiles = new Map<string, CpuProfile>();
      for (const { id, ask } of isolates) profiles.set(id, stopped.parse(await ask("Profiler.stop")).profile);
      return profiles;
    },
    close() {
      for (const { close } of isolates) close();
    },
  };
}
