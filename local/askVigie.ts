// One question to a Vigie that runs somewhere: for commands that read its API, page by page.
import { Mendable, notReached } from "./errorSentence.ts";
import { jsonIn, refusalWords } from "./labelRows.ts";

const DEADLINE_MS = 60_000;

/** The JSON of an answer, undefined where it is none. Throws what to do about any answer but 200. */
export async function askVigie(address: URL, headers: Record<string, string>): Promise<unknown> {
  const { status, text } = await ask(address, headers);
  if (status !== 200) throw new Mendable(refusalWords(address.origin, status, text));
  return jsonIn(text);
}

async function ask(address: URL, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    // A redirect is told, not followed: it could lead the token anywhere.
    const response = await fetch(address, { headers, redirect: "manual", signal });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw new Mendable(notReached(address.origin, error), { cause: error });
  }
}
