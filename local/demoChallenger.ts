// A second model for the simulated world, so that two models can be compared from the first minute.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ModelList } from "../worker/wire/models.ts";

const BASELINE = path.join(import.meta.dirname, "../model/artifacts/baseline.zip");
const NOTE = "npm start: a smaller model beside the shipped one, to try the comparison";

export interface DemoChallenger {
  workerUrl: URL;
  /** Null: this machine is open. */
  adminToken: string | null;
  signal: AbortSignal;
}

/**
 * Takes the small model in, and makes it the challenger. Only where nobody has set anything yet: what people do with models stays
 * as it is. Returns whether it did. Throws when Vigie refuses.
 */
export async function setDemoChallenger({ workerUrl, adminToken, signal }: DemoChallenger): Promise<boolean> {
  const authorization: Record<string, string> = adminToken === null ? {} : { authorization: `Bearer ${adminToken}` };
  const ask = async <Answer>(path: string, init: RequestInit = {}): Promise<Answer> => {
    const headers = { ...authorization, ...init.headers };
    const answer = await fetch(new URL(path, workerUrl), { ...init, headers, signal });
    if (!answer.ok) throw new Error(`the Worker answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    return (await answer.json()) as Answer;
  };
  const { policy } = await ask<ModelList>("/api/models");
  if (policy.version !== 0) return false;
  const { version } = await ask<{ version: string }>(`/api/models?note=${encodeURIComponent(NOTE)}`, {
    method: "POST",
    headers: { "content-type": "application/zip" },
    body: await readFile(BASELINE),
  });
  await ask("/api/models/challenger", {
    method: "PUT",
    headers: { "content-type": "application/json", "if-match": '"0"' },
    body: JSON.stringify({ version, note: NOTE }),
  });
  return true;
}
