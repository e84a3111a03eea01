// Puts into words who said something.
import { CHANNEL_NAMES, channelKindOf } from "../wire/channelKinds.ts";

/** A mail address is shown as it is. A channel is shown by its kind only. */
export function speakerWords(by: string): string {
  if (by === "board") return "someone at the board";
  if (by === "api") return "a program";
  const chat = channelKindOf(by);
  return chat === null ? by : `someone on ${CHANNEL_NAMES[chat]}`;
}
