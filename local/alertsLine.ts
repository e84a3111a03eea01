// What `npm start` says of alerts: where they go.
import type { Config } from "../worker/config.ts";

export function alertsLine({ mail, channels }: Pick<Config, "mail" | "channels">, outboxUrl: string): string {
  const posts = channels.length === 0 ? "" : `; posted to ${channels.map(({ kind }) => kind).join(", ")}`;
  if (mail.apiKey !== null) {
    return `mailed to ${mail.to.join(", ")} by Resend, at most ${mail.dailyLimit} mails a day; kept at ${outboxUrl}${posts}`;
  }
  return `mails are kept at ${outboxUrl} and not sent: no RESEND_API_KEY is set${posts}`;
}
