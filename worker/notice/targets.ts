// The targets of messages: mail addresses, and channels (webhooks, chats) by their addresses.
import { createHash } from "node:crypto";
import { CHANNEL_KINDS, type ChannelKind } from "../wire/channelKinds.ts";
import { CHANNELS } from "./channels/all.ts";

/** A place other than a mailbox. Its address is a secret, because everybody who knows it may post there. */
export interface Channel {
  kind: ChannelKind;
  url: string;
}

/** Each is `URL`, or `slack+URL` when the host does not tell the kind. Null when one is not an http(s) address. */
export function readChannels(addresses: readonly string[]): Channel[] | null {
  const channels = addresses.map((address): Channel | null => {
    const named = CHANNEL_KINDS.find((kind) => address.startsWith(`${kind}+`));
    const rest = named === undefined ? address : address.slice(named.length + 1);
    const url = URL.canParse(rest) ? new URL(rest) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) return null;
    const known = CHANNEL_KINDS.find((kind) => CHANNELS[kind].hosts?.test(url.hostname));
    return { kind: named ?? known ?? "webhook", url: url.href };
  });
  return channels.every((channel) => channel !== null) ? channels : null;
}

const MAIL = "mail:";

export function mailTarget(address: string): string {
  return MAIL + address;
}

export function isMail(target: string): boolean {
  return target.startsWith(MAIL);
}

/** The address in a target that `mailTarget` made. */
export function mailAddress(target: string): string {
  return target.slice(MAIL.length);
}

/** Tells channels apart without their secret addresses. */
export function channelTarget({ kind, url }: Channel): string {
  return `${kind}:${createHash("sha256").update(url).digest("hex").slice(0, 12)}`;
}

/** The place that all mails go to. Any other place is a channel's target. Places do not wait for each other. */
export const MAIL_PLACE = "mail";

export function placeOf(target: string): string {
  return isMail(target) ? MAIL_PLACE : target;
}

/** The places that messages go to. Mails have none without a provider, since then they wait for nobody. */
export function placesOf({ mail, channels }: { mail: { apiKey: string | null }; channels: readonly Channel[] }) {
  return [...(mail.apiKey === null ? [] : [MAIL_PLACE]), ...channels.map(channelTarget)];
}

/** One mail address, without anything that could become another header or recipient. */
export function isAddress(text: string): boolean {
  return /^[^\s@<>,;:"()[\]\\\p{Cc}]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(text);
}

/** An address, or `Name <address>`. */
export function isMailbox(text: string): boolean {
  const [, address] = /^[^<>\p{Cc}"]*<([^<>]+)>$/u.exec(text) ?? [];
  return isAddress(address ?? text);
}
