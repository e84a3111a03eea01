// Signs in a condition that nobody sees, or that make it look like another one: a right-to-left mark in a remark can show the rest of
// the line in another order. No payment's texts have them either, since they are cleaned at the door.
import type { Problem } from "./syntax.ts";

/** Line breaks and tabs stand between words, and so does the plain space. */
const UNSEEN = /[\p{Cs}\p{Cf}\p{Z}]|(?![\t\n\r])\p{Cc}/gu;

/** The first of them. Null: there is none. */
export function unseenIn(text: string): Problem | null {
  for (const { 0: sign, index } of text.matchAll(UNSEEN)) {
    if (sign === " ") continue;
    const place = { from: index, to: index + sign.length };
    if (/\p{Cs}/u.test(sign)) return { problem: "this is half a sign", ...place };
    const instead = /\p{Zs}/u.test(sign) ? "write a plain space" : "delete it";
    return { problem: `a sign that nobody sees (${codeOf(sign)}) stands here; ${instead}`, ...place };
  }
  return null;
}

/** As CEL reads them between quotes. */
export function escapedUnseen(text: string): string {
  return text.replace(UNSEEN, (sign) => (sign === " " ? sign : escapeOf(sign.codePointAt(0) ?? 0)));
}

function escapeOf(code: number): string {
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

function codeOf(sign: string): string {
  return `U+${hex(sign.codePointAt(0) ?? 0, 4).toUpperCase()}`;
}

function hex(code: number, length: number): string {
  return code.toString(16).padStart(length, "0");
}
