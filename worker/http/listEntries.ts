// Entries of lists as requests write and read them: /api/lists and /api/snoozes share this.
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { LIST_KINDS, type ListEntry, type ListKind } from "../policy/lists.ts";
import { readValue } from "../policy/listValue.ts";
import type { Doer } from "../policy/policy.ts";
import { openStore } from "../store/open.ts";
import { policyOf } from "../store/policies.ts";
import { noteOf } from "../verdict/note.ts";
import type { App } from "./context.ts";
import { pageOf } from "./cursor.ts";
import { changedBy } from "./door/changes.ts";
import { changePolicy, IN_THE_PAST, note, objectSuchAs, seenVersion, until, wrongField } from "./policyWrite.ts";
import { etagOf, shownEntry } from "./shownPolicy.ts";

/** Longer than any value, which has a length of its own by its kind. */
const LONGEST_WRITTEN = 400;

export function entryBody<Kind extends ListKind>(kinds: readonly Kind[], such: string) {
  return z.strictObject(
    {
      kind: z.enum(kinds, `must be ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(kinds)}`),
      value: z
        .string("must be text")
        .max(LONGEST_WRITTEN, "is too long")
        .meta({ description: "A card's id as its payments show it, never its number; or a merchant's whole name" }),
      note,
      until,
    },
    { error: objectSuchAs(such) },
  );
}

export const anyEntry = (such: string) => entryBody(LIST_KINDS, such);

export type WrittenEntry = z.infer<ReturnType<typeof anyEntry>>;

/** `kind`: the one kind that the list holds; null where it holds several, or is not there. */
interface ListAsked {
  name: string;
  kind: ListKind | null;
}

type EntryRead = { ok: true; entry: ListEntry } | { ok: false; field: string; problem: string };

/** Whatever a schema cannot tell. */
export function readEntry(list: ListAsked, written: WrittenEntry, said: Doer, nowMs: number): EntryRead {
  const { kind, note } = written;
  const wrong = (field: string, problem: string): EntryRead => ({ ok: false, field, problem });
  if (list.kind !== null && kind !== list.kind)
    return wrong("kind", `must be ${list.kind}: that is what the list holds`);
  const value = readValue(kind, written.value);
  if (!value.ok) return wrong("value", value.problem);
  const until = written.until == null ? null : Date.parse(written.until);
  if (until === null && list.name === "snooze") return wrong("until", "is missing: a snooze has an end");
  if (until !== null && until <= nowMs) return wrong("until", IN_THE_PAST);
  const entry = { id: crypto.randomUUID(), list: list.name, kind, value: value.value, note: noteOf(note ?? "") };
  return { ok: true, entry: { ...entry, ...said, at: nowMs, until } };
}

/** Or the answer that says what is wrong. */
export function entryOf(context: Context<App>, list: string, written: WrittenEntry): ListEntry | Response {
  const read = readEntry({ name: list, kind: null }, written, changedBy(context), Date.now());
  return read.ok ? read.entry : wrongField(context, read.field, read.problem);
}

/** 201 for one that was put there; 200 for one that was there already, which is shown. */
export async function addEntry(context: Context<App>, from: number | null, entry: ListEntry, of: string) {
  const edit = { kind: "entries_added" as const, entries: [entry] };
  const done = await changePolicy(context, { from, edit, note: entry.note }, of);
  if (done instanceof Response) return done;
  const { policy, changed } = done;
  const held = policy.entries.find(
    ({ list, kind, value }) => list === entry.list && kind === entry.kind && value === entry.value,
  );
  const answer = { entry: shownEntry(held ?? entry), policy: policy.version };
  return context.json(answer, changed ? 201 : 200, etagOf(policy));
}

export async function removeEntry(context: Context<App>, list: string, id: string, of: string): Promise<Response> {
  const seen = seenVersion(context);
  if (seen instanceof Response) return seen;
  const edit = { kind: "entries_removed" as const, list, ids: [id] };
  const done = await changePolicy(context, { ...seen, edit, note: null }, of);
  return done instanceof Response ? done : context.json({ policy: done.policy.version }, 200, etagOf(done.policy));
}

/** One page of a list, and the policy that holds. */
export async function entriesOf(env: Env, list: string, limit: number, after: { at: number; id: string } | null) {
  const store = openStore(env);
  const [held, found] = await Promise.all([store.policy(), store.entries({ list, limit: limit + 1, after })]);
  const policy = policyOf(held);
  const { page, next } = pageOf(found, limit, ({ at }) => at);
  return { policy, answer: { policy: policy.version, entries: page.map(shownEntry), next } };
}
