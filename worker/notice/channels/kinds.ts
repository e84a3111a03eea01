// The kinds of channel, and what people call them. Another kind is a line here, a file beside this one, and its line in
// all.ts. Imports nothing, so that the pages can use it.

export const CHANNEL_KINDS = ["webhook", "slack", "discord", "teams"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export const CHANNEL_NAMES: Readonly<Record<ChannelKind, string>> = {
  webhook: "Webhook",
  slack: "Slack",
  discord: "Discord",
  teams: "Teams",
};

/** Of `slack:1f3a…`, a channel's target; null for any other text. */
export function channelKindOf(target: string): ChannelKind | null {
  return CHANNEL_KINDS.find((kind) => target.startsWith(`${kind}:`)) ?? null;
}
