// Discord's webhooks.

import { cut } from "../../text.ts";
import type { MailContent } from "../mail.ts";
import { type ChannelRules, objectIn, statusIn } from "./channel.ts";
import { chatText, ITEMS, linesOf, linksOf } from "./chat.ts";

const COLOURS = { fraud: 0xb4232c, calm: 0x0d6b68, trouble: 0xb87503 } as const;

export const discord: ChannelRules = {
  hosts: /(^|\.)discord(app)?\.com$/,

  body: ({ content }) => bodyOf(content),

  proof: null,

  /** Discord answers without content, or with the message that it made if the address asks for it (`?wait=true`). */
  amountsTo({ status, text }) {
    const isTaken = status === 204 || typeof objectIn(text)?.id === "string";
    return isTaken ? status : statusIn(text);
  },
};

function bodyOf(content: MailContent): object {
  const text = (raw: string) => chatText(raw).replace(/[\\*_~`|>[\]()#<@:-]/g, "\\$&");
  const links = linksOf(content).map(({ label, href }) => `[${text(label)}](${href.replaceAll(")", "%29")})`);
  return {
    embeds: [
      {
        title: cut(text(content.title), 250),
        description: cut([...linesOf(content).map(text), "", links.join(" · ")].join("\n").trim(), 2_000),
        color: COLOURS[content.tone],
        fields: content.facts
          .slice(0, ITEMS)
          .map(([name, value]) => ({ name: cut(text(name), 100), value: cut(text(value), 300) || "–", inline: true })),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}
