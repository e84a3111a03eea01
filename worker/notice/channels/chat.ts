// Turns a notice into a post for any chat. Pure. Each chat has a markup of its own. Text from outside is escaped for it, so
// that the text can neither make a link nor alert anyone.

import { cut } from "../../text.ts";
import { isLink, type MailContent } from "../mail.ts";
import { plain } from "../words.ts";

/** The chats' own limits are above these. */
const LONGEST = 900;
export const ITEMS = 10;

export function chatText(raw: string): string {
  return cut(plain(raw), LONGEST);
}

export function linesOf({ paragraphs, list = [], table = [] }: MailContent): string[] {
  return [
    ...paragraphs,
    ...list.flatMap(({ heading, items }) => [`${heading}:`, ...items.slice(0, ITEMS).map((item) => `• ${item}`)]),
    ...table.flatMap(({ rows }) => rows.slice(0, ITEMS).map((row) => `• ${row.join(" · ")}`)),
  ];
}

export function linksOf({ buttons }: MailContent): MailContent["buttons"] {
  return buttons.filter(({ href }) => isLink(href));
}
