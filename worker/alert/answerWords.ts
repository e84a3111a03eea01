// A channel's answer, made safe to show: its first words, without the address that they may quote. Pure.

import { plain } from "../notice/words.ts";
import { cut } from "../text.ts";

const LONGEST = 200;
/** Shorter parts of an address are words such as `hook`, and tell nobody anything. */
const LEAST_SECRET = 6;

/** The first line (all of an object, the title of a page), cut; empty where nothing was said. */
export function firstWords(text: string, address: string, secret: string | null): string {
  const [, title] = /^\s*<.*?<title[^>]*>([^<]+)/is.exec(text) ?? [];
  const isJson = /^\s*[[{]/.test(text);
  const line = isJson ? text : (title ?? text.split(/[\r\n]+/).find((each) => plain(each) !== "") ?? "");
  let words = plain(line.replaceAll("\\/", "/"));
  // The longest part is hidden first: hiding a shorter one inside it would leave its rest to be read.
  const hidden = secretsOf(address, secret).sort((a, b) => b.length - a.length);
  for (const each of hidden) words = words.replaceAll(each, "…");
  return cut(words, LONGEST);
}

function secretsOf(address: string, secret: string | null): string[] {
  const url = new URL(address);
  const parts = [...url.pathname.split("/"), ...url.searchParams.values(), url.username, url.password, url.host];
  const whole = [url.href, url.pathname + url.search, url.pathname].filter((path) => path.length > 1);
  const long = [...parts, secret ?? ""].filter((part) => part.length >= LEAST_SECRET);
  return [...whole, ...long].flatMap((each) => [each, decoded(each), encodeURIComponent(each)]);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
