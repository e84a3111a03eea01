// Rolls up the alerts that are held back, once their time has come.

import type { Config } from "../config/config.ts";
import { DAY_MS } from "../duration.ts";
import { messagesFor } from "../notice/fanOut.ts";
import type { OutboxStore } from "../store/outbox.ts";
import { budgetOf, rollupDueAt } from "./budget.ts";
import { rollupNotice } from "./rollup.ts";

/** Returns when to come again, in epoch ms. Null when nothing is held back, or nobody is there to be told. */
export async function oweRollup(
  store: Pick<OutboxStore, "heldSince" | "heldBack" | "rollUp">,
  settings: Pick<Config, "mail" | "channels" | "publicUrl" | "reportZone">,
  nowMs: number,
): Promise<number | null> {
  // Alerts stay held back until there is a recipient or a channel again.
  if (settings.mail.to.length + settings.channels.length === 0) return null;
  const since = await store.heldSince(nowMs - DAY_MS);
  if (since === null) return null;
  const dueAt = rollupDueAt({ ...since, rollupsLastDay: since.rollups }, budgetOf(settings.mail));
  if (dueAt > nowMs) return dueAt;
  const held = await store.heldBack();
  if (held === null) return null;
  await store.rollUp(held, messagesFor(rollupNotice(held, settings), settings, nowMs));
  return nowMs;
}
