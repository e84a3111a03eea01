// Headers that let our own pushes in, whatever guards the Worker that `npm start` runs.
import { Webhook } from "standardwebhooks";

export interface Guards {
  ingestSecret: string | null;
  dashboardToken: string | null;
}

/** `id` must differ for each message. */
export function pushHeaders(guards: Guards, body: string, id: string, at: Date): Record<string, string> {
  const { ingestSecret, dashboardToken } = guards;
  if (ingestSecret !== null) {
    return {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(ingestSecret).sign(id, at, body),
    };
  }
  return dashboardToken === null ? {} : { authorization: `Bearer ${dashboardToken}` };
}
