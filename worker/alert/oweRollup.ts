// Rolls up the alerts that are held back, once their time has come.

import type { Config } from "../config/config.ts";
import { DAY_MS } from "../duration.ts";
import { messagesFor } from "../notice/fanOut.ts";
import { channelTarget } from "../notice/targets.ts";
import { MOST_ENTRIES } from "../policy/lists.ts";
import type { HeldBack, OwedMessage } from "../store/outbox.ts";
import type { Store } from "../store/store.ts";
import { budgetOf } from "./budget.ts";
import { rollupNotice } from "./rollup.ts";
import { rollupDueAt } from "./rollupDue.ts";
import { snoozesIn } from "./snoozes.ts";

export type RollupSettings = Pick<Config, "mail" | "channels" | "currency" | "publicUrl" | "reportZone">;

/** Returns when to come again, in epoch ms. Null when nothing is held back, or nobody is there to be told. */
export async function oweRollup(
  store: Pick<Store, "entries" | "heldSince" | "heldBack" | "rollUp" | "snoozeHeld" | "origin">,
  settings: RollupSettings,
  nowMs: number,
): Promise<number | null> {
  // Alerts stay held back until there is a recipient or a channel again.
  if (settings.mail.to.length + settings.channels.length === 0) return null;
  const since = await store.heldSince(nowMs - DAY_MS);
  if (since === null) return null;
  const dueAt = rollupDueAt({ ...since, rollupsLastDay: since.rollups }, budgetOf(settings.mail));
  if (dueAt > nowMs) return dueAt;
  await leaveOutSnoozed(store, nowMs);
  const held = await store.heldBack();
  if (held === null) return null;
  const messages = await messagesAbout(held, store, settings, nowMs);
  // Everybody who is left was told of each by itself: they stay held back for whoever mails are sent to next.
  if (messages.length === 0) return null;
  await store.rollUp(held, messages);
  return nowMs;
}

/** What was held back before its card or merchant was snoozed. */
async function leaveOutSnoozed(store: Pick<Store, "entries" | "snoozeHeld">, nowMs: number): Promise<void> {
  const { cards, merchants } = snoozesIn(
    await store.entries({ list: "snooze", limit: MOST_ENTRIES, after: null }),
    nowMs,
  );
  if (cards.size + merchants.size > 0) await store.snoozeHeld([...cards], [...merchants]);
}

/** Mails tell of all that is held back, and each channel is told of what it was not told by itself. */
async function messagesAbout(
  held: HeldBack,
  store: Pick<Store, "heldBack" | "origin">,
  settings: RollupSettings,
  nowMs: number,
): Promise<OwedMessage[]> {
  const { mail, channels } = settings;
  const origin = await store.origin();
  const messages = messagesFor(rollupNotice(held, settings), { mail, channels: [] }, nowMs, origin);
  for (const channel of channels) {
    const untold = await store.heldBack({ upToSeq: held.upToSeq, notToldTo: channelTarget(channel) });
    if (untold === null) continue;
    // All of it is one roll-up, which is known by the newest alert in it.
    const notice = rollupNotice({ ...untold, upToSeq: held.upToSeq }, settings);
    messages.push(...messagesFor(notice, { mail: { to: [] }, channels: [channel] }, nowMs, origin));
  }
  return messages;
}
