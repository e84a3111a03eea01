// The registry's door: it proves a bundle before it is kept, and has models exchanged. One object, so that one thing happens after the
// other. See docs/models.md.

import { DurableObject } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { configOf, type MlflowSettings } from "../config/config.ts";
import { HOUR_MS } from "../duration.ts";
import type { Trouble } from "../health/objectStates.ts";
import { logError, logNote } from "../log.ts";
import { ledgerOf } from "../pipeline/deciders.ts";
import { type Exchanged, exchange, type Wish } from "../registry/exchangeModel.ts";
import { type Followed, followMlflow } from "../registry/followMlflow.ts";
import { mlflowPorts } from "../registry/mlflowPorts.ts";
import { type Offer, type TakenIn, takeIn } from "../registry/takeInModel.ts";
import { machinery } from "../scoring/machinery.ts";
import { proveBundle } from "../scoring/proveBundle.ts";
import { shippedBundle, shippedVersion, shippedZip } from "../scoring/shippedBundle.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { cellIn } from "../storedCell.ts";
import { turns } from "../turns.ts";
import { revive } from "./beat.ts";

const LOOK_EVERY_MS = HOUR_MS;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return { followed: cell<Followed>("followed"), trouble: cell<Trouble>("trouble") };
}

export class Registrar extends DurableObject<Env> {
  readonly #store: Store = openStore(this.env);
  readonly #inTurn = turns();
  /** Apart, since a look may wait for a server for a minute, and whoever goes back to another model does not wait for it. */
  readonly #lookInTurn = turns();
  readonly #stored = storedIn(this.ctx.storage.kv);

  /** Takes a bundle in as a candidate. Throws when the store failed: the same bundle may be offered again. */
  takeIn(offer: Offer): Promise<TakenIn> {
    return this.#inTurn(() => this.#takeIn(offer));
  }

  /** Exchanges the champion or the challenger. Throws when the store failed. */
  exchange(wish: Wish): Promise<Exchanged> {
    return this.#inTurn(() => this.#exchange(wish));
  }

  /** Called by the cron. Calling it twice is harmless. */
  beat(): Promise<void> {
    const nowMs = Date.now();
    return revive(this.ctx.storage, nowMs, nowMs + LOOK_EVERY_MS);
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + LOOK_EVERY_MS);
    try {
      await this.#inTurn(() => this.#keepShipped());
      await this.lookInMlflow(false);
    } catch (error) {
      logError("registrar_failed", error);
    }
  }

  /**
   * Looks whether the alias in MLflow points to another version. `again`: a person asks, so what was refused is tried once more.
   * Returns null where none is followed. Throws when the store failed.
   */
  lookInMlflow(again: boolean): Promise<Followed | null> {
    const { mlflow } = configOf(this.env);
    return mlflow === null ? Promise.resolve(null) : this.#lookInTurn(() => this.#follow(mlflow, again));
  }

  /** Why MLflow cannot be followed. Null where it can. */
  trouble(): Trouble | null {
    return this.#stored.trouble.get() ?? null;
  }

  async #follow(settings: MlflowSettings, again: boolean): Promise<Followed> {
    const before = this.#stored.followed.get() ?? null;
    const ports = mlflowPorts(settings, {
      store: this.#store,
      shipped: shippedVersion,
      takeIn: (offer) => this.takeIn(offer),
      exchange: (wish) => this.exchange(wish),
      fetcher: fetch,
      now: Date.now,
    });
    const followed = await followMlflow(settings, before, again, ports);
    this.#stored.followed.put(followed);
    const { problem, said } = followed;
    if (problem === null) this.#stored.trouble.delete();
    else {
      logError("mlflow_failed", problem);
      this.#stored.trouble.put({ since: this.trouble()?.since ?? followed.at, problem });
    }
    if (said !== null && said !== before?.said) logNote("mlflow_followed", { said });
    return followed;
  }

  /** The shipped model is kept as well: after a deploy with another one, people can go back to it. */
  async #keepShipped(): Promise<void> {
    if (!shippedBundle.ok) return;
    const models = await this.#store.models();
    if (models.some(({ version }) => version === shippedVersion)) return;
    await this.#takeIn({ zip: shippedZip, by: "vigie", via: "deploy", note: "shipped with Vigie" });
  }

  async #exchange(wish: Wish): Promise<Exchanged> {
    await this.#keepShipped();
    return exchange(wish, {
      store: this.#store,
      shipped: shippedVersion,
      changePolicy: (change) => ledgerOf(this.env).changePolicy(change),
      now: Date.now,
    });
  }

  #takeIn(offer: Offer): Promise<TakenIn> {
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
