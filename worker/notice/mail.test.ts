import { expect, test } from "vitest";
import { moneyWords } from "../money.ts";
import { cut } from "../text.ts";
import { isLink, type MailContent, renderMail } from "./mail.ts";
import { dayAndTime, momentIn, plain } from "./words.ts";

const CONTENT: MailContent = {
  subject: "Fraud: $1,012.40 at Plum & Pear",
  preheader: "Card •••• 4567",
  title: "Likely fraud: $1,012.40 at Plum & Pear",
  tone: "fraud",
  paragraphs: ["Its fraud score is 98.7 %."],
  facts: [
    ["Amount", "$1,012.40"],
    ["Merchant", "Plum & Pear"],
  ],
  list: [{ heading: "Why", items: ["far more than usual", "at night"] }],
  table: [
    {
      columns: ["Card", "Sum"],
      rows: [
        ["•••• 4567", "$1.00"],
        ["•••• 89", "$20.00"],
      ],
    },
  ],
  buttons: [{ label: "It is fraud", href: "https://vigie.example/verdict?link=a&b", tone: "danger" }],
  footer: ["Sent once."],
};

test("the text part reads as a letter", () => {
  expect(renderMail(CONTENT).text).toBe(`Likely fraud: $1,012.40 at Plum & Pear

Its fraud score is 98.7 %.

Amount:   $1,012.40
Merchant: Plum & Pear

Why:
- far more than usual
- at night

Card       Sum
---------  ------
•••• 4567  $1.00
•••• 89    $20.00

It is fraud:
https://vigie.example/verdict?link=a&b

-- \nSent once.
`);
});

test("the same content has the same bytes", () => {
  expect(renderMail(CONTENT)).toEqual(renderMail(structuredClone(CONTENT)));
});

const NASTY = `<img src=x onerror="alert('1')">\r\nBcc: x@evil.example\u0000 \u202Egnp.exe \uD800 &amp;`;

test("nothing from outside becomes markup, wherever it stands", () => {
  const everywhere: MailContent = {
    ...CONTENT,
    ...{
      subject: NASTY,
      preheader: NASTY,
      title: NASTY,
      paragraphs: [NASTY],
      facts: [[NASTY, NASTY]],
      footer: [NASTY],
    },
    list: [{ heading: NASTY, items: [NASTY] }],
    table: [{ columns: [NASTY], rows: [[NASTY]] }],
    buttons: [{ label: NASTY, href: "https://vigie.example/", tone: "plain" }],
  };
  const { subject, text, html } = renderMail(everywhere);
  expect(html).not.toContain("<img");
  expect(html).not.toMatch(/onerror="/);
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;");
  expect(html).toContain("&amp;amp;");
  for (const part of [subject, text, html]) {
    for (const hidden of ["\0", "\r", "\u202E"]) expect(part).not.toContain(hidden);
    expect(part.isWellFormed()).toBe(true);
  }
  expect(subject).not.toContain("\n");
});

test("a link leads to the web or is none", () => {
  const hrefs = [
    "javascript:alert(1)",
    "data:text/html,x",
    "https://a b",
    'https://a"onclick=',
    "//a.example",
    "https://",
  ];
  for (const href of hrefs) expect(isLink(href), href).toBe(false);
  expect(isLink("https://vigie.example/#/payments/p1")).toBe(true);
  const { html, text } = renderMail({
    ...CONTENT,
    buttons: hrefs.map((href) => ({ label: "Go", href, tone: "plain" as const })),
  });
  expect(html).not.toContain("<a ");
  expect(text).not.toContain("Go:");
});

test("a mail loads nothing and runs nothing", () => {
  const { html } = renderMail(CONTENT);
  expect(html).not.toMatch(/<script|<img|<link|url\(|@import|<form|<iframe/i);
});

test("subjects are cut before mail programs would", () => {
  expect(Array.from(renderMail({ ...CONTENT, subject: "💳".repeat(400) }).subject)).toHaveLength(150);
});

test("values read as people write them", () => {
  expect(moneyWords(0, "USD")).toBe("$0.00");
  expect(moneyWords(123456789, "USD")).toBe("$1,234,567.89");
  expect(moneyWords(-100_000, "USD")).toBe("-$1,000.00");
  expect(dayAndTime("Europe/Paris", Date.UTC(2026, 10, 20, 22, 30, 5))).toBe("Friday, 20 November 2026, 23:30:05 CET");
  expect(momentIn("Europe/Paris", Date.UTC(2026, 10, 20, 22, 30, 5))).toBe(
    "Friday, 20 November 2026, 23:30:05 CET (Europe/Paris)",
  );
  expect(momentIn("UTC", Date.UTC(2026, 10, 20, 22, 30, 5))).toBe("Friday, 20 November 2026, 22:30:05 UTC");
  expect(plain(" a\u2028b\tc\u200bd ")).toBe("a b c d");
  expect(cut("abcdef", 4)).toBe("abc…");
});
