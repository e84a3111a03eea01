import { expect, test } from "vitest";
import { channelTarget, isAddress, isMail, isMailbox, mailAddress, mailTarget, readChannels } from "./targets.ts";

test("the host of a webhook tells which chat it is, and a prefix tells it where the host does not", () => {
  const kinds = [
    ["https://hooks.slack.com/services/T/B/x", "slack"],
    ["https://discord.com/api/webhooks/1/x", "discord"],
    ["https://acme.webhook.office.com/webhookb2/x", "teams"],
    ["https://prod-1.westeurope.logic.azure.com/workflows/x", "teams"],
    ["https://hooks.slack-gov.com/services/T/B/x", "slack"],
    ["https://outlook.office.com/webhook/x", "teams"],
    ["https://outlook.office365.com/webhook/x", "teams"],
    ["https://example.org/hook", "webhook"],
    ["https://outlook.office.com.example.org/hook", "webhook"],
    ["https://notslack.com/hook", "webhook"],
    ["slack+http://127.0.0.1:1234/x", "slack"],
  ];
  for (const [address, kind] of kinds) expect(readChannels([String(address)])).toMatchObject([{ kind }]);
});

test("what is not an http address is no channel", () => {
  for (const address of ["", "hook", "ftp://example.org", "slack+", "mailto:ann@example.org"])
    expect(readChannels([address])).toBeNull();
});

test("a channel's target does not give its secret address away", () => {
  const [channel] = readChannels(["https://hooks.slack.com/services/T/B/secret"]) ?? [];
  expect(channel && channelTarget(channel)).toMatch(/^slack:[0-9a-f]{12}$/);
});

test("a mail's target gives its address back, and a channel is no mail", () => {
  expect(mailAddress(mailTarget("ann@example.org"))).toBe("ann@example.org");
  expect(isMail(mailTarget("ann@example.org"))).toBe(true);
  expect(isMail(channelTarget({ kind: "webhook", url: "https://example.org/mail:hook" }))).toBe(false);
});

test("a mail address is one address and nothing else", () => {
  for (const address of ["ann@example.org", "ann+fraud@mail.example.org", "zoë@exämple.org"])
    expect(isAddress(address), address).toBe(true);
  const refused = [
    "",
    "ann",
    "ann@localhost",
    "ann@example.org\r\nbcc: x@y.zz",
    "a@b.cc,d@e.ff",
    "<a@b.cc>",
    "a b@c.dd",
  ];
  for (const address of refused) expect(isAddress(address), address).toBe(false);
});

test("a sender may have a name, without a line break in it", () => {
  expect(isMailbox("Vigie <vigie@example.org>")).toBe(true);
  expect(isMailbox("vigie@example.org")).toBe(true);
  expect(isMailbox("Vigie\r\nbcc: <a@b.cc>")).toBe(false);
  expect(isMailbox("Vigie <vigie>")).toBe(false);
});
