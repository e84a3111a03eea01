// Slack's incoming webhooks, and chats that take the same posts.

import { cut } from "../../text.ts";
import type { MailContent } from "../mail.ts";
import { type ChannelRules, objectIn, statusIn } from "./channel.ts";
import { chatText, ITEMS, linesOf, linksOf } from "./chat.ts";

const COLOURS = { fraud: "#b4232c", calm: "#0d6b68", trouble: "#b87503" } as const;

export const slack: ChannelRules = {
  hosts: /(^|\.)slack(-gov)?\.com$/,

  body: ({ content }) => bodyOf(content),

  proof: null,

  /** Mattermost answers as Slack does. Slack's workflows and Rocket.Chat answer with an object. */
  amountsTo({ status, text }) {
    const object = objectIn(text);
    const isTaken = text?.trim() === "ok" || object?.ok === true || object?.success === true;
    return isTaken ? status : statusIn(text);
  },
};

function bodyOf(content: MailContent): object {
  const text = (raw: string) =>
    chatText(raw)
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replace(/[*_~`]/g, "\u200b$&");
  const lines = linesOf(content);
  const links = linksOf(content).map(({ label, href }) => `<${href.replaceAll("|", "%7C")}|${text(label)}>`);
  // The text is verbatim. Otherwise addresses and names in a merchant's name would become links.
  const section = (mrkdwn: string) => ({
    type: "section",
    text: { type: "mrkdwn", text: cut(mrkdwn, 2900), verbatim: true },
  });
  const facts = content.facts.slice(0, ITEMS).map(([name, value]) => `*${text(name)}:* ${text(value)}`);
  return {
    // Notifications show this text.
    text: text(content.subject),
    attachments: [
      {
        color: COLOURS[content.tone],
        blocks: [
          section(`*${text(content.title)}*`),
          ...[lines.map(text).join("\n"), facts.join("\n"), links.join("   ")]
            .filter((part) => part !== "")
            .map(section),
        ],
      },
    ],
  };
}
