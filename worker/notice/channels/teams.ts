// Microsoft Teams: workflows, and the connectors of before.
import type { MailContent } from "../mail.ts";
import { plain } from "../words.ts";
import { type ChannelRules, statusIn } from "./channel.ts";
import { chatText, linesOf, linksOf } from "./chat.ts";

const COLOURS = { fraud: "Attention", calm: "Good", trouble: "Warning" } as const;

export const teams: ChannelRules = {
  hosts: /\.(webhook\.office(365)?|logic\.azure|powerplatform)\.com$|^outlook\.office(365)?\.com$|\.logic\.azure\.us$/,

  body: ({ content }) => cardOf(content),

  proof: null,

  /**
   * Connectors answer 200 whatever happens: with how many messages they made (`1`) or with the failure in words. Workflows
   * answer 202, before they post.
   */
  amountsTo({ status, text }) {
    const said = text?.trim() ?? null;
    const named = statusIn(said);
    // Now and then one part of Teams does not know the other: that passes, unlike a 401 of the address itself.
    if (named !== null) return named === 401 ? null : named;
    const isTaken = status === 202 || (said !== null && /^[1-9]\d?$/.test(said));
    return isTaken ? status : null;
  },
};

/** An adaptive card, which both take. */
function cardOf(content: MailContent): object {
  const text = (raw: string) => chatText(raw).replace(/[\\*_~`[\]()#<>]/g, "\\$&");
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
            block(content.title, { weight: "Bolder", size: "Medium", color: COLOURS[content.tone] }),
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
