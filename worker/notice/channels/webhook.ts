// Plain webhooks: an event for programs, signed by the rules of Standard Webhooks.
import { Webhook } from "standardwebhooks";
import type { WebhookBody } from "../../wire/webhookEvents.ts";
import { referenceOf } from "../reference.ts";
import type { ChannelRules } from "./channel.ts";

export const webhook: ChannelRules = {
  hosts: null,

  body: ({ event, nowMs }): WebhookBody => ({ ...event, timestamp: new Date(nowMs).toISOString() }),

  /** The id is the same in every attempt, so that the receiver recognizes repeats. The time is the attempt's own. */
  proof(message, secret, nowMs) {
    const id = `msg_${referenceOf(message)}`;
    return {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(nowMs / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, new Date(nowMs), message.text),
    };
  },

  /** The status alone counts, because Standard Webhooks have no other sign of success. */
  amountsTo: ({ status }) => status,
};
