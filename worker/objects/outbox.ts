// The relay of the outbox: one object that sends what is owed, by alarm. All that must survive is in the store. The pauses
// kept here only spare a place that is down.
import { DurableObject } from "cloudflare:workers";
import { type Attempt, type SendResult, sendResultOf } from "../alert/afterAttempt.ts";
import { followUp } from "../alert/followUp.ts";
import { oweRollup } from "../alert/oweRollup.ts";
import { postTo } from "../alert/post.ts";
import { type RelayPorts, relay } from "../alert/relay.ts";
import { type MailProvider, resendProvider } from "../alert/resendProvider.ts";
import { type Config, readConfig } from "../config/config.ts";
import { logError } from "../log.ts";
import { KEPT_HERE } from "../notice/reference.ts";
import { channelTarget, isMail, MAIL_PLACE } from "../notice/targets.ts";
import type { Latencies } from "../pipeline/latency.ts";
import { oweDigests } from "../report/oweDigests.ts";
import { openStore } from "../store/open.ts";
import type { StoredMessage } from "../store/outbox.ts";
import type { Store } from "../store/store.ts";
import { cellIn } from "../storedCell.ts";
import { type ChannelKind, channelKindOf } from "../wire/channelKinds.ts";
import { isDead } from "./beat.ts";
import { type EverCounts, everCounted } from "./everCounted.ts";
import { keptLatencies } from "./keptLatencies.ts";

/** If a round dies, the next one begins after this time. */
const SAFETY_MS = 60_000;
const AFTER_FAILURE_MS = 5_000;
const DIGESTS_EVERY_MS = 60_000;
const CLOCK = { now: Date.now, wait: (ms: number) => scheduler.wait(ms) };

/** Where to, and what came of it. */
export type CountedAttempt = `${"mail" | ChannelKind} ${SendResult}`;

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return {
    /** Epoch ms by place. */
    pausedUntil: cell<Record<string, number>>("pausedUntil"),
    fatesPausedUntil: cell<number>("fatesPausedUntil"),
    /** Attempts by what came of them, as `channel result`. */
    attempts: cell<EverCounts<CountedAttempt>>("attempts"),
    latencies: cell<Latencies>("latencies"),
  };
}

export class Outbox extends DurableObject<Env> {
  readonly #store: Store = openStore(this.env);
  readonly #stored = storedIn(this.ctx.storage.kv);
  readonly #attempts = everCounted(this.#stored.attempts);
  readonly #latencies = keptLatencies(this.#stored.latencies);
  /** Nothing here must survive: it is asked anew after an eviction. */
  #digests = { askAgainAt: 0, nextAt: 0 };
  /** When the present round would be begun anew if it died; null between rounds. */
  #safetyAt: number | null = null;

  /** Called by the ledger after a commit, and by the cron: something may be due at this time. Calling it twice is harmless. */
  async beat(dueAt = Date.now()): Promise<void> {
    const alarm = await this.ctx.storage.getAlarm();
    // The safety alarm is removed when its round ends, so a beat must not rely on it.
    const isForSafety = alarm === this.#safetyAt;
    if (alarm === null || isDead(alarm, Date.now()) || isForSafety || alarm > dueAt)
      await this.ctx.storage.setAlarm(dueAt);
  }

  /** How many attempts have ever had which result, and how long frauds took to be mailed. */
  counts(): { attempts: EverCounts<CountedAttempt>; latencies: Latencies } {
    return { attempts: this.#attempts.all(), latencies: this.#latencies.shown() };
  }

  override async alarm(): Promise<void> {
    const reading = readConfig(this.env);
    if (!reading.ok) return;
    const safetyAt = Date.now() + SAFETY_MS;
    await this.ctx.storage.setAlarm(safetyAt);
    this.#safetyAt = safetyAt;
    const nextAt = await this.#round(reading.config).catch((error: unknown) => {
      logError("outbox_round_failed", error);
      return Date.now() + AFTER_FAILURE_MS;
    });
    this.#safetyAt = null;
    const alarm = await this.ctx.storage.getAlarm();
    // A beat that came during the round counts as well.
    const wanted = [nextAt, alarm === safetyAt ? null : alarm].filter((at) => at !== null);
    if (wanted.length === 0) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(Math.min(...wanted));
  }

  /** Returns when the next round is due. Null when none is due before something new is owed. */
  async #round(config: Config): Promise<number | null> {
    // Messages that are owed already go first: a fraud must not wait for the digest's sums.
    const pausedUntil = new Map(Object.entries(this.#stored.pausedUntil.get() ?? {}));
    const mail = config.mail.apiKey === null ? null : config.mail;
    const round = await relay(this.#ports(config), { mail, pausedUntil });
    this.#stored.pausedUntil.put(Object.fromEntries(round.pausedUntil));
    const rollupAt = await oweRollup(this.#store, config, Date.now());
    const owed = [round.nextAt, rollupAt, await this.#oweDigests(config)].filter((at) => at !== null);
    // Messages that are owed by now go first, and a provider that is left alone is not asked either.
    const isBusy = owed.some((at) => at <= Date.now()) || round.pausedUntil.has(MAIL_PLACE);
    const next = isBusy ? owed : [...owed, await this.#followUp(config)].filter((at) => at !== null);
    return next.length === 0 ? null : Math.min(...next);
  }

  /** Asks what became of mails that the provider has accepted. Returns when to ask again. */
  async #followUp(config: Config): Promise<number | null> {
    const provider = this.#provider(config);
    if (provider === null) return null;
    const { nextAt, pausedUntil } = await followUp(
      {
        ...CLOCK,
        store: {
          ...this.#store,
          endFate: async (result) => {
            await this.#store.endFate(result);
            if (result.state === "failed") this.#attempts.add("mail lost");
          },
        },
        fate: provider.fate,
        // If a message became owed meanwhile, the beat has moved the alarm.
        isInterrupted: async () => (await this.ctx.storage.getAlarm()) !== this.#safetyAt,
      },
      this.#stored.fatesPausedUntil.get() ?? 0,
    );
    this.#stored.fatesPausedUntil.put(pausedUntil);
    return nextAt;
  }

  /** Once a minute is enough. Returns when the next digest is due, if that is known. */
  async #oweDigests(config: Config): Promise<number | null> {
    const nowMs = Date.now();
    if (nowMs < this.#digests.askAgainAt) return this.#digests.nextAt;
    try {
      const nextAt = await oweDigests(this.env, this.#store, config, nowMs);
      this.#digests = { askAgainAt: Math.min(nextAt, nowMs + DIGESTS_EVERY_MS), nextAt };
      // A digest that was just made is due now.
      const dueAt = await this.#store.nextDueAt([]);
      return dueAt !== null && dueAt <= Date.now() ? dueAt : nextAt;
    } catch (error) {
      // Frauds are told even if the day cannot be closed.
      logError("digests_not_owed", error);
      return nowMs + DIGESTS_EVERY_MS;
    }
  }

  /** Null when mails are kept here. */
  #provider({ mail }: Config): MailProvider | null {
    const { apiKey } = mail;
    return apiKey === null ? null : resendProvider({ ...mail, apiKey }, CLOCK);
  }

  #ports(config: Config): RelayPorts {
    const provider = this.#provider(config);
    const post = async (message: StoredMessage): Promise<Attempt> => {
      const channel = config.channels.find((each) => channelTarget(each) === message.target);
      if (channel === undefined) return { kind: "impossible", problem: "ALERT_WEBHOOK_URL no longer names this place" };
      return postTo(channel, message, config.webhookSecret, Date.now(), fetch);
    };
    return {
      ...CLOCK,
      store: this.#store,
      random: Math.random,
      send: async (message) => {
        if (!isMail(message.target)) return post(message);
        if (provider === null) return { kind: "accepted", reference: KEPT_HERE };
        const attempt = await provider.send(message);
        if (attempt.kind === "accepted" && message.kind === "fraud") {
          this.#latencies.observe("stored_to_mailed", Date.now() - message.createdAt);
        }
        return attempt;
      },
      ended: ({ target }, result) => {
        const channel = isMail(target) ? "mail" : channelKindOf(target);
        if (channel !== null) this.#attempts.add(`${channel} ${sendResultOf(result)}`);
      },
      find: async (message) => provider?.find(message) ?? { kind: "absent" },
    };
  }
}
