// /api/lists: what is always blocked or allowed, what alerts nobody, and values that rules ask for by the list's name.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { BUILT_IN_LISTS, LIST_KINDS, LIST_NAME } from "../../policy/lists.ts";
import type { Policy } from "../../policy/policy.ts";
import { readRule } from "../../rules/readRule.ts";
import { openStore } from "../../store/open.ts";
import { policyOf } from "../../store/policies.ts";
import { noteOf } from "../../verdict/note.ts";
import { csvProblem, entryAnswer, entryList, listAnswer, listList, listTaken, policyNow } from "../../wire/policy.ts";
import type { App } from "../context.ts";
import { cursor } from "../cursor.ts";
import { readText, refusedBody } from "../door/body.ts";
import { changedBy, requireAdmin } from "../door/changes.ts";
import { ifMatch } from "../ifMatch.ts";
import { entriesIn, entryPages, listCsvHeader, listCsvLine } from "../listCsv.ts";
import { addEntry, anyEntry, entriesOf, entryOf, removeEntry } from "../listEntries.ts";
import { asProblem, forAdmins, forReaders, refusals } from "../openapi.ts";
import { csvReader, findable, limit } from "../parameters.ts";
import {
  changePolicy,
  changeRefusals,
  note,
  objectSuchAs,
  readChange,
  seenVersion,
  wrongField,
} from "../policyWrite.ts";
import { etagOf, shownLists } from "../shownPolicy.ts";
import { CSV_TYPE, download, streamed } from "../streamedRows.ts";

const SUCH_LIST = '{"name":"vip","kind":"card","note":"our own cards"}';
const SUCH_ENTRY = '{"kind":"merchant","value":"Plum & Pear","note":"why"}';
/** 20,000 entries with short notes. */
const MAX_CSV_BYTES = 4 * 1024 * 1024;
const NO_LIST = "there is no such list: GET /api/lists names them";
const NO_ENTRY = "there is no such entry in this list";

const listBody = z.strictObject(
  {
    name: z
      .string("must be text")
      .regex(LIST_NAME, "must be 1 to 40 of a to z, 0 to 9 and _, a letter first")
      .meta({ description: "Rules ask for it as `lists.NAME`" }),
    kind: z.enum(LIST_KINDS, `must be ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(LIST_KINDS)}`),
    note,
  },
  { error: objectSuchAs(SUCH_LIST) },
);
const entry = anyEntry(SUCH_ENTRY);

const id = z.string().max(64, "must be at most 64 characters").transform(findable);
const list = id.meta({ description: "`block`, `allow`, `snooze` or one's own" });
const listParams = z.object({ list });
const entryParams = z.object({ list, id });
const noList = { description: "No such list", content: asProblem };

const allRoute = createRoute({
  method: "get",
  path: "/api/lists",
  summary: "The lists that there are",
  security: forReaders,
  responses: {
    200: { description: "The built-in ones first", content: { "application/json": { schema: listList } } },
    ...refusals,
  },
});

const newRoute = createRoute({
  method: "post",
  path: "/api/lists",
  summary: "Make a list that rules can ask for",
  security: forAdmins,
  middleware: requireAdmin,
  request: { headers: ifMatch, body: { required: true, content: { "application/json": { schema: listBody } } } },
  responses: {
    201: { description: "Made, and empty", content: { "application/json": { schema: listAnswer } } },
    ...changeRefusals,
  },
});

const dropRoute = createRoute({
  method: "delete",
  path: "/api/lists/{list}",
  summary: "Remove a list of one's own, with all that is in it",
  description: "Refused while a rule asks for it.",
  security: forAdmins,
  middleware: requireAdmin,
  request: { params: listParams, headers: ifMatch },
  responses: {
    200: { description: "Removed", content: { "application/json": { schema: policyNow } } },
    ...changeRefusals,
    404: noList,
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/api/lists/{list}",
  summary: "What is in a list, the newest first",
  security: forReaders,
  request: { params: listParams, query: z.object({ limit, cursor }) },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: entryList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
    404: noList,
  },
});

const addRoute = createRoute({
  method: "post",
  path: "/api/lists/{list}",
  summary: "Put a value into a list",
  description:
    "It takes the place of an entry with the same value. It is in force with the next payments that are decided.",
  security: forAdmins,
  middleware: requireAdmin,
  request: {
    params: listParams,
    headers: ifMatch,
    body: { required: true, content: { "application/json": { schema: entry } } },
  },
  responses: {
    200: { description: "It was there already", content: { "application/json": { schema: entryAnswer } } },
    201: { description: "Put there", content: { "application/json": { schema: entryAnswer } } },
    ...changeRefusals,
    404: noList,
  },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/api/lists/{list}/{id}",
  summary: "Take a value out of a list",
  security: forAdmins,
  middleware: requireAdmin,
  request: { params: entryParams, headers: ifMatch },
  responses: {
    200: { description: "Taken out", content: { "application/json": { schema: policyNow } } },
    ...changeRefusals,
    404: { description: "No such entry", content: asProblem },
  },
});

const csvOutRoute = createRoute({
  method: "get",
  path: "/api/lists/{list}/csv",
  summary: "A list as CSV: kind, value, note, until",
  description:
    "RFC 4180. Text that a spreadsheet would take for a formula begins with an apostrophe, which is taken off again on the way in.",
  security: forReaders,
  request: { params: listParams, query: z.object({ for: csvReader }) },
  responses: {
    200: {
      description: "Its entries, the newest first, without those that have ended",
      content: { "text/csv": { schema: z.string() } },
    },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
    404: noList,
  },
});

const csvInRoute = createRoute({
  method: "post",
  path: "/api/lists/{list}/csv",
  summary: "Put many values into a list: all of them or none",
  description:
    "The first line names the columns: `kind` and `value`, perhaps `note` and `until`. It is one version of the policy with one entry " +
    "in the audit. A value that is there already with the same end and note stays as it is.",
  security: forAdmins,
  middleware: requireAdmin,
  request: {
    params: listParams,
    headers: ifMatch,
    body: { required: true, content: { "text/csv": { schema: z.string() } } },
  },
  responses: {
    200: { description: "They are there", content: { "application/json": { schema: listTaken } } },
    ...changeRefusals,
    400: {
      description: "A row, the header or If-Match is wrong. Nothing was changed",
      content: { "application/json": { schema: csvProblem } },
    },
    404: noList,
  },
});

export function listRoutes(app: OpenAPIHono<App>): void {
  app.openapi(allRoute, async (context) => {
    const store = openStore(context.env);
    const [held, counts] = await Promise.all([store.policy(), store.entryCounts()]);
    const policy = policyOf(held);
    return context.json({ policy: policy.version, lists: shownLists(policy, counts) }, 200, etagOf(policy));
  });

  app.openAPIRegistry.registerPath(newRoute);
  app.post("/api/lists", requireAdmin, async (context) => {
    const asked = await readChange(context, listBody, SUCH_LIST);
    if (asked instanceof Response) return asked;
    const { name, kind, from } = asked;
    const made = { name, kind, note: noteOf(asked.note ?? "") };
    // Some words mean something in conditions.
    if (!isBuiltIn(name) && !readRule(`${kind} in lists.${name}`, [made]).ok) {
      return wrongField(context, "name", "is a word that conditions cannot ask for: take another");
    }
    const done = await changePolicy(
      context,
      { from, edit: { kind: "list_added", list: made }, note: made.note },
      NO_LIST,
    );
    if (done instanceof Response) return done;
    const answer = { list: { ...made, entries: 0, isBuiltIn: false }, policy: done.policy.version };
    return context.json(answer, 201, etagOf(done.policy));
  });

  app.openAPIRegistry.registerPath(dropRoute);
  app.delete("/api/lists/:list", requireAdmin, async (context) => {
    const seen = seenVersion(context);
    if (seen instanceof Response) return seen;
    const { list: name } = context.req.param();
    if (isBuiltIn(name)) return context.json({ error: `the list ${name} is always there` }, 409);
    const done = await changePolicy(context, { ...seen, edit: { kind: "list_removed", name }, note: null }, NO_LIST);
    return done instanceof Response ? done : context.json({ policy: done.policy.version }, 200, etagOf(done.policy));
  });

  app.openapi(oneRoute, async (context) => {
    const { list: name } = context.req.valid("param");
    const { limit, cursor } = context.req.valid("query");
    const { policy, answer } = await entriesOf(context.env, name, limit, cursor ?? null);
    return hasList(policy, name) ? context.json(answer, 200, etagOf(policy)) : context.json({ error: NO_LIST }, 404);
  });

  app.openAPIRegistry.registerPath(addRoute);
  app.post("/api/lists/:list", requireAdmin, async (context) => {
    const asked = await readChange(context, entry, SUCH_ENTRY);
    if (asked instanceof Response) return asked;
    const made = entryOf(context, context.req.param("list"), asked);
    return made instanceof Response ? made : addEntry(context, asked.from, made, NO_LIST);
  });

  app.openapi(csvOutRoute, async (context) => {
    const { list: name } = context.req.valid("param");
    const { for: reader } = context.req.valid("query");
    const store = openStore(context.env);
    if (!hasList(policyOf(await store.policy()), name)) return context.json({ error: NO_LIST }, 404);
    const body = streamed(entryPages(store, name, Date.now()), listCsvHeader(reader), (entry) =>
      listCsvLine(entry, reader),
    );
    return download(context, body, CSV_TYPE, `${name}.csv`);
  });

  app.openAPIRegistry.registerPath(csvInRoute);
  app.post("/api/lists/:list/csv", requireAdmin, async (context) => {
    const seen = seenVersion(context);
    if (seen instanceof Response) return seen;
    const body = await readText(context.req.raw, MAX_CSV_BYTES);
    if (!body.ok) return refusedBody(context, body);
    const { list: name } = context.req.param();
    const policy = policyOf(await openStore(context.env).policy());
    if (!hasList(policy, name)) return context.json({ error: NO_LIST }, 404);
    const kind = policy.lists.find((own) => own.name === name)?.kind ?? null;
    const read = entriesIn(body.text, { name, kind }, changedBy(context), Date.now());
    if (!read.ok) {
      const { error, field, line } = read;
      return context.json({ error, ...(field === null ? {} : { field }), ...(line === null ? {} : { line }) }, 400);
    }
    const edit = { kind: "entries_added" as const, entries: read.entries };
    const done = await changePolicy(context, { ...seen, edit, note: null }, NO_LIST);
    if (done instanceof Response) return done;
    const mine = new Set(read.entries.map(({ id }) => id));
    const added = done.policy.entries.filter(({ id }) => mine.has(id)).length;
    const answer = { added, same: read.entries.length - added, policy: done.policy.version };
    return context.json(answer, 200, etagOf(done.policy));
  });

  app.openAPIRegistry.registerPath(removeRoute);
  app.delete("/api/lists/:list/:id", requireAdmin, (context) => {
    const { list, id } = context.req.param();
    return removeEntry(context, list, id, NO_ENTRY);
  });
}

function isBuiltIn(name: string): boolean {
  return BUILT_IN_LISTS.some((builtIn) => builtIn === name);
}

function hasList({ lists }: Policy, name: string): boolean {
  return isBuiltIn(name) || lists.some((own) => own.name === name);
}
