// How far an alert has come, read from the messages that carry it. Pure.

import { KEPT_HERE } from "../notice/reference.ts";
import { type MessageSummary, type OwedAlert, SNOOZED } from "../store/outbox.ts";
import { NOBODY } from "./budget.ts";

export type AlertState = "held_back" | "pending" | "sent" | "kept" | "failed" | "nobody" | "snoozed";

export function alertState(
  { notice }: Pick<OwedAlert, "notice">,
  messages: readonly Pick<MessageSummary, "state" | "reference">[],
): AlertState {
  if (notice === null) return "held_back";
  if (notice === SNOOZED) return "snoozed";
  if (notice === NOBODY || messages.length === 0) return "nobody";
  if (messages.some(({ state }) => state === "failed")) return "failed";
  if (messages.some(({ state }) => state === "pending")) return "pending";
  return messages.every(({ reference }) => reference === KEPT_HERE) ? "kept" : "sent";
}
