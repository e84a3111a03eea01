// Every kind of channel by its name.

import type { ChannelKind } from "../../wire/channelKinds.ts";
import type { ChannelRules } from "./channel.ts";
import { discord } from "./discord.ts";
import { slack } from "./slack.ts";
import { teams } from "./teams.ts";
import { webhook } from "./webhook.ts";

export const CHANNELS: Readonly<Record<ChannelKind, ChannelRules>> = { webhook, slack, discord, teams };
