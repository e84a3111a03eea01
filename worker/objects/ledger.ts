// The one writer of the store. It records what the deciders have decided, in their order, and what people say; then it tells the
// boards and the outbox. There is one such object, so that sequence numbers have no gaps. See docs/deciding.md.
import { DurableObject } from "cloudflare:workers";
import { owedFor } from "../alert/oweAlerts.ts";
import { soonestRollupAt } from "../alert/rollupDue.ts";
import { configOf, readConfig } from "../config/config.ts";
import { daysKept, oldestKept } from "../config/paymentRetention.ts";
import type { KeptMerchants } from "../features/merchantCards.ts";
import type { LedgerStatus } from "../health/objectStates.ts";
import { logError } from "../log.ts";
import type { Label } from "../payment/payment.ts";
import type { Came } from "../pipeline/came.ts";
import type { HourCensus } from "../pipeline/census.ts";
import { changePolicy } from "../pipeline/changePolicy.ts";
import { deciderAt, everyDecider, recordWaiting, waitingPayment } from "../pipeline/deciders.ts";
import { countFamiliarity, type FamiliarityCounts, sumFamiliarity, usualCentsOf } from "../pipeline/familiarity.ts";
import type { Entries, JournalPart, Judge, Recorded } from "../pipeline/journalRows.ts";
import type { Latencies } from "../pipeline/latency.ts";
import { createLedger } from "../pipeline/ledger.ts";
import { countedOf, lastingOf, type NotUnderstood } from "../pipeline/notUnderstood.ts";
import { countPast, type PastLoad } from "../pipeline/pastLoad.ts";
import type { RecordedEntries } from "../pipeline/recordEntries.ts";
import { countRows, type RowCounts, sumRows } from "../pipeline/rowCounts.ts";
import { type CountedGap, countGaps, lastingGaps, newlyFailed } from "../pipeline/ruleGaps.ts";
import { spread } from "../pipeline/spreadCards.ts";
import type { PolicyAnswer, PolicyChange } from "../policy/change.ts";
import type { Policy } from "../policy/policy.ts";
import { closeDay } from "../report/closeDay.ts";
import type { AuditEntry } from "../store/audit.ts";
import { openStore } from "../store/open.ts";
import type { Origin, StoredPayment } from "../store/payments.ts";
import type { Commit, Store } from "../store/store.ts";
import { cellIn } from "../storedCell.ts";
import { turns } from "../turns.ts";
import {
  type Blocking,
  blockIdOf,
  blockOf,
  isToBlock,
  type Said,
  type SaidStatus,
  type Told,
} from "../verdict/blockOnFraud.ts";
import { noteOf } from "../verdict/note.ts";
import { type Recording, record, type Word } from "../verdict/recordVerdict.ts";
import { createWaiting } from "../verdict/waitingVerdicts.ts";
import { toFrame } from "../wire/views.ts";
import { dayAt } from "../zone.ts";
import { keptAudit } from "./keptAudit.ts";
import { keptCensus } from "./keptCensus.ts";
import { keptLatencies } from "./keptLatencies.ts";

/** How often the outbox hears that more is held back. */
const HELD_EVERY_MS = 30_000;
const COUNTS_KEPT_EVERY_MS = 5_000;

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return {
    deciders: cell<number>("deciders"),
    judge: cell<Judge>("judge"),
    past: cell<PastLoad>("past"),
    gaps: cell<readonly CountedGap[]>("gaps"),
    notUnderstood: cell<readonly NotUnderstood[]>("notUnderstood"),
    rows: cell<RowCounts>("rows"),
    familiarity: cell<FamiliarityCounts>("familiarity"),
    /** What was usual at merchants when this object still decided. The first decider goes on from there. */
    merchants: cell<KeptMerchants>("merchants"),
    latencies: cell<Latencies>("latencies"),
  };
}

export class Ledger extends DurableObject<Env> {
  readonly #store: Store = openStore(this.env);
  readonly #board = this.env.BOARD.getByName("board");
  readonly #outbox = this.env.OUTBOX.getByName("outbox");
  readonly #spreadInTurn = turns();
  readonly #policyInTurn = turns();
  readonly #ledger = createLedger({
    store: this.#store,
    owe: (payments, origin, nowMs, { entries }) =>
      owedFor(payments, { ...configOf(this.env), origin: origin ?? "real" }, this.#store, nowMs, entries),
    onRecorded: (recorded, entries, part) => this.#onRecorded(recorded, entries, part.judge),
    onAnswerLost: () => this.#tellLost(),
    onSuperseded: () => this.ctx.abort("another writer has taken over"),
    originBefore: async () => ((await this.env.POLLER.getByName("poller").status()).simulated ? "simulated" : "real"),
    oldestKeptMs: () => oldestKept(daysKept(configOf(this.env), this.env), Date.now()),
    now: () => Date.now(),
  });
  readonly #waiting = createWaiting({
    store: this.#store,
    write: (changes) => this.#ledger.write(changes),
    say: (word) => this.recordVerdict(word),
    now: Date.now,
  });
  readonly #settlesInTurn = turns();
  #heldToldAt = 0;
  readonly #stored = storedIn(this.ctx.storage.kv);
  readonly #latencies = keptLatencies(this.#stored.latencies);
  readonly #census = keptCensus(this.ctx.storage.kv);
  readonly #audit = keptAudit(this.ctx.storage.kv, (audit) => this.#ledger.write({ audit }));
  /** The same as in the storage. */
  #judge: Judge | null = this.#stored.judge.get() ?? null;
  #notUnderstood: readonly NotUnderstood[] = this.#stored.notUnderstood.get() ?? [];
  #gaps: readonly CountedGap[] = this.#stored.gaps.get() ?? [];
  #rows: RowCounts = this.#stored.rows.get() ?? [];
  #familiarity: FamiliarityCounts = this.#stored.familiarity.get() ?? [];
  #countsKeptAt = 0;
  #areCountsKept = true;

  /**
   * Records a part of a decider's journal, and says up to where the store has it. Throws when the store failed: then nobody was
   * told, and it is not known whether it is recorded. The same part may be given again.
   */
  async recordJournal(part: JournalPart): Promise<Recorded> {
    this.#countCame(part.came);
    this.#heedJudge(part.judge);
    const hasNothing = part.rows.length === 0 && !part.isCheck;
    const answer = hasNothing ? this.#ledger.answer(part.after) : await this.#ledger.recordJournal(part);
    return { ...answer, usualCents: usualCentsOf(this.#familiarity) };
  }

  /**
   * Spreads the cards over so many deciders. Those of before record all that waits, and leave their seats. Returns what the new
   * ones begin with. `merchants`: `KeptMerchants` as JSON.
   */
  spread(deciders: number): Promise<{ merchants: string | null; usualCents: number | null }> {
    return this.#spreadInTurn(async () => {
      await spread(deciders, this.#stored.deciders, (place) => deciderAt(this.env, place).retire());
      const merchants = this.#stored.merchants.get();
      return {
        merchants: merchants === undefined ? null : JSON.stringify(merchants),
        usualCents: usualCentsOf(this.#familiarity),
      };
    });
  }

  /** Called by the cron: what waits is recorded even if the alarm of its decider is dead. Calling it twice is harmless. */
  async beat(): Promise<void> {
    if (!readConfig(this.env).ok) return;
    await recordWaiting(this.env, this.#spread());
    await this.#audit.write();
  }

  /** Keeps what somebody did outside of the store's batches, and writes it as soon as the store takes it. */
  audit(entry: AuditEntry): void {
    this.#audit.keep(entry);
    this.ctx.waitUntil(this.#audit.write());
  }

  /** How many entries of the audit the store does not have yet. */
  auditWaiting(): number {
    return this.#audit.waiting();
  }

  /** Over how many deciders the cards are spread, as far as that was done. */
  deciders(): number {
    return this.#stored.deciders.get() ?? 1;
  }

  settleOrigin(origin: Origin): Promise<Origin> {
    return this.#ledger.settleOrigin(origin);
  }

  /** See `settleCurrency` in pipeline/ledger.ts. */
  settleCurrency(currency: string): Promise<string> {
    return this.#ledger.settleCurrency(currency);
  }

  /** The policy that the store has, as JSON. Throws when it cannot be read. */
  async policy(): Promise<string> {
    return JSON.stringify(await this.#ledger.heldPolicy());
  }

  /** One after the other. Throws when the store failed: then it was not changed, or it is not known whether it was. */
  changePolicy(change: PolicyChange): Promise<PolicyAnswer> {
    return this.#policyInTurn(() =>
      changePolicy(change, {
        ledger: this.#ledger,
        deciders: everyDecider(this.env, this.#spread()),
        now: Date.now,
        newId: () => crypto.randomUUID(),
      }),
    );
  }

  /** Writes what belongs to no payment. Throws when the store failed. */
  write(changes: Pick<Commit, "model" | "droppedModels" | "audit">): Promise<void> {
    return this.#ledger.write(changes);
  }

  /** Tells the boards what an earlier, interrupted run may have left untold. */
  async tellOwed(): Promise<void> {
    await this.#board.catchUp();
  }

  status(): LedgerStatus {
    const nowMs = Date.now();
    this.#keepCounts(nowMs);
    return {
      policy: this.#ledger.policyVersion(),
      past: this.#stored.past.get() ?? null,
      latencies: this.#latencies.shown(),
      notUnderstood: lastingOf(this.#notUnderstood, nowMs),
      rows: { poll: sumRows(this.#rows, "poll", nowMs), push: sumRows(this.#rows, "push", nowMs) },
      unfamiliar: sumFamiliarity(this.#familiarity),
      ruleGaps: lastingGaps(this.#gaps, nowMs).map((gap) => ({ ...gap, name: this.#ledger.ruleName(gap.rule) })),
    };
  }

  /** What the payments of each hour are like. `model`: the one that decided last; empty before the first. */
  census(): { model: string; hours: HourCensus[]; expectedRecall: number | null } {
    this.#keepCounts(Date.now());
    return {
      model: this.#judge?.model ?? "",
      hours: [...this.#census.all().values()],
      expectedRecall: this.#judge?.expectedRecall ?? null,
    };
  }

  /**
   * Records what a person says about a payment, and blocks its card where that is set or asked for (`block`: by whom). Throws when the
   * store failed, and may then be called again.
   */
  async recordVerdict(word: Word, block: string | null = null): Promise<Said> {
    const recording = await this.#recordWordInTime(word);
    if (recording.status === "unknown" || recording.status === "waiting") return recording;
    return { ...recording, ...(await this.#blockCard(word, recording, block)) };
  }

  /**
   * Records what a source says about a payment. Where the payment is not stored, the word waits for it. Throws when the store failed, and
   * may then be called again.
   */
  async recordSourceWord(word: Word & { verdict: Label }): Promise<SaidStatus> {
    const note = noteOf(word.note ?? "");
    const said = await this.recordVerdict({ ...word, note });
    if (said.status !== "unknown" && said.status !== "waiting") return said.status;
    const { paymentId, by, verdict, fraudType = null } = word;
    return this.#settlesInTurn(async () => {
      await this.#waiting.keep({ paymentId, by, verdict, fraudType, note, at: Date.now() });
      // It may have been recorded just now.
      const again = (await this.#store.known([paymentId], [])).payments.has(paymentId);
      if (again) await this.#waiting.settle([paymentId]);
      return again ? "recorded" : "waiting";
    });
  }

  /** How many words of sources wait for their payments. Null where nobody has asked yet. */
  wordsWaiting(): number | null {
    return this.#waiting.many();
  }

  async #recordWordInTime(word: Word): Promise<Recording> {
    const recording = await this.#recordWord(word);
    if (recording.status !== "unknown") return recording;
    const config = configOf(this.env);
    if ((await waitingPayment(this.env, config, word.paymentId)) === null) return this.#recordWord(word);
    await recordWaiting(this.env, this.#spread());
    const again = await this.#recordWord(word);
    return again.status === "unknown" ? { status: "waiting" } : again;
  }

  /** The verdict stands, whatever becomes of this. */
  async #blockCard(word: Word, told: Told, asked: string | null): Promise<Blocking> {
    const nowMs = Date.now();
    const { cardId, id: paymentId } = told.payment;
    const isBlocked = ({ entries }: Policy) => blockOf(entries, cardId, nowMs) !== null;
    try {
      const policy = await this.#ledger.heldPolicy();
      const standing = blockOf(policy.entries, cardId, nowMs);
      const linkId = blockIdOf(word);
      const isDone = standing?.until === null || (linkId !== null && (await this.#store.entry(linkId)) !== null);
      if (isDone || !isToBlock(word, told, asked, policy)) return { blocked: isBlocked(policy), blockProblem: null };
      const said = { by: asked ?? word.by, via: "verdict" };
      const note = noteOf(`a verdict of fraud on payment ${paymentId}`);
      const entry = { id: linkId ?? crypto.randomUUID(), list: "block", kind: "card" as const, value: cardId, note };
      const edit = { kind: "entries_added" as const, entries: [{ ...entry, ...said, at: nowMs, until: null }] };
      const done = await this.changePolicy({ from: null, edit, ...said, note });
      if (done.status === "changed" || done.status === "same") {
        return { blocked: isBlocked(done.policy), blockProblem: null };
      }
      const problem = done.status === "refused" ? done.problem : "the policy was changed meanwhile; say it again";
      return { blocked: standing !== null, blockProblem: problem };
    } catch (error) {
      logError("card_not_blocked", error, { payment: paymentId });
      return { blocked: false, blockProblem: "the store could not be reached; say it again in a moment" };
    }
  }

  /** Keeps a day's report as it is now. Throws when the day is not over, when payments wait to be recorded, or when the store failed. */
  async closeDay(date: string): Promise<void> {
    const config = configOf(this.env);
    const askedAt = Date.now();
    const waiting = await recordWaiting(this.env, this.#spread());
    if (waiting.some(({ since }) => since !== null && since < askedAt)) {
      throw new Error(`${date} is not closed: decided payments wait to be recorded`);
    }
    const ports = { store: this.#store, now: Date.now, wait: (ms: number) => scheduler.wait(ms) };
    await this.#ledger.asWriter((writer) => closeDay(date, writer, config, ports));
  }

  #onRecorded({ stored, live, past, relabelled, owed }: RecordedEntries, { payments }: Entries, bands: Judge): void {
    const committedAt = Date.now();
    const decidedAt = new Map(payments.map((payment) => [payment.id, payment.decidedAt]));
    // Payments of the past say nothing about how fast payments are judged.
    for (const { id, paidAt, seenAt } of live) {
      const scoredAt = decidedAt.get(id) ?? seenAt;
      this.#latencies.observe("paid_to_seen", seenAt - paidAt);
      this.#latencies.observe("seen_to_scored", scoredAt - seenAt);
      this.#latencies.observe("scored_to_stored", committedAt - scoredAt);
    }
    const onTold = () => {
      const pushedAt = Date.now();
      for (const { seenAt } of live) this.#latencies.observe("seen_to_pushed", pushedAt - seenAt);
    };
    this.#tell([...stored, ...relabelled], { onTold, truthChanged: relabelled.length > 0 });
    if (stored.length > 0) this.#settleWords(stored.map(({ id }) => id));
    if (owed.alerts.length > 0) this.#wakeOutbox(owed.messages.length > 0);
    this.#familiarity = countFamiliarity(this.#familiarity, stored);
    this.#census.count(live, { bands, isPast: false, nowMs: committedAt });
    this.#census.count(past, { bands, isPast: true, nowMs: committedAt });
    this.#mayKeepCounts(committedAt);
  }

  /** Those of before count as well, as long as the cards are not spread anew. */
  #spread(): { deciders: number } {
    return { deciders: Math.max(this.deciders(), configOf(this.env).deciders) };
  }

  #recordWord(word: Word): Promise<Recording> {
    return this.#ledger.asWriter(async (writer) => {
      const ports = { store: this.#store, now: Date.now, newId: () => crypto.randomUUID() };
      const recording = await record(word, writer, ports, await this.#ledger.oldestMs());
      if (recording.status === "recorded") {
        this.#ledger.wrote(writer, recording.payment.seq);
        this.#tell([recording.payment], { truthChanged: true });
        if (word.verdict !== null) this.#clearDesk(word.paymentId);
      }
      return recording;
    });
  }

  /** Not awaited: a claim that stays runs out by itself. */
  #clearDesk(paymentId: string): void {
    const cleared = this.env.DESK.getByName("desk")
      .done(paymentId)
      .catch((error: unknown) => logError("desk_not_cleared", error, { payment: paymentId }));
    this.ctx.waitUntil(cleared);
  }

  /** Not awaited: what is not said now is said after the next record. */
  #settleWords(recorded: readonly string[]): void {
    const settled = this.#settlesInTurn(() => this.#waiting.settle(recorded)).catch((error: unknown) => {
      this.#waiting.forget();
      logError("words_not_settled", error, { payments: recorded.length });
    });
    this.ctx.waitUntil(settled);
  }

  #heedJudge(judge: Judge): void {
    if (JSON.stringify(judge) === JSON.stringify(this.#judge)) return;
    this.#judge = judge;
    this.#stored.judge.put(judge);
  }

  #countCame({ rows, notes, past, gaps = [] }: Came): void {
    const nowMs = Date.now();
    if (gaps.length > 0) {
      for (const { rule, problem } of newlyFailed(this.#gaps, gaps, nowMs)) logError("rule_failed", problem, { rule });
      this.#gaps = countGaps(this.#gaps, gaps, nowMs);
      this.#mayKeepCounts(nowMs);
    }
    const counts = countedOf(this.#notUnderstood, notes);
    if (counts !== this.#notUnderstood) {
      this.#notUnderstood = counts;
      this.#stored.notUnderstood.put(counts);
    }
    if (past !== null) {
      const { date } = dayAt(configOf(this.env).reportZone, nowMs);
      this.#stored.past.put(countPast(this.#stored.past.get() ?? null, past, date, nowMs));
    }
    if (rows.length === 0) return;
    this.#rows = countRows(this.#rows, rows, nowMs);
    this.#mayKeepCounts(nowMs);
  }

  /** The counts are stored every few seconds, and when someone asks, as the watchman does each minute: a burst may be the last. */
  #mayKeepCounts(nowMs: number): void {
    this.#areCountsKept = false;
    if (Math.abs(nowMs - this.#countsKeptAt) >= COUNTS_KEPT_EVERY_MS) this.#keepCounts(nowMs);
  }

  #keepCounts(nowMs: number): void {
    if (this.#areCountsKept) return;
    this.#areCountsKept = true;
    this.#countsKeptAt = nowMs;
    this.#stored.rows.put(this.#rows);
    this.#stored.gaps.put(this.#gaps);
    this.#stored.familiarity.put(this.#familiarity);
    this.#census.keep(nowMs);
  }

  /** Not awaited either: if the outbox does not hear of a message now, it finds it at its next beat. */
  #wakeOutbox(atOnce: boolean): void {
    const nowMs = Date.now();
    // The outbox need not hear each time that more is held back.
    if (!atOnce && nowMs < this.#heldToldAt + HELD_EVERY_MS) return;
    if (!atOnce) this.#heldToldAt = nowMs;
    const woken = this.#outbox
      .beat(atOnce ? nowMs : soonestRollupAt(nowMs))
      .catch((error: unknown) => logError("outbox_not_woken", error, { by: "ledger" }));
    this.ctx.waitUntil(woken);
  }

  /** Not awaited: the record of others does not wait for the boards. If telling fails, the next tick does it. */
  #tell(changed: StoredPayment[], { truthChanged = false, onTold = () => {} } = {}): void {
    if (changed.length === 0) return;
    const told = this.#board
      .publish(
        changed.map((payment) => toFrame(payment, configOf(this.env).currency)),
        truthChanged,
      )
      .then(onTold, (error: unknown) =>
        logError("board_not_told", error, { payments: changed.length, seq: changed[0]?.seq ?? null }),
      );
    this.ctx.waitUntil(told);
  }

  #tellLost(): void {
    this.#wakeOutbox(true);
    const told = this.#board.catchUp();
    this.ctx.waitUntil(
      told.catch((error: unknown) => logError("board_not_told", error, { payments: null, seq: null })),
    );
  }
}
