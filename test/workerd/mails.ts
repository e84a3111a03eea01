// What tests of the outbox say to the mail provider outside, and ask of it.
import type { MessageList, MessageView } from "../../worker/wire/messages.ts";
import type { AcceptedMail, Fault, LastEvent } from "../fakeResend.ts";
import { type FeedRow, feedRow } from "../rows.ts";
import { sql } from "./sql.ts";
import { request } from "./worker.ts";

/** However busy the machine: a deadline of ten seconds, and the pauses after it. */
export const PATIENTLY = { timeout: 60_000, interval: 100 };
export const AT_MOST = 90_000;

/** What a test leaves behind it. */
export async function calm(): Promise<void> {
  await providerDoes();
  await providerSays({});
  // A later test's storm is not this one's.
  await sql("update alerts set created_at = created_at - 100000000");
  await sql("update messages set created_at = created_at - 100000000, sent_at = sent_at - 100000000");
  // Nor are its mails asked for in the middle of this one's faults.
  await sql("update messages set due_at = due_at - 100000000, fate_due_at = null where state <> 'pending'");
}

let cards = 0;

/** Just now, on a card of its own. */
export function freshRow(changes: Partial<FeedRow> = {}): FeedRow {
  cards += 1;
  return feedRow({ cc_num: `40001234${String(cards).padStart(8, "0")}`, current_time: Date.now(), ...changes });
}

export async function providerDoes(...faults: Fault[]): Promise<void> {
  await fetch("http://resend.test/script", { method: "POST", body: JSON.stringify(faults) });
}

/** What becomes of mails, by the address that they go to; they arrive otherwise. */
export async function providerSays(fates: Record<string, LastEvent>): Promise<void> {
  await fetch("http://resend.test/fates", { method: "POST", body: JSON.stringify(fates) });
}

export async function accepted(about: string): Promise<AcceptedMail[]> {
  const mails = await (await fetch("http://resend.test/accepted")).json<AcceptedMail[]>();
  return mails.filter(({ subject, text }) => `${subject}\n${text}`.includes(about));
}

export async function posted(
  path: string,
  about: string,
): Promise<{ headers: Record<string, string>; body: string }[]> {
  const posts = await (await fetch("http://hooks.test/posts")).json<
    { path: string; headers: Record<string, string>; body: string }[]
  >();
  return posts.filter((post) => post.path === path && post.body.includes(about));
}

export async function messagesOf(id: FeedRow["trans_num"]): Promise<MessageView[]> {
  const { messages } = await (await request("/api/alerts?limit=500")).json<MessageList>();
  return messages.filter(({ notice }) => notice === `fraud:${id}`);
}

export const recipientsOf = (mails: AcceptedMail[]) => mails.flatMap(({ to }) => to).sort();
export const EVERYONE = ["ann@example.org", "bob@example.org"];
