import { and, type Column, desc, eq, or, type SQL, sql } from "drizzle-orm";
import { isCardId } from "../../payment/cardId.ts";
import { folded } from "../../payment/folded.ts";
import type { SubjectKind, SubjectSort, SubjectStore } from "../subjects.ts";
import type { Dialect } from "./dialect.ts";
import { isBefore } from "./expressions.ts";
import { BEYOND_ASCII, isAscii, needleOf } from "./search.ts";

/** Subjects that may be looked at for a page, where a text is searched for. */
const MAY_READ = 25_000;
/** Spelled as in the partial indexes, so that the database uses them. */
const ONLY_WITH: Partial<Record<SubjectSort, SQL>> = { declines: sql`declines > 0`, frauds: sql`frauds > 0` };

export function subjectStore(dialect: Dialect): SubjectStore {
  const { db, snapshot, tables } = dialect;

  return {
    async subjects(kind, { sort, limit, after, q }) {
      const { table, value, columns } = tableOf(dialect, kind);
      const key = keyOf(dialect, kind, sort);
      const behind = after === null ? undefined : isBefore([key, value], [after.key, after.value]);
      const where = and(behind, ONLY_WITH[sort]);
      const order = [desc(key), desc(value)];
      const place = (subject: object, at: string) => ({ key: Number(Reflect.get(subject, COLUMN[sort])), value: at });
      if (q === null) {
        const rows = await db
          .select(columns)
          .from(table)
          .where(where)
          .orderBy(...order)
          .limit(limit + 1);
        const subjects = rows.slice(0, limit);
        const last = subjects.at(-1);
        const next = rows.length > limit && last !== undefined ? place(last, last.value) : null;
        return { subjects, next, searched: null };
      }
      if (kind === "card" && isCardId(q)) {
        return {
          subjects: await db
            .select(columns)
            .from(table)
            .where(and(where, eq(value, q))),
          next: null,
          searched: null,
        };
      }
      const named = await searched(dialect, kind, q);
      const read = db
        .select()
        .from(table)
        .where(where)
        .orderBy(...order)
        .limit(MAY_READ)
        .as(kind === "card" ? "cards" : "merchants");
      // Both of one moment, or the next page would not begin where this one ended.
      const [rows, [through]] = await snapshot.batch([
        db
          .select(columns)
          .from(read)
          .where(named)
          .orderBy(...order)
          .limit(limit + 1),
        db
          .select(columns)
          .from(table)
          .where(where)
          .orderBy(...order)
          .limit(1)
          .offset(MAY_READ - 1),
      ]);
      const subjects = rows.slice(0, limit);
      const last = rows.length > limit ? subjects.at(-1) : through;
      const next = last === undefined ? null : place(last, last.value);
      return { subjects, next, searched: rows.length > limit || through === undefined ? null : MAY_READ };
    },

    async subject(kind, value, newest) {
      const { payments, alerts } = tables;
      const { id, paidAt, amountCents, category, outcome, verdict, label, currency, rate } = payments;
      const { table, value: named, columns } = tableOf(dialect, kind);
      const its = eq(kind === "card" ? payments.cardId : payments.merchant, value);
      const newestOf = [desc(paidAt), desc(id)];
      const recent = db
        .select({ id })
        .from(payments)
        .where(its)
        .orderBy(...newestOf)
        .limit(newest)
        .as("recent");
      const { paymentId, createdAt } = alerts;
      const [[subject], paid, told] = await snapshot.batch([
        db.select(columns).from(table).where(eq(named, value)),
        db
          .select({ id, paidAt, amountCents, category, outcome, verdict, label, currency, rate })
          .from(payments)
          .where(its)
          .orderBy(...newestOf)
          .limit(newest),
        db
          .select({ id: alerts.id, paymentId, createdAt, outcome: alerts.outcome })
          .from(recent)
          .innerJoin(alerts, eq(paymentId, recent.id))
          .orderBy(desc(createdAt), desc(alerts.id)),
      ]);
      return subject === undefined ? null : { subject, newest: paid, alerts: told };
    },
  };
}

/** The column by which a list is sorted. */
const COLUMN = {
  last: "lastAt",
  payments: "payments",
  amount: "amountCents",
  declines: "declines",
  frauds: "frauds",
} as const satisfies Record<SubjectSort, string>;

function keyOf({ tables }: Dialect, kind: SubjectKind, sort: SubjectSort): Column {
  return (kind === "card" ? tables.cards : tables.merchants)[COLUMN[sort]];
}

function tableOf({ tables: { cards, merchants } }: Dialect, kind: SubjectKind) {
  const table = kind === "card" ? cards : merchants;
  const { firstAt, lastAt, payments, amountCents, reviews, declines, frauds, fraudCents, legitimate } = table;
  const sums = { firstAt, lastAt, payments, amountCents, reviews, declines, frauds, fraudCents, legitimate };
  const value = kind === "card" ? cards.cardId : merchants.merchant;
  const last4 = kind === "card" ? sql<string | null>`${cards.last4}` : sql<string | null>`null`;
  return { table, value, columns: { value, last4: last4.as("last4"), ...sums } };
}

/** What a text names: part of a merchant's name without case and accents, or the beginning of a card's id or its last four digits. */
async function searched(dialect: Dialect, kind: SubjectKind, q: string): Promise<SQL | undefined> {
  const { db, tables, holds, isAmong } = dialect;
  const { cards, merchants } = tables;
  if (kind === "card") return or(sql`substr(${cards.cardId}, 1, ${q.length}) = ${q}`, eq(cards.last4, q));
  const needle = needleOf(q);
  const beyondAscii = await db.select({ name: merchants.merchant }).from(merchants).where(BEYOND_ASCII);
  const among = beyondAscii.flatMap(({ name }) => (folded(name).includes(needle) ? [name] : []));
  return or(
    isAscii(needle) ? holds(sql`lower(${merchants.merchant})`, needle) : sql`false`,
    among.length === 0 ? undefined : isAmong(merchants.merchant, among),
  );
}
