// A decider's days of cards and merchants, in the object's own SQLite. See pipeline/pullDays.ts.
import type { KnownFraud, SubjectDays } from "../features/days.ts";
import type { DayKey, DaysMemory, DaysStanding, ReadDays } from "../pipeline/pullDays.ts";
import type { Subjects } from "../store/days.ts";
import type { SubjectKind } from "../store/subjects.ts";
import { cellIn } from "../storedCell.ts";

const TABLES = [
  `create table if not exists days (
    kind text not null, subject text not null, day integer not null,
    payments integer not null, cents integer not null, cards integer not null, primary key (kind, subject, day)
  ) without rowid`,
  // The frauds of a day are one row, so that it can be set as a whole: a list of [paidAt, knownAt, cents].
  `create table if not exists known_frauds (
    kind text not null, subject text not null, day integer not null, frauds text not null, primary key (kind, subject, day)
  ) without rowid`,
];
/** So many rows are looked at in one turn. */
const TRIMMED = 5_000;
const BOTH = ["days", "known_frauds"] as const;
const FRAUDS_OF = "delete from known_frauds where kind = ? and subject in (select value from json_each(?)) and day = ?";

export function keptDays(storage: Pick<DurableObjectStorage, "kv" | "sql" | "transactionSync">): DaysMemory {
  const { sql } = storage;
  for (const table of TABLES) sql.exec(table);
  const cell = cellIn(storage.kv)<DaysStanding>("days");
  /** The same as in the storage. */
  let standing = cell.get() ?? null;

  function keepFrauds({ day, of, found, isOwn }: NonNullable<ReadDays["frauds"]>): void {
    const kept = new Map<string, [SubjectKind, string, number, KnownFraudCells[]]>();
    const add = (kind: SubjectKind, subject: string, cells: KnownFraudCells) => {
      const key = `${kind} ${subject}`;
      const row = kept.get(key) ?? [kind, subject, day, []];
      row[3].push(cells);
      kept.set(key, row);
    };
    const [cards, merchants] = [of === null ? null : new Set(of.cards), of === null ? null : new Set(of.merchants)];
    for (const { cardId, merchant, paidAt, knownAt, cents } of found) {
      const cells: KnownFraudCells = [paidAt, knownAt, cents];
      if (cards?.has(cardId) ?? isOwn(cardId)) add("card", cardId, cells);
      if (merchants?.has(merchant) ?? true) add("merchant", merchant, cells);
    }
    if (of === null) sql.exec("delete from known_frauds where day = ?", day);
    else {
      sql.exec(FRAUDS_OF, "card", JSON.stringify(of.cards), day);
      sql.exec(FRAUDS_OF, "merchant", JSON.stringify(of.merchants), day);
    }
    sql.exec(
      `insert or replace into known_frauds (kind, subject, day, frauds)
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(?)`,
      JSON.stringify([...kept.values()]),
    );
  }

  return {
    standing: () => standing,

    keep({ sums, frauds }, next) {
      storage.transactionSync(() => {
        if (sums.length > 0) {
          const rows = sums.map((sum) => [sum.kind, sum.subject, sum.day, sum.payments, sum.cents, sum.cards]);
          sql.exec(
            `insert or replace into days (kind, subject, day, payments, cents, cards)
              select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each(?)`,
            JSON.stringify(rows),
          );
        }
        if (frauds !== undefined) keepFrauds(frauds);
        if (next !== standing) cell.put(next);
      });
      standing = next;
    },

    read(subjects, from, to) {
      return { cards: readOf("card", subjects.cards), merchants: readOf("merchant", subjects.merchants) };

      function readOf(kind: SubjectKind, names: Subjects["cards"]): Map<string, SubjectDays> {
        const found = new Map<string, SubjectDays>();
        const of = (subject: string) => {
          const known = found.get(subject) ?? { days: [], frauds: [] };
          found.set(subject, known);
          return known;
        };
        // The names come first, so that each enters the key.
        const asked = (columns: string, table: string) =>
          sql.exec(
            `select subject, ${columns} from json_each(?) as asked cross join ${table}
              where kind = ? and subject = asked.value and day between ? and ? order by subject, day`,
            ...[JSON.stringify(names), kind, from, to],
          );
        for (const row of asked("day, payments, cents, cards", "days")) {
          const { day, payments, cents, cards } = row;
          of(String(row.subject)).days.push({
            ...{ day: Number(day), payments: Number(payments), cents: Number(cents), cards: Number(cards) },
          });
        }
        for (const { subject, frauds } of asked("frauds", "known_frauds")) {
          of(String(subject)).frauds.push(...fraudsIn(String(frauds)));
        }
        return found;
      }
    },

    trim(before, after) {
      const behind = after ?? ["", "", Number.MIN_SAFE_INTEGER];
      const [last] = sql
        .exec(
          `select kind, subject, day from days where (kind, subject, day) > (?, ?, ?)
            order by kind, subject, day limit 1 offset ${TRIMMED - 1}`,
          ...behind,
        )
        .toArray();
      if (after === null) sql.exec("delete from known_frauds where day < ?", before);
      if (last === undefined) {
        sql.exec("delete from days where (kind, subject, day) > (?, ?, ?) and day < ?", ...behind, before);
        return null;
      }
      const to: DayKey = [String(last.kind), String(last.subject), Number(last.day)];
      sql.exec(
        "delete from days where (kind, subject, day) > (?, ?, ?) and (kind, subject, day) <= (?, ?, ?) and day < ?",
        ...behind,
        ...to,
        before,
      );
      return to;
    },

    forget() {
      storage.transactionSync(() => {
        for (const table of BOTH) sql.exec(`delete from ${table}`);
        cell.delete();
      });
      standing = null;
    },
  };
}

type KnownFraudCells = [paidAt: number, knownAt: number, cents: number];

function fraudsIn(text: string): KnownFraud[] {
  const cells: KnownFraudCells[] = JSON.parse(text);
  return cells.map(([paidAt, knownAt, cents]) => ({ paidAt, knownAt, cents }));
}
