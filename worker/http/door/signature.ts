// Checks pushes that are signed by the rules of Standard Webhooks.
import { Webhook } from "standardwebhooks";

/** The same as in Standard Webhooks, and in the library that verifies. */
const TOLERANCE_S = 5 * 60;
/** Thirty-two bytes in base64. */
const SIGNATURE = /^v1,[A-Za-z0-9+/]{43}=$/;

/** Whether the headers alone allow for a valid signature. This is known before a stranger's body is read. */
export function mayBeSigned(headers: Headers, nowMs: number): boolean {
  const signatures = headers.get("webhook-signature")?.split(" ") ?? [];
  const seconds = Number.parseInt(headers.get("webhook-timestamp") ?? "", 10);
  const isNear = Math.abs(Math.floor(nowMs / 1000) - seconds) <= TOLERANCE_S;
  return isNear && (headers.get("webhook-id") ?? "") !== "" && signatures.some((one) => SIGNATURE.test(one));
}

/** `body` is all that came, with any byte order mark. UTF-8 that was read without loss gives the same bytes again. */
export function isSigned(secret: string, headers: Headers, body: string): boolean {
  try {
    new Webhook(secret).verify(body, Object.fromEntries(headers), { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}
