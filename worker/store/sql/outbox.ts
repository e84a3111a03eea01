import { and, asc, desc, eq, getTableColumns, gt, gte, isNotNull, lt, lte, or, sql } from "drizzle-orm";
import { KEPT_HERE } from "../../notice/reference.ts";
import { mailAddress } from "../../notice/targets.ts";
import { type OutboxStore, type OwedMessage, SNOOZED } from "../outbox.ts";
import { type Dialect, inserted, together } from "./dialect.ts";
import { count, countWhere, isBefore, sumOf } from "./expressions.ts";

/** Spelled as in the partial indexes, so that the database uses them. */
const isHeldBack = sql`notice is null`;
const isPending = sql`state = 'pending'`;
const isFailed = sql`state = 'failed'`;
const TOP = 10;

/** For failed messages: the provider had accepted it. */
const isLost = sql`fate is not null`;
const isLostToPeople = sql`fate is not null and kind <> 'incident'`;
/** The time at which the last mail was accepted stays: that mail counts for the plan, whatever became of it. */
const AS_NEW = { problem: null, reference: null, fate: null, fateDueAt: null };
const NONE_FAILED = { count: 0, lost: 0, ofIncidents: 0, recipients: 0, to: null };

/** A statement, so that it can be part of a batch. */
export function oweMessages(dialect: Dialect, owed: OwedMessage[], condition = sql``) {
  const pending = owed.map((message) => ({ ...message, state: "pending", attempts: 0, keys: 1 }));
  return inserted(dialect, dialect.tables.messages, pending, condition).onConflictDoNothing();
}

export function outboxStore(dialect: Dialect): OutboxStore {
  const { db, snapshot, isAmong } = dialect;
  const { alerts, messages, payments } = dialect.tables;
  const { text: _text, html: _html, ...summaryColumns } = getTableColumns(messages);
  const isMail = sql`${messages.target} like 'mail:%'`;
  /**
   * True for an alert that is held back, or whose message has not failed. An alert that failed everywhere, or that was
   * owed to nobody, is neither.
   */
  const isOrWillBeTold = or(
    isHeldBack,
    sql`exists (select 1 from messages where messages.notice = ${alerts.notice} and messages.state <> 'failed')`,
  );
  const place = sql<string>`case when ${isMail} then 'mail' else ${messages.target} end`;
  const inState = { pending: isPending, failed: isFailed, sent: eq(messages.state, "sent") };

  /** True for messages to other targets than these; `mail` stands for all mails. */
  function goesElsewhere(except: string[]) {
    return and(
      except.includes("mail") ? sql`not (${isMail})` : undefined,
      except.length > 0 ? sql`not (${isAmong(messages.target, except)})` : undefined,
    );
  }

  /** True for an alert without a message of its own to the target. */
  function wasNotToldTo(target: string) {
    return sql`not exists (select 1 from messages where messages.id = ${alerts.id} || '>' || ${target})`;
  }

  return {
    async owe(owed) {
      await oweMessages(dialect, owed);
    },

    async alertsOf(paymentId) {
      return db.select().from(alerts).where(eq(alerts.paymentId, paymentId)).orderBy(alerts.createdAt);
    },

    async recentAlerts(cardIds, daySince, stormSince) {
      const [known, atOnce] = await snapshot.batch([
        db
          .selectDistinct({ cardId: alerts.cardId })
          .from(alerts)
          .where(
            and(
              isAmong(alerts.cardId, cardIds),
              gt(alerts.createdAt, daySince),
              eq(alerts.late, false),
              isOrWillBeTold,
            ),
          ),
        db
          .select({
            day: count,
            storm: countWhere(sql`${alerts.createdAt} > ${stormSince}`),
          })
          .from(alerts)
          .where(and(sql`notice = id`, gt(alerts.createdAt, daySince))),
      ]);
      return {
        cards: new Set(known.map(({ cardId }) => cardId)),
        atOnceLastDay: atOnce[0]?.day ?? 0,
        atOnceInStorm: atOnce[0]?.storm ?? 0,
      };
    },

    async heldSince(rollupsSince) {
      const [held, rollups] = await snapshot.batch([
        db
          .select({
            first: sql<number | null>`min(${alerts.createdAt})`,
            newest: sql<number | null>`max(${alerts.createdAt})`,
          })
          .from(alerts)
          .where(isHeldBack),
        db
          .select({
            count: sql<number>`count(distinct ${messages.notice})`,
            last: sql<number | null>`max(${messages.createdAt})`,
          })
          .from(messages)
          .where(and(eq(messages.kind, "rollup"), gt(messages.createdAt, rollupsSince))),
      ]);
      const { first, newest } = held[0] ?? {};
      if (typeof first !== "number" || typeof newest !== "number") return null;
      const { count = 0, last = null } = rollups[0] ?? {};
      return { firstHeldAt: first, newestHeldAt: newest, lastRollupAt: last, rollups: count };
    },

    async snoozeHeld(cards, merchants) {
      const atMerchant = sql`exists (select 1 from payments where payments.id = ${alerts.paymentId} and ${isAmong(payments.merchant, merchants)})`;
      const isNamed = or(isAmong(alerts.cardId, cards), atMerchant);
      await db.update(alerts).set({ notice: SNOOZED }).where(and(isHeldBack, isNamed));
    },

    async snoozedAlerts(from, to) {
      const isOwedThen = and(gte(alerts.createdAt, from), lt(alerts.createdAt, to));
      const [found] = await db
        .select({ count })
        .from(alerts)
        .where(and(eq(alerts.notice, SNOOZED), isOwedThen));
      return found?.count ?? 0;
    },

    async heldBack(filter) {
      const isHeld = and(
        isHeldBack,
        filter === undefined ? undefined : and(lte(alerts.seq, filter.upToSeq), wasNotToldTo(filter.notToldTo)),
      );
      const paid = () =>
        db
          .select({
            paymentId: alerts.paymentId,
            merchant: payments.merchant,
            last4: payments.last4,
            amountCents: alerts.amountCents,
            currency: payments.currency,
            paidMinor: payments.paidMinor,
            rate: payments.rate,
            paidAt: alerts.paidAt,
          })
          .from(alerts)
          .innerJoin(payments, eq(payments.id, alerts.paymentId))
          .where(isHeld);
      const sum = sumOf(alerts.amountCents);
      // One batch, so that all three see the same alerts.
      const [[all], topCards, largest] = await snapshot.batch([
        db
          .select({
            upToSeq: sql<number>`max(${alerts.seq})`,
            alerts: count,
            reviews: countWhere(eq(alerts.outcome, "review")),
            amountCents: sum,
            cards: sql<number>`count(distinct ${alerts.cardId})`,
            lateAlerts: countWhere(sql`${alerts.late}`),
            firstHeldAt: sql<number>`min(${alerts.createdAt})`,
            newestHeldAt: sql<number>`max(${alerts.createdAt})`,
            firstPaidAt: sql<number>`min(${alerts.paidAt})`,
            lastPaidAt: sql<number>`max(${alerts.paidAt})`,
          })
          .from(alerts)
          .where(isHeld),
        db
          .select({
            cardId: alerts.cardId,
            last4: sql<string>`max(${payments.last4})`,
            alerts: count,
            amountCents: sum,
          })
          .from(alerts)
          .innerJoin(payments, eq(payments.id, alerts.paymentId))
          .where(isHeld)
          .groupBy(alerts.cardId)
          .orderBy(desc(sum), alerts.cardId)
          .limit(TOP),
        paid().orderBy(desc(alerts.amountCents), alerts.seq).limit(TOP),
      ]);
      return all === undefined || all.alerts === 0 ? null : { ...all, topCards, largest };
    },

    async rollUp(held, owed) {
      const gathered = sql`notice is null and seq <= ${held.upToSeq}`;
      const notice = `rollup:${held.upToSeq}`;
      await together(dialect, [
        // Two roll-ups at once would not see each other's alerts.
        ...dialect.oneAtATime("vigie rollup"),
        // If another relay has rolled some of them up meanwhile, these sums are wrong and nothing is written.
        oweMessages(dialect, owed, sql`and (select count(*) from alerts where ${gathered}) = ${held.alerts}`),
        db
          .update(alerts)
          .set({ notice })
          .where(sql`${gathered} and exists (select 1 from messages where messages.notice = ${notice})`),
      ]);
    },

    async dueMessages(now, limit, except) {
      return db
        .select()
        .from(messages)
        .where(and(isPending, lte(messages.dueAt, now), goesElsewhere(except)))
        .orderBy(messages.dueAt, messages.createdAt)
        .limit(limit);
    },

    async nextDueAt(except) {
      const [next] = await db
        .select({ dueAt: messages.dueAt })
        .from(messages)
        .where(and(isPending, goesElsewhere(except)))
        .orderBy(asc(messages.dueAt))
        .limit(1);
      return next?.dueAt ?? null;
    },

    async beginAttempts(ids, now) {
      await db
        .update(messages)
        .set({ attempts: sql`${messages.attempts} + 1`, doubtSince: sql`coalesce(${messages.doubtSince}, ${now})` })
        .where(and(isAmong(messages.id, ids), isPending));
    },

    async endAttempt({ id, ...result }) {
      await db
        .update(messages)
        .set(result)
        .where(and(eq(messages.id, id), isPending));
    },

    async acceptedMails(limit) {
      return db
        .select({
          id: messages.id,
          reference: sql<string>`${messages.reference}`,
          sentAt: sql<number>`${messages.sentAt}`,
          dueAt: messages.dueAt,
          fate: messages.fate,
          fateDueAt: sql<number>`${messages.fateDueAt}`,
        })
        .from(messages)
        .where(isNotNull(messages.fateDueAt))
        .orderBy(messages.fateDueAt)
        .limit(limit);
    },

    async endFate({ id, reference, ...result }) {
      await db
        .update(messages)
        .set(result)
        .where(and(eq(messages.id, id), eq(messages.state, "sent"), eq(messages.reference, reference)));
    },

    async mailsSince(since) {
      const [sent, doubtful] = await snapshot.batch([
        db
          .select({ count, firstAt: sql<number | null>`min(${messages.sentAt})` })
          .from(messages)
          .where(and(gt(messages.sentAt, since), isMail, sql`${messages.reference} is distinct from ${KEPT_HERE}`)),
        db
          .select({ count, firstAt: sql<number | null>`min(${messages.doubtSince})` })
          .from(messages)
          .where(and(isPending, gt(messages.doubtSince, since), isMail)),
      ]);
      const firsts = [sent[0]?.firstAt, doubtful[0]?.firstAt].filter((at) => typeof at === "number");
      return {
        count: (sent[0]?.count ?? 0) + (doubtful[0]?.count ?? 0),
        firstAt: firsts.length === 0 ? null : Math.min(...firsts),
      };
    },

    async messages({ state }, limit, after) {
      const { createdAt, id } = messages;
      const older = after === null ? undefined : isBefore([createdAt, id], [after.createdAt, after.id]);
      return db
        .select(summaryColumns)
        .from(messages)
        .where(and(state === null ? undefined : inState[state], older))
        .orderBy(desc(createdAt), desc(id))
        .limit(limit);
    },

    async message(id) {
      const [row] = await db.select().from(messages).where(eq(messages.id, id));
      return row ?? null;
    },

    async messagesOf(notices) {
      return db.select(summaryColumns).from(messages).where(isAmong(messages.notice, notices)).orderBy(messages.id);
    },

    async alertsIn({ notice, target }, limit) {
      // A channel may be told of a payment by itself though a roll-up carries its alert, and is not told of it again.
      const isInRollup = and(eq(alerts.notice, notice), or(eq(alerts.id, notice), wasNotToldTo(target)));
      const { currency, paidMinor, rate } = payments;
      return db
        .select({ ...getTableColumns(alerts), currency, paidMinor, rate })
        .from(alerts)
        .leftJoin(payments, eq(payments.id, alerts.paymentId))
        .where(or(eq(alerts.id, notice), isInRollup))
        .orderBy(desc(alerts.amountCents), alerts.seq)
        .limit(limit);
    },

    async retry(id, keys, now) {
      const changed = await db
        .update(messages)
        .set({
          state: "pending",
          dueAt: now,
          keys,
          doubtSince: sql`case when ${messages.keys} = ${keys} then ${messages.doubtSince} end`,
          ...AS_NEW,
        })
        .where(and(eq(messages.id, id), isFailed))
        .returning({ id: messages.id });
      return changed.length > 0;
    },

    async retryAll(now) {
      // As `keysToRetry` in alert/afterAttempt.ts says, for all at once.
      const changed = await db
        .update(messages)
        .set({
          state: "pending",
          dueAt: now,
          keys: sql`${messages.keys} + case when ${messages.doubtSince} is null then 1 else 0 end`,
          ...AS_NEW,
        })
        .where(isFailed)
        .returning({ id: messages.id });
      return changed.length;
    },

    async unheardPlaces(since, failures) {
      const heard = db
        .select({ place: place.as("place"), lastAt: sql<number>`max(${messages.sentAt})`.as("last_at") })
        .from(messages)
        .where(and(inState.sent, gte(messages.sentAt, since)))
        .groupBy(sql`1`)
        .as("heard");
      const found = await db
        .select({ place })
        .from(messages)
        .leftJoin(heard, sql`${heard.place} = ${place}`)
        // An incident that is told of there would make more of itself.
        .where(
          and(
            isFailed,
            gte(messages.dueAt, since),
            sql`kind <> 'incident'`,
            sql`${messages.dueAt} > coalesce(${heard.lastAt}, 0)`,
          ),
        )
        .groupBy(sql`1`)
        .having(sql`count(*) >= ${failures}`)
        .orderBy(sql`1`);
      return found.map(({ place }) => place);
    },

    async outboxFacts(failedSince) {
      const [waiting, oldest, failed, held] = await snapshot.batch([
        db
          .select({ place, count, since: sql<number>`min(${messages.createdAt})` })
          .from(messages)
          .where(isPending)
          .groupBy(sql`1`)
          .orderBy(sql`1`),
        db
          .select({ problem: messages.problem })
          .from(messages)
          .where(isPending)
          // Not the bare column: its index would be walked through every message ever sent to find the few that wait.
          .orderBy(sql`${messages.createdAt} + 0`, messages.id)
          .limit(1),
        db
          .select({
            count,
            lost: countWhere(isLost),
            ofIncidents: countWhere(sql`${isLost} and kind = 'incident'`),
            recipients: sql<number>`count(distinct ${messages.target}) filter (where ${isLostToPeople})`,
            to: sql<string | null>`min(${messages.target}) filter (where ${isLostToPeople})`,
          })
          .from(messages)
          .where(and(isFailed, gte(messages.dueAt, failedSince))),
        db.select({ count }).from(alerts).where(isHeldBack),
      ]);
      const { count: givenUp, lost: mails, ofIncidents, recipients, to } = failed[0] ?? NONE_FAILED;
      return {
        pending: waiting.reduce((sum, { count }) => sum + count, 0),
        heldBack: held[0]?.count ?? 0,
        failed: givenUp,
        lost: mails === 0 ? null : { mails, ofIncidents, recipients, to: to === null ? null : mailAddress(to) },
        oldestPendingAt: waiting.length === 0 ? null : Math.min(...waiting.map(({ since }) => since)),
        oldestProblem: oldest[0]?.problem ?? null,
        waiting: waiting.map(({ place, since }) => ({ place, since })),
      };
    },
  };
}
