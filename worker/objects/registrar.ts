// The registry's door: it proves a bundle before it is kept, and has models exchanged. One object, so that one thing happens after the
// other. See docs/models.md.

import { DurableObject } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { HOUR_MS } from "../duration.ts";
import { logError } from "../log.ts";
import { ledgerOf } from "../pipeline/deciders.ts";
import { type Exchanged, exchange, type Wish } from "../registry/exchange.ts";
import { type Offer, type TakenIn, takeIn } from "../registry/takeIn.ts";
import { machinery } from "../scoring/machinery.ts";
import { proveBundle } from "../scoring/prove.ts";
import { shippedBundle, shippedVersion, shippedZip } from "../scoring/shippedBundle.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { turns } from "../turns.ts";
import { revive } from "./beat.ts";

const LOOK_EVERY_MS = HOUR_MS;

export class Registrar extends DurableObject<Env> {
  readonly #store: Store = openStore(this.env);
  readonly #inTurn = turns();

  /** Takes a bundle in as a candidate. Throws when the store failed: the same bundle may be offered again. */
  takeIn(offer: Offer): Promise<TakenIn> {
    return this.#inTurn(() => this.#takeIn(offer));
  }

  /** Exchanges the champion or the challenger. Throws when the store failed. */
  exchange(wish: Wish): Promise<Exchanged> {
    return this.#inTurn(async () => {
      await this.#keepShipped();
      return exchange(wish, {
        store: this.#store,
        shipped: shippedVersion,
        changePolicy: (change) => ledgerOf(this.env).changePolicy(change),
        now: Date.now,
      });
    });
  }

  /** Called by the cron. Calling it twice is harmless. */
  beat(): Promise<void> {
    const nowMs = Date.now();
    return revive(this.ctx.storage, nowMs, nowMs + LOOK_EVERY_MS);
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + LOOK_EVERY_MS);
    await this.#inTurn(() => this.#keepShipped()).catch((error: unknown) => logError("registrar_failed", error));
  }

  /** The shipped model is kept as well: after a deploy with another one, people can go back to it. */
  async #keepShipped(): Promise<void> {
    if (!shippedBundle.ok) return;
    const models = await this.#store.models();
    if (models.some(({ version }) => version === shippedVersion)) return;
    await this.#takeIn({ zip: shippedZip, by: "vigie", via: "deploy", note: "shipped with Vigie" });
  }

  #takeIn(offer: Offer): Promise<TakenIn> {
    const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    return takeIn(offer, {
      store: this.#store,
      prove: (zip) => proveBundle(zip, sha256, machinery, Math.random),
      shipped: shippedVersion,
      write: (changes) => ledgerOf(this.env).write(changes),
      now: Date.now,
      newId: () => crypto.randomUUID(),
    });
  }
}
