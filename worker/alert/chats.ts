// What a notice becomes in a chat: the bodies that incoming webhooks of Slack, Discord and Teams take. Pure. Each chat
// has a markup of its own, so whatever comes from outside is escaped for it, and can neither link nor ring anyone.

import { isLink, type MailContent } from "./mail.ts";
import type { Channel } from "./targets.ts";
import { cut, plain } from "./words.ts";

type Chat = Exclude<Channel["kind"], "webhook">;

const SLACK_COLOURS = { fraud: "#b4232c", calm: "#0d6b68", trouble: "#b87503" } as const;
const TEAMS_COLOURS = { fraud: "Attention", calm: "Good", trouble: "Warning" } as const;
/** The chats' own limits are above these. */
const LONGEST = 900;
const ITEMS = 10;

export function chatBody(chat: Chat, content: MailContent): object {
  switch (chat) {
    case "slack":
      return slack(content);
    case "discord":
      return discord(content);
    case "teams":
      return teams(content);
  }
}

function slack(content: MailContent): object {
  const text = (raw: string) =>
    cut(plain(raw), LONGEST)
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replace(/[*_~`]/g, "\u200b$&");
  const lines = linesOf(content);
  const links = linksOf(content).map(({ label, href }) => `<${href.replaceAll("|", "%7C")}|${text(label)}>`);
  // Verbatim: else addresses and names in what a merchant calls itself would become links.
  const section = (mrkdwn: string) => ({
    type: "section",
    text: { type: "mrkdwn", text: cut(mrkdwn, 2900), verbatim: true },
  });
  const facts = content.facts.slice(0, ITEMS).map(([name, value]) => `*${text(name)}:* ${text(value)}`);
  return {
    // What notifications show.
    text: text(content.subject),
    attachments: [
      {
        color: SLACK_COLOURS[content.tone],
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

function discord(content: MailContent): object {
  const text = (raw: string) => cut(plain(raw), LONGEST).replace(/[\\*_~`|>[\]()#<@:-]/g, "\\$&");
  const links = linksOf(content).map(({ label, href }) => `[${text(label)}](${href.replaceAll(")", "%29")})`);
  return {
    embeds: [
      {
        title: cut(text(content.title), 250),
        description: cut([...linesOf(content).map(text), "", links.join(" · ")].join("\n").trim(), 2_000),
        color: Number.parseInt(SLACK_COLOURS[content.tone].slice(1), 16),
        fields: content.facts
          .slice(0, ITEMS)
          .map(([name, value]) => ({ name: cut(text(name), 100), value: cut(text(value), 300) || "–", inline: true })),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

/** An adaptive card, as Teams' workflows take it. */
function teams(content: MailContent): object {
  const text = (raw: string) => cut(plain(raw), LONGEST).replace(/[\\*_~`[\]()#<>]/g, "\\$&");
  const block = (raw: string, more: object = {}) => ({ type: "TextBlock", text: text(raw), wrap: true, ...more });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          type: "AdaptiveCard",
          version: "1.4",
          fallbackText: plain(content.subject),
          body: [
            block(content.title, { weight: "Bolder", size: "Medium", color: TEAMS_COLOURS[content.tone] }),
            ...linesOf(content).map((line) => block(line)),
            {
              type: "FactSet",
              facts: content.facts.map(([name, value]) => ({ title: text(name), value: text(value) })),
            },
          ],
          actions: linksOf(content).map(({ label, href }) => ({
            type: "Action.OpenUrl",
            title: plain(label),
            url: href,
          })),
        },
      },
    ],
  };
}

function linesOf({ paragraphs, list = [], table = [] }: MailContent): string[] {
  return [
    ...paragraphs,
    ...list.flatMap(({ heading, items }) => [`${heading}:`, ...items.slice(0, ITEMS).map((item) => `• ${item}`)]),
    ...table.flatMap(({ rows }) => rows.slice(0, ITEMS).map((row) => `• ${row.join(" · ")}`)),
  ];
}

function linksOf({ buttons }: MailContent): MailContent["buttons"] {
  return buttons.filter(({ href }) => isLink(href));
}
