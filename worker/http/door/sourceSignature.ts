// Checks that an event comes from the system that it names, by that system's own signature. All compare in constant time.
import { createHmac } from "node:crypto";
import { webhookSecretProblem } from "../../config/secrets.ts";
import { parseJson } from "../../payment/json.ts";
import type { SignatureScheme } from "../../payment/sources/mapping.ts";
import { isSigned, mayBeSigned } from "./signature.ts";
import { sameSecret } from "./tokens.ts";

/** As Stripe's own libraries have it. */
const TOLERANCE_S = 5 * 60;
/** Stripe signs with two secrets while one is exchanged for another. */
const MOST_SIGNATURES = 10;
const HEX_KEY = /^(?:[0-9a-f]{2}){16,64}$/i;

type Headers = Request["headers"];

/** Says in a refusal how a request of this source is signed. */
export function signatureWords(scheme: SignatureScheme): string {
  if (scheme === "standard")
    return "as Standard Webhooks say, in the headers webhook-id, webhook-timestamp and webhook-signature";
  if (scheme === "stripe") return "by Stripe, in the header stripe-signature, at most five minutes ago";
  if (scheme === "adyen") return "by Adyen, in additionalData.hmacSignature of each of its items";
  return `with HMAC-SHA256 of the body, as ${scheme.encoding} in the header ${scheme.header.toLowerCase()}`;
}

/** Why this secret cannot be one of the scheme. Null when it can. */
export function signingSecretProblem(scheme: SignatureScheme, secret: string): string | null {
  if (scheme === "standard") return webhookSecretProblem(secret);
  if (scheme === "adyen" && !HEX_KEY.test(secret))
    return "must be the HMAC key of Adyen's Customer Area, in hexadecimal digits";
  return secret.length < 8 ? "must have at least 8 characters" : null;
}

/** Whether the headers alone allow for a valid signature. This is known before a stranger's body is read. */
export function mayBeSignedBy(scheme: SignatureScheme, headers: Headers, nowMs: number): boolean {
  if (scheme === "standard") return mayBeSigned(headers, nowMs);
  if (scheme === "stripe") return stripeParts(headers, nowMs) !== null;
  // Its signatures lie in the body.
  if (scheme === "adyen") return true;
  return hmacIn(scheme, headers) !== null;
}

/** `body` is all that came, with any byte order mark. */
export function isSignedBy(
  scheme: SignatureScheme,
  secret: string,
  { headers, body, nowMs }: { headers: Headers; body: string; nowMs: number },
): boolean {
  if (scheme === "standard") return isSigned(secret, headers, body);
  if (scheme === "adyen") return areItemsSigned(secret, body);
  if (scheme === "stripe") {
    const parts = stripeParts(headers, nowMs);
    if (parts === null) return false;
    const expected = createHmac("sha256", secret).update(`${parts.seconds}.${body}`).digest("hex");
    // Each one is looked at, whatever was found before.
    return parts.signatures.filter((signature) => sameSecret(signature, expected)).length > 0;
  }
  const given = hmacIn(scheme, headers);
  if (given === null) return false;
  return sameSecret(given, createHmac("sha256", secret).update(body).digest(scheme.encoding));
}

/** `t=1492774577,v1=…,v1=…,v0=…` */
function stripeParts(headers: Headers, nowMs: number): { seconds: string; signatures: string[] } | null {
  const pairs = (headers.get("stripe-signature") ?? "").split(",").map((pair) => pair.trim().split("="));
  const seconds = pairs.find(([name]) => name === "t")?.[1] ?? "";
  const signatures = pairs.flatMap(([name, value = ""]) =>
    name === "v1" && /^[0-9a-f]{64}$/.test(value) ? [value] : [],
  );
  const isNear = /^\d{1,12}$/.test(seconds) && Math.abs(Math.floor(nowMs / 1000) - Number(seconds)) <= TOLERANCE_S;
  return isNear && signatures.length > 0 ? { seconds, signatures: signatures.slice(0, MOST_SIGNATURES) } : null;
}

function hmacIn(scheme: Exclude<SignatureScheme, string>, headers: Headers): string | null {
  const { header, encoding, prefix = "" } = scheme;
  const given = headers.get(header)?.trim() ?? "";
  if (!given.startsWith(prefix)) return null;
  const digest = given.slice(prefix.length);
  if (encoding === "hex") return /^[0-9a-f]{64}$/i.test(digest) ? digest.toLowerCase() : null;
  return /^[A-Za-z0-9+/]{43}=$/.test(digest) ? digest : null;
}

/** Adyen signs eight fields of each item, and not the body. One that is not signed spoils them all. */
function areItemsSigned(secret: string, body: string): boolean {
  const items = itemsIn(body);
  return items.length > 0 && items.filter((item) => !isItemSigned(secret, item)).length === 0;
}

function itemsIn(body: string): unknown[] {
  try {
    const items = property(parseJson(body.replace(/^\uFEFF/, "")), "notificationItems");
    return Array.isArray(items) ? items.map((item) => property(item, "NotificationRequestItem")) : [];
  } catch {
    return [];
  }
}

function isItemSigned(secret: string, item: unknown): boolean {
  const given = property(property(item, "additionalData"), "hmacSignature");
  if (typeof given !== "string" || !/^[A-Za-z0-9+/]{43}=$/.test(given)) return false;
  const amount = property(item, "amount");
  const named = (name: string) => property(item, name);
  const signed = [
    ...[named("pspReference"), named("originalReference"), named("merchantAccountCode"), named("merchantReference")],
    ...[property(amount, "value"), property(amount, "currency"), named("eventCode"), named("success")],
  ];
  const text = signed
    .map((value) =>
      String(value ?? "")
        .replaceAll("\\", "\\\\")
        .replaceAll(":", "\\:"),
    )
    .join(":");
  return sameSecret(given, createHmac("sha256", Buffer.from(secret, "hex")).update(text).digest("base64"));
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}
