// Words of a source on payments become its verdicts. Each event counts once.
import { createHash } from "node:crypto";
import type { Reading } from "../payment/sources/apply.ts";
import { ledgerOf } from "../pipeline/deciders.ts";
import { noteOf } from "../verdict/note.ts";
import type { SaidLabelAnswer } from "../wire/sources.ts";
import { isLabel } from "./sourceEvents.ts";

/** One after the other, since the newest counts. Throws when the store failed: the same event may then be sent again. */
export async function saidLabels(env: Env, source: string, readings: readonly Reading[]): Promise<SaidLabelAnswer[]> {
  const labels = readings.filter(isLabel);
  if (labels.length === 0) return [];
  const ids = labels.map(({ eventId }) => `label:${eventId}`);
  const seen = new Set(await env.SOURCES.getByName(source).seen(ids));
  const said: SaidLabelAnswer[] = [];
  for (const { eventId, said: word } of labels) {
    const { paymentId, verdict, fraudType, note } = word;
    const told = { id: paymentId, verdict };
    if (seen.has(`label:${eventId}`)) {
      said.push({ ...told, status: "used" });
      continue;
    }
    const id = `source:${source}:${createHash("sha256").update(`${eventId}`).digest("base64url").slice(0, 22)}`;
    const kept = { id, paymentId, verdict, fraudType, note: noteOf(note ?? ""), by: source, via: "source" as const };
    const status = await ledgerOf(env).recordSourceWord(kept);
    said.push({ ...told, status: status === "unknown" ? "waiting" : status });
  }
  return said;
}
