import { expect, test } from "vitest";
import { LINK_MS } from "./signedLink.ts";
import { readVerdictLink, verdictHref } from "./verdictLink.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);
const KEY = "0123456789abcdef0123456789abcdef";
const LINKED = {
  paymentId: "order 7 & Söhne?#",
  verdict: "legitimate",
  by: "ops+fraud@example.org",
  expiresAt: NOW + LINK_MS,
} as const;

function linkOf(linked: Parameters<typeof verdictHref>[1] = LINKED, cardKey = KEY): string {
  const url = new URL(verdictHref({ cardKey, publicUrl: "https://vigie.example.org" }, linked));
  expect(url.pathname).toBe("/verdict");
  return url.searchParams.get("link") ?? "";
}

test("a link says again what it was made of", () => {
  expect(readVerdictLink(KEY, linkOf(), NOW)).toMatchObject({ ok: true, linked: LINKED });
});

test("a link stands in a mail as it is: letters that no client breaks or escapes", () => {
  expect(verdictHref({ cardKey: KEY, publicUrl: "https://vigie.example.org" }, LINKED)).toMatch(/^[\w:/.?=-]+$/);
});

test("two links of one mail are two links, and the same link is always the same", () => {
  const id = (link: string) => {
    const reading = readVerdictLink(KEY, link, NOW);
    return reading.ok ? reading.id : null;
  };
  expect(id(linkOf())).toBe(id(linkOf()));
  expect(id(linkOf({ ...LINKED, verdict: "fraud" }))).not.toBe(id(linkOf()));
  expect(id(linkOf({ ...LINKED, by: "boss@example.org" }))).not.toBe(id(linkOf()));
});

test("an expired link is told apart from a wrong one", () => {
  expect(readVerdictLink(KEY, linkOf(), LINKED.expiresAt - 1).ok).toBe(true);
  expect(readVerdictLink(KEY, linkOf(), LINKED.expiresAt)).toEqual({ ok: false, problem: "expired" });
});

test("no changed, cut or foreign link passes, and none throws", () => {
  const link = linkOf();
  const changed = Array.from(link, (letter, at) => {
    const other = letter === "A" ? "B" : "A";
    return link.slice(0, at) + other + link.slice(at + 1);
  });
  const [words = "", signature = ""] = link.split(".");
  const hostile = [
    ...changed,
    linkOf(LINKED, "another key, of thirty-two characters"),
    link.slice(0, -1),
    `${link}A`,
    `${link}=`,
    `${words}.`,
    `.${signature}`,
    words,
    `${link}.${signature}`,
    "",
    "x".repeat(1_000_000),
    "é.é",
  ];
  for (const each of hostile)
    expect(readVerdictLink(KEY, each, NOW), each.slice(0, 200)).toEqual({ ok: false, problem: "wrong" });
});
