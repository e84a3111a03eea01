import { expect, test } from "vitest";
import { LINK_MS } from "./signedLink.ts";
import { readSnoozeLink, snoozeHref } from "./snoozeLink.ts";
import { readVerdictLink, verdictHref } from "./verdictLink.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);
const KEY = "0123456789abcdef0123456789abcdef";
const SETTINGS = { cardKey: KEY, publicUrl: "https://vigie.example.org" };
const LINKED = { paymentId: "order 7 & Söhne?#", by: "ops+fraud@example.org", expiresAt: NOW + LINK_MS };
const linkIn = (href: string) => new URL(href).searchParams.get("link") ?? "";

test("a link says again what it was made of, until it expires", () => {
  const href = snoozeHref(SETTINGS, LINKED);
  expect(href).toMatch(/^https:\/\/vigie\.example\.org\/snooze\?link=[\w.-]+$/);
  expect(readSnoozeLink(KEY, linkIn(href), NOW)).toMatchObject({ ok: true, linked: LINKED });
  expect(readSnoozeLink(KEY, linkIn(href), LINKED.expiresAt)).toEqual({ ok: false, problem: "expired" });
  expect(readSnoozeLink("another key", linkIn(href), NOW)).toEqual({ ok: false, problem: "wrong" });
});

test("a verdict's link quiets nothing, and a link that quiets is no verdict", () => {
  const verdict = linkIn(verdictHref(SETTINGS, { ...LINKED, verdict: "fraud" }));
  expect(readSnoozeLink(KEY, verdict, NOW)).toEqual({ ok: false, problem: "wrong" });
  expect(readVerdictLink(KEY, linkIn(snoozeHref(SETTINGS, LINKED)), NOW)).toEqual({ ok: false, problem: "wrong" });
});
