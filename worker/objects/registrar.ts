// The registry's door: it proves a bundle before it is kept, and has models exchanged. One object, so that one thing happens after the
// other. See docs/models.md.

import { DurableObject } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { cellIn } from "../cell.ts";
import { configOf, type MlflowSettings } from "../config/config.ts";
import { HOUR_MS } from "../duration.ts";
import type { Trouble } from "../health/objectStates.ts";
import { logError, logNote } from "../log.ts";
import { ledgerOf } from "../pipeline/deciders.ts";
import { championUntil } from "../registry/champions.ts";
import { type Exchanged, exchange, type Wish } from "../registry/exchange.ts";
import { type Followed, followMlflow } from "../registry/followMlflow.ts";
import { gateNow } from "../registry/gateNow.ts";
import { lookInMlflow } from "../registry/mlflow.ts";
import { inUse } from "../registry/states.ts";
import { type Offer, type TakenIn, takeIn } from "../registry/takeIn.ts";
import { machinery } from "../scoring/machinery.ts";
import { proveBundle } from "../scoring/prove.ts";
import { shippedBundle, shippedVersion, shippedZip } from "../scoring/shippedBundle.ts";
import { openStore } from "../store/open.ts";
import { policyOf } from "../store/policies.ts";
import type { Store } from "../store/store.ts";
import { turns } from "../turns.ts";
import { revive } from "./beat.ts";

const LOOK_EVERY_MS = HOUR_MS;
/** Long enough for 8 MB on a slow line. */
const MLFLOW_DEADLINE_MS = 60_000;
/** Versions of the policy that are looked at for former champions. */
const VERSIONS_READ = 500;

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return { followed: cell<Followed>("followed"), trouble: cell<Trouble>("trouble") };
}

export class Registrar extends DurableObject<Env> {
  readonly #store: Store = openStore(this.env);
  readonly #inTurn = turns();
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
    return mlflow === null ? Promise.resolve(null) : this.#inTurn(() => this.#follow(mlflow, again));
  }

  /** Why MLflow cannot be followed. Null where it can. */
  trouble(): Trouble | null {
    return this.#stored.trouble.get() ?? null;
  }

  async #follow(settings: MlflowSettings, again: boolean): Promise<Followed> {
    const before = this.#stored.followed.get() ?? null;
    const by = `MLflow ${settings.name}@${settings.alias}`;
    const followed = await followMlflow(settings, before, again, {
      look: (knownMark) => lookInMlflow(settings, knownMark, { fetcher: fetch, deadlineMs: MLFLOW_DEADLINE_MS }),
      takeIn: async (zip, note) => {
        const taken = await this.#takeIn({ zip, note, by, via: "mlflow" });
        if (taken.status === "refused") return { ok: false, problem: taken.problem };
        return { ok: true, version: taken.version, wasHere: taken.status === "known" };
      },
      standing: (version) => this.#standing(version),
      gate: async (version) => {
        const { champion } = await this.#standing(version);
        return (await gateNow(this.#store, { version, champion, shipped: shippedVersion }, Date.now())).gate;
      },
      become: async (role, version, note) => {
        const done = await this.#exchange({ role, version, note, by, via: "mlflow", from: null, override: false });
        if (done.status === "changed" || done.status === "same") return { ok: true };
        return { ok: false, problem: done.status === "refused" ? done.problem : "the policy was changed meanwhile" };
      },
      now: Date.now,
    });
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

  async #standing(version: string) {
    const [newest, versions] = await Promise.all([
      this.#store.policy(),
      this.#store.policyVersions(VERSIONS_READ, null),
    ]);
    const wasChampion = championUntil(versions, shippedVersion, version) !== null;
    return { ...inUse(policyOf(newest).models, shippedVersion), wasChampion };
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
