// The line between the Worker under test and its store, whichever it is: what a test wants to happen to each question on it.
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { configOf } from "../../worker/config/config.ts";
import { sql } from "./sql.ts";
import { forgotten } from "./worker.ts";

/** `text` holds the SQL of all statements of the question, `pass` asks it. */
export type Meeting = (text: string, pass: () => Promise<unknown>) => Promise<unknown>;

/** What only a commit's statements have. */
export const COMMIT = /insert into \\?"payments\\?"/;
/** And those that take the writer. */
export const TAKING = /insert into \\?"writer\\?"[^;]*returning/;
/** Just what is left of a deadline is waited for, in the order of all deadlines. */
const HURRY_MS = 9_900;
export const LOST = "Network connection lost.";
/** Words that tell nobody to ask again. */
export const AWAY = "the disk of the store is full";

/** Whatever is asked while `during` runs meets this. */
export async function storeMeets(meeting: Meeting, during: () => Promise<void>): Promise<void> {
  const restore = configOf(env).store.kind === "d1" ? onD1(meeting) : onNeon(meeting);
  try {
    await during();
  } finally {
    restore();
  }
}

/**
 * A store that answers nothing, or nothing of this kind, with deadlines that come ten seconds sooner. How often it was asked
 * so is counted. `isRun`: it does its work all the same.
 */
export async function storeHangs(
  during: (asked: () => number) => Promise<void>,
  about = /(?:)/,
  { isRun = false } = {},
): Promise<void> {
  let asked = 0;
  // A query that is to run gets two seconds more, so that it surely has run.
  const timer = hurriedTimer(globalThis.setTimeout, isRun ? HURRY_MS - 2_000 : HURRY_MS);
  const hurried = vi.spyOn(globalThis, "setTimeout").mockImplementation(timer);
  try {
    await storeMeets(
      async (text, pass) => {
        if (!about.test(text)) return pass();
        asked += 1;
        if (isRun) await pass();
        return new Promise(() => {});
      },
      () => during(() => asked),
    );
  } finally {
    hurried.mockRestore();
  }
}

/** A store that takes no record of anybody while `during` runs. It still answers what only reads. */
export async function withStoreDown<Result>(during: () => Promise<Result>): Promise<Result> {
  await sql("alter table writer rename to writer_away");
  try {
    return await during();
  } finally {
    await sql("alter table writer_away rename to writer");
  }
}

/** A store that fails whatever it is asked, while `during` runs. */
export function withStoreAway(during: () => Promise<void>): Promise<void> {
  return storeMeets(() => Promise.reject(new Error(AWAY)), during);
}

/** And a decider that has just begun, so that it knows nothing by itself: it cannot decide. */
export async function withoutDecisions(during: () => Promise<void>): Promise<void> {
  await forgotten();
  await withStoreAway(during);
}

function hurriedTimer(real: typeof setTimeout, hurryMs: number): typeof setTimeout {
  const hurried = (work: () => void, ms = 0) => real(work, ms < hurryMs ? ms : ms - hurryMs);
  return Object.assign(hurried, real);
}

/** How many questions of this kind break off, before or after they were run. */
export function breaksOff(about: RegExp, times: number, { isRun = false, words = LOST } = {}): Meeting {
  let left = times;
  return async (text, pass) => {
    if (left === 0 || !about.test(text)) return pass();
    left -= 1;
    if (isRun) await pass();
    throw new Error(words);
  };
}

function onNeon(meeting: Meeting): () => void {
  const { store } = configOf(env);
  const host = store.kind === "neon" ? new URL(store.databaseUrl).host : "";
  const reach = globalThis.fetch;
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    // The answer is read whole: only then has the database surely done its work.
    const pass = async () => {
      const answer = await reach(input, init);
      return new Response(await answer.text(), { status: answer.status });
    };
    if (new URL(String(input)).host !== host || typeof init?.body !== "string") return reach(input, init);
    // What a meeting answers is what `pass` did.
    return (await meeting(init.body, pass)) as Response;
  });
  return () => spy.mockRestore();
}

/** D1's own objects are all of these two kinds, wherever they are used. */
function onD1(meeting: Meeting): () => void {
  const texts = new WeakMap<object, string>();
  const database: D1Database = Object.getPrototypeOf(env.DB);
  const statement: D1PreparedStatement = Object.getPrototypeOf(env.DB.prepare("select 1"));
  const restores = [
    instead(
      database,
      "prepare",
      (real) =>
        function (this: object, text: string) {
          const made = Reflect.apply(real, this, [text]);
          texts.set(made, text);
          return made;
        },
    ),
    instead(
      statement,
      "bind",
      (real) =>
        function (this: object, ...values: unknown[]) {
          const made = Reflect.apply(real, this, values);
          texts.set(made, texts.get(this) ?? "");
          return made;
        },
    ),
    instead(
      database,
      "batch",
      (real) =>
        function (this: object, statements: object[]) {
          const text = statements.map((each) => texts.get(each)).join("; ");
          return meeting(text, () => Reflect.apply(real, this, [statements]));
        },
    ),
    ...(["all", "first", "raw", "run"] as const).map((way) =>
      instead(
        statement,
        way,
        (real) =>
          function (this: object, ...given: unknown[]) {
            return meeting(texts.get(this) ?? "", () => Reflect.apply(real, this, given));
          },
      ),
    ),
  ];
  return () => {
    for (const restore of restores) restore();
  };
}

type Method = (this: object, ...given: never[]) => unknown;

function instead<Target extends object>(
  target: Target,
  name: keyof Target & string,
  by: (real: CallableFunction) => Method,
) {
  const real = Reflect.get(target, name);
  if (typeof real !== "function") throw new Error(`there is no ${name}`);
  Reflect.set(target, name, by(real));
  return () => void Reflect.set(target, name, real);
}
