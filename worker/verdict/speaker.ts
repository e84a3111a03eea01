// Who said it, in words.
import { CHANNEL_NAMES, channelKindOf } from "../notice/channels/kinds.ts";

/** Mail addresses stand for themselves; a chat's place in the configuration is told by its kind only. */
export function speakerWords(by: string): string {
  if (by === "board") return "someone at the board";
  if (by === "api") return "a program";
  const chat = channelKindOf(by);
  return chat === null ? by : `someone on ${CHANNEL_NAMES[chat]}`;
}
