// Words of a source on payments become its verdicts. Each event counts once.
import { createHash } from "node:crypto";
import type { Reading } from "../payment/sources/apply.ts";
import type { SaidLabelAnswer } from "../wire/sources.ts";
import { ledgerOf } from "./deciders.ts";
import { isLabel } from "./sourceEvents.ts";

/** One after the other, since the newest counts. Throws when the store failed: the same event may then be sent again. */
export async function saidLabels(
  env: Pick<Env, "LEDGER" | "SOURCES">,
  source: string,
  readings: readonly Reading[],
): Promise<SaidLabelAnswer[]> {
  const labels = readings.filter(isLabel);
  if (labels.length === 0) return [];
  const keys = labels.flatMap(({ eventId }) => (eventId === null ? [] : [`label:${eventId}`]));
  const seen = new Set(await env.SOURCES.getByName(source).seen(keys));
  const said: SaidLabelAnswer[] = [];
  for (const { eventId, said: word } of labels) {
    const { paymentId, verdict, fraudType, note } = word;
    const told = { id: paymentId, verdict };
    if (eventId !== null && seen.has(`label:${eventId}`)) {
      said.push({ ...told, status: "used" });
      continue;
    }
    const event = createHash("sha256").update(eventId ?? `${paymentId}:${verdict}`);
    const id = `source:${source}:${event.digest("base64url").slice(0, 22)}`;
    const kept = { id, paymentId, verdict, fraudType, note, by: source, via: "source" as const };
    const status = await ledgerOf(env).recordSourceWord(kept);
    said.push({ ...told, status: status === "unknown" ? "waiting" : status });
  }
  return said;
}
