// The Worker under test, called as Cloudflare would call it.
import {
  createExecutionContext,
  createScheduledController,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { configOf } from "../../worker/config/config.ts";
import worker from "../../worker/index.ts";
import { deciderAt } from "../../worker/pipeline/deciders.ts";
import { isFilled } from "../../worker/pipeline/memory.ts";
import { feedRow } from "../rows.ts";
import { sql } from "./sql.ts";

export const HOST = "https://vigie.localhost";

/**
 * A request through the front door; `changes` stand in for variables and secrets. Each comes from an address of its own unless it says
 * from which, since the wrong tokens of one address are counted. What was decided is recorded afterwards, unless the store is away.
 */
export async function request(path: string, init: RequestInit = {}, changes: object = {}): Promise<Response> {
  const response = await answered(path, init, changes);
  await recorded();
  return response;
}

/** A request whose answer is all that is waited for. */
export async function answered(path: string, init: RequestInit = {}, changes: object = {}): Promise<Response> {
  const context = createExecutionContext();
  const asked = new Request(new URL(path, HOST), init);
  if (!asked.headers.has("cf-connecting-ip")) asked.headers.set("cf-connecting-ip", newAddress());
  const response = await worker.fetch(asked, { ...env, ...changes }, context);
  await waitOnExecutionContext(context);
  return response;
}

export async function push(body: unknown, changes: object = {}): Promise<Response> {
  const response = await decided(body, changes);
  await recorded();
  return response;
}

/** A push that is not waited for to be recorded. */
export function decided(body: unknown, changes: object = {}): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const init = { method: "POST", body: text, headers: { "content-type": "application/json" } };
  return answered("/api/payments", init, changes);
}

let addresses = 0;

export function newAddress(): string {
  addresses += 1;
  return `10.${addresses >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

/** The minute's cron. */
export async function cron(): Promise<void> {
  const context = createExecutionContext();
  await worker.scheduled(createScheduledController(), env);
  await waitOnExecutionContext(context);
}

export const poller = () => env.POLLER.getByName("poller");
export const ledger = () => env.LEDGER.getByName("intake");
export const decider = () => env.DECIDER.getByName("decider-0");
export const board = () => env.BOARD.getByName("board");

/** The cron sets the alarm, the alarm runs one tick. */
export async function tick(): Promise<void> {
  await cron();
  await runDurableObjectAlarm(poller());
  await recorded();
}

export const SEAT = { place: 0, deciders: 1 };

/** Waits until what was decided is recorded, or the store has failed. */
export async function recorded(): Promise<void> {
  await decider().recordNow();
}

/** The ledger begins anew, whoever still waits for it. */
export async function ledgerEnds(): Promise<void> {
  const ended = runInDurableObject(ledger(), async (_, state) => {
    await state.storage.sync();
    state.abort("ended");
  });
  await ended.catch(() => undefined);
}

/** The decider remembers nothing, as one that has just begun: what it needs is in the store. */
export async function forgotten(): Promise<void> {
  await recorded();
  const ended = runInDurableObject(decider(), async (_, state) => {
    await state.storage.deleteAll();
    await state.storage.sync();
    state.abort("forgotten");
  });
  await ended.catch(() => undefined);
}

/** All that the store has is in the decider's memory, so that it can decide without it. */
export async function filled(): Promise<void> {
  const isFilling = async () => {
    const { filling } = await decider().status();
    return filling === null || !isFilled(filling);
  };
  // The first payment has it sit down.
  const { status } = await push(feedRow());
  if (status !== 200) throw new Error(`nothing can be decided: ${status}`);
  while (await isFilling()) await runDurableObjectAlarm(decider());
}

export async function storedIds(): Promise<string[]> {
  await recorded();
  return (await sql("select id from payments order by seq")).map(({ id }) => String(id));
}

/** As many deciders as tests have. */
export const everyone = [0, 1, 2].map((place) => () => deciderAt(env, place));

/** The number of deciders as the objects see it; requests see it by their variables. */
export async function spreadOver(deciders: number): Promise<{ DECIDERS: string }> {
  for (const object of [ledger, ...everyone]) {
    await runInDurableObject(object(), (instance) => {
      configOf(Reflect.get(instance, "env")).deciders = deciders;
    });
  }
  return { DECIDERS: String(deciders) };
}
