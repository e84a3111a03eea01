// What `npm start` adds to the simulated feed, so that all of Vigie is seen at first start.
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Money } from "../simulator/webhooks.ts";
import { setDemoChallenger } from "./demoChallenger.ts";
import { moneyOfShop, SOURCE_SECRET, sendWebhooks, setDemoSource } from "./demoSource.ts";
import { SHOP_WORLD } from "./demoWorld.ts";
import type { StartSettings } from "./settings.ts";
import { messageOf, say } from "./terminal.ts";

export interface Shop {
  money: Money;
  secret: string;
}

/** Sets what people would set to see all that Vigie does: a second model, and a second source. */
export async function setDemo(
  { adminToken, hasShop }: StartSettings,
  currency: string,
  workerUrl: URL,
  signal: AbortSignal,
): Promise<void> {
  const set = (what: string, how: () => Promise<boolean>): Promise<boolean> =>
    how().catch((error: unknown) => {
      if (!signal.aborted) say(`${what} could not be set: ${messageOf(error)}`);
      return false;
    });
  const demo = { workerUrl, adminToken, signal };
  if (await set("A second model beside the first", () => setDemoChallenger(demo)))
    say(`A smaller model scores every payment beside it and changes none: ${new URL("/models", workerUrl)}`);
  if (hasShop) await set("A second source", () => setDemoSource({ ...demo, currency }));
}

/** Null where the shop would have no rate. */
export function shopOf({ variables }: StartSettings, currency: string): Shop | null {
  const money = moneyOfShop(currency);
  const secret = variables[SOURCE_SECRET] ?? `whsec_${randomBytes(24).toString("base64")}`;
  return money === null ? null : { money, secret };
}

/** Its events come for as long as everything runs. */
export function openShop({ money, secret }: Shop, timezone: string, workerUrl: URL, signal: AbortSignal): void {
  say(`A made-up shop sends its payments in ${money.currency}, as Stripe would: ${new URL("/sources", workerUrl)}`);
  void sendWebhooks({
    ...{ world: { ...SHOP_WORLD, timezone }, money, secret, workerUrl, signal },
    now: Date.now,
    wait: (ms, ended) => wait(ms, null, { signal: ended }),
    onProblem: (why) => say(`The shop's events are not taken just now, and are sent again: ${why}`),
  });
}
