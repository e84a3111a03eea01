// Microsoft Teams: workflows, and the connectors that came before them.
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
   * Connectors always answer 200. Their text is the number of messages that they made (`1`), or the failure in words. Workflows
   * answer 202 before they post.
   */
  amountsTo({ status, text }) {
    const said = text?.trim() ?? null;
    const named = statusIn(said);
    // A 401 in the text passes: now and then one part of Teams does not know another. A 401 as the answer's own status does not.
    if (named !== null) return named === 401 ? null : named;
    const isTaken = status === 202 || (said !== null && /^[1-9]\d?$/.test(said));
    return isTaken ? status : null;
  },
};

/** Makes an adaptive card, which both kinds take. */
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
