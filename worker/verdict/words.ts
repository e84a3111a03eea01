// Who said it, in words.

/** Mail addresses stand for themselves; a chat's place in the configuration is told by its kind only. */
export function speakerWords(by: string): string {
  if (by === "board") return "someone at the board";
  if (by === "api") return "a program";
  const [, chat] = /^(slack|discord|teams|webhook):/.exec(by) ?? [];
  return chat === undefined ? by : `someone on ${chat[0]?.toUpperCase()}${chat.slice(1)}`;
}
