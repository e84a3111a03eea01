// The kinds of channel, and their names for people. A new kind needs a line here, a file in notice/channels/, and a line
// in all.ts there. This file imports nothing, so that the pages can use it.

export const CHANNEL_KINDS = ["webhook", "slack", "discord", "teams"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export const CHANNEL_NAMES: Readonly<Record<ChannelKind, string>> = {
  webhook: "Webhook",
  slack: "Slack",
  discord: "Discord",
  teams: "Teams",
};

/** The kind in a channel's target, such as `slack:1f3a…`. Null for any other text. */
export function channelKindOf(target: string): ChannelKind | null {
  return CHANNEL_KINDS.find((kind) => target.startsWith(`${kind}:`)) ?? null;
}
