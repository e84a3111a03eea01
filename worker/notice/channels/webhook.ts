// Plain webhooks: an event for programs, signed as Standard Webhooks say.
import { Webhook } from "standardwebhooks";
import { referenceOf } from "../reference.ts";
import type { ChannelRules } from "./channel.ts";

export const webhook: ChannelRules = {
  hosts: null,

  body: ({ event, nowMs }) => ({ type: event.type, timestamp: new Date(nowMs).toISOString(), data: event.data }),

  /** The same id in every attempt, by which the receiver tells repeats; the time is the attempt's own. */
  proof(message, secret, nowMs) {
    const id = `msg_${referenceOf(message)}`;
    return {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(nowMs / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, new Date(nowMs), message.text),
    };
  },

  /** Standard Webhooks have no other sign of success. */
  amountsTo: ({ status }) => status,
};
