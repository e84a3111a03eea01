import { describe, expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { fraudNotice, subjectOf } from "../alert/fraudNotice.ts";
import { rollupNotice } from "../alert/rollup.ts";
import type { HeldBack } from "../store/outbox.ts";
import { messagesFor } from "./fanOut.ts";
import { keyOf, referenceOf } from "./reference.ts";
import type { Channel } from "./targets.ts";

const NOW = Date.UTC(2026, 10, 20, 10);
const channel = (kind: Channel["kind"]): Channel => ({ kind, url: `https://${kind}.example/hook` });
const SETTINGS = {
  cardKey: "a key of the tests, thirty-two characters or more",
  publicUrl: "https://vigie.example" as string | null,
  currency: "USD",
  reportZone: "Europe/Paris",
  mail: { apiKey: null, baseUrl: "", from: "", to: ["ann@example.org", "bob@example.org"], dailyLimit: 100 },
  channels: (["webhook", "slack", "discord", "teams"] as const).map(channel),
};
const FRAUD = scoredPayment({
  id: "order-1",
  cardId: "card-id",
  outcome: "decline",
  score: 0.987,
  merchant: "Plum & <Pear> *Sons* [x](https://evil.example) @everyone",
  amountCents: 101240,
  reasons: [
    { code: "card_holder", share: 0.4, text: "unusual for a card holder aged 45" },
    { code: "time", share: 0.3, text: "23:12 at night" },
  ],
});

const bodies = () => {
  const messages = messagesFor(fraudNotice(FRAUD, SETTINGS), SETTINGS, NOW, "real");
  const of = (kind: string) => JSON.parse(messages.find(({ target }) => target.startsWith(`${kind}:`))?.text ?? "null");
  return { messages, of };
};

describe("one fraud", () => {
  test("is a mail to each recipient and a post to each channel, known by notice and target", () => {
    const { messages } = bodies();
    expect(messages.map(({ id }) => id.replace(/:[0-9a-f]{12}$/, ":…"))).toEqual([
      "fraud:order-1>mail:ann@example.org",
      "fraud:order-1>mail:bob@example.org",
      "fraud:order-1>webhook:…",
      "fraud:order-1>slack:…",
      "fraud:order-1>discord:…",
      "fraud:order-1>teams:…",
    ]);
    expect(bodies().messages).toEqual(messages);
  });

  test("carries its reference in the mail, which no other message has, and a key that fits in a header", () => {
    const { messages } = bodies();
    for (const message of messages.filter(({ html }) => html !== null)) {
      expect(message.text).toContain(`Reference ${referenceOf(message)}`);
      expect(keyOf({ ...message, keys: 2 })).toMatch(/^vigie-[0-9a-f]{20}-2$/);
    }
    expect(new Set(messages.map(referenceOf)).size).toBe(messages.length);
    const [first] = messages;
    expect(first && referenceOf({ ...first, createdAt: NOW + 1 })).not.toBe(first && referenceOf(first));
  });

  test("says who follows a verdict's link, to each recipient another", () => {
    const links = bodies().messages.flatMap(
      ({ text }) => text.match(/https:\/\/vigie\.example\/verdict\?link=[\w.-]+/g) ?? [],
    );
    expect(new Set(links).size).toBe(links.length);
    expect(links.length).toBeGreaterThanOrEqual(4);
  });

  test("tells nothing personal", () => {
    for (const { text, html } of bodies().messages) expect(`${text}${html}`).not.toMatch(/aged|45 |5300|female/);
  });

  test("without an address of the board has no links, and says so much all the same", () => {
    const messages = messagesFor(fraudNotice(FRAUD, { ...SETTINGS, publicUrl: null }), SETTINGS, NOW, "real");
    for (const { text } of messages) expect(text).not.toContain("verdict?");
    expect(messages[0]?.text).toContain("$1,012.40");
  });

  test("for review says so", () => {
    expect(subjectOf({ ...FRAUD, outcome: "review", merchant: "Plum" }, SETTINGS)).toBe("To review: $1,012.40 at Plum");
  });

  test("says in one word what was decided, and where the lines were, in mails and chats alike", () => {
    const payment = { ...FRAUD, score: 0.283, thresholds: { review: 0.05, decline: 1 / 6 } };
    const messages = messagesFor(fraudNotice(payment, SETTINGS), SETTINGS, NOW, "real");
    const people = messages.filter(({ target }) => !target.startsWith("webhook:"));
    for (const { text } of people) {
      expect(text.replaceAll("\\", "")).toContain("Declined as likely fraud: $1,012.40");
      expect(text.replaceAll("\\", "")).toContain(
        "Its fraud score is 28.3 %. Payments are reviewed from 5 %, declined from 16.7 %.",
      );
      expect(text).not.toMatch(/possibly|very likely|almost/);
    }
    const event = JSON.parse(messages.find(({ target }) => target.startsWith("webhook:"))?.text ?? "null");
    expect(event.data.payment).toMatchObject({ score: 0.283, thresholds: { review: 0.05 }, outcome: "decline" });
    const review = messagesFor(
      fraudNotice({ ...payment, score: 0.1, outcome: "review" }, SETTINGS),
      SETTINGS,
      NOW,
      "real",
    )[0];
    expect(review?.text).toMatch(/^To review: \$1,012\.40 at /);
    expect(review?.text).toContain("Its fraud score is 10 %. Payments are reviewed from 5 %, declined from 16.7 %.");
    expect(review?.text).not.toMatch(/likely/);
  });

  test("as a webhook is an event for programs", () => {
    expect(bodies().of("webhook")).toMatchObject({
      type: "fraud.detected",
      timestamp: "2026-11-20T10:00:00.000Z",
      data: {
        payment: {
          id: "order-1",
          amount: "1012.40",
          card: { id: "card-id", last4: "4567" },
          score: 0.987,
          outcome: "decline",
        },
        url: "https://vigie.example/#/payments/order-1",
      },
    });
  });

  test("in Slack can neither link nor ring by what a merchant is called", () => {
    const body = JSON.stringify(bodies().of("slack"));
    expect(body).toContain("&lt;Pear&gt;");
    expect(body).not.toContain("<Pear>");
    // Else Slack makes links of addresses and names that it finds in the text.
    expect(body.match(/"verbatim":true/g)).toHaveLength(body.match(/"mrkdwn"/g)?.length ?? 0);
    expect(body).toMatch(/<https:\/\/vigie\.example\/verdict\?link=[^|>]+\|It is fraud>/);
  });

  test("in Discord neither", () => {
    const { embeds, allowed_mentions } = bodies().of("discord");
    expect(allowed_mentions).toEqual({ parse: [] });
    expect(embeds[0].title).toContain("\\[x\\]\\(https");
    expect(embeds[0].description).toMatch(/\[It is fraud\]\(https:\/\/vigie\.example/);
    expect(embeds[0].fields[0]).toEqual({ name: "Amount", value: "$1,012.40", inline: true });
  });

  test("in Teams is a card with its links as buttons", () => {
    const { content } = bodies().of("teams").attachments[0];
    expect(content.type).toBe("AdaptiveCard");
    expect(content.body[0].text).toContain("\\[x\\]\\(https");
    expect(content.actions.map(({ title }: { title: string }) => title)).toEqual([
      "It is fraud",
      "False alarm",
      "Open on the board",
    ]);
  });
});

describe("a roll-up", () => {
  const held: HeldBack = {
    ...{ upToSeq: 77, alerts: 5, amountCents: 1_000_001, cards: 3, lateAlerts: 2 },
    ...{ firstHeldAt: NOW, newestHeldAt: NOW, firstPaidAt: NOW - 7_200_000, lastPaidAt: NOW },
    topCards: [
      { cardId: "a", last4: "0001", alerts: 2, amountCents: 900_000 },
      { cardId: "b", last4: "0002", alerts: 1, amountCents: 90_001 },
    ],
    largest: [{ paymentId: "p1", merchant: "Plum", last4: "0001", amountCents: 500_000, paidAt: NOW }],
  };

  test("says how many, what they sum to, and a table whose rows sum to the same", () => {
    const notice = rollupNotice(held, SETTINGS);
    expect(notice.id).toBe("rollup:77");
    const content = notice.content("ann@example.org");
    expect(content.subject).toBe("5 more frauds held back: $10,000.01");
    expect(content.table?.[0]?.rows).toEqual([
      ["•••• 0001", "2", "$9,000.00"],
      ["•••• 0002", "1", "$900.01"],
      ["1 other card", "2", "$100.00"],
    ]);
    expect(content.paragraphs[1]).toBe("2 were paid more than an hour before Vigie could judge them.");
    expect(notice.event).toMatchObject({ type: "fraud.rollup", data: { payments: 5, amount: "10000.01", late: 2 } });
  });

  test("calls payments that are to be reviewed so, and not frauds", () => {
    const told = (reviews: number) => rollupNotice({ ...held, reviews }, SETTINGS).content("ann@example.org");
    expect([told(5).subject, told(5).title]).toEqual([
      "5 more payments to review held back: $10,000.01",
      "5 more payments are to be reviewed: $10,000.01 in all",
    ]);
    expect([told(2).subject, told(2).title]).toEqual([
      "3 more frauds and 2 payments to review held back: $10,000.01",
      "3 more payments look like fraud, 2 to review: $10,000.01 in all",
    ]);
  });

  test("of one fraud speaks of one", () => {
    const one = {
      ...held,
      alerts: 1,
      cards: 1,
      lateAlerts: 1,
      topCards: held.topCards.slice(0, 1),
      amountCents: 900_000,
    };
    const content = rollupNotice(one, SETTINGS).content("ann@example.org");
    expect(content.subject).toBe("1 more fraud held back: $9,000.00");
    expect(content.title).toBe("1 more payment looks like fraud: $9,000.00 in all");
    expect(content.paragraphs[1]).toBe("It was paid more than an hour before Vigie could judge it.");
  });
});
