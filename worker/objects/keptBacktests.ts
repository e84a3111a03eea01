// Backtests in the object's own storage: a row for each, what it found, and where the one that is under way goes on.
import type { Backtest, RulingTerms } from "../backtest/backtest.ts";
import { type Findings, NO_FINDINGS } from "../backtest/findings.ts";
import type { BacktestMemory, Checkpoint, KeptMerchants } from "../backtest/ports.ts";

/** A row may have 2 MB, and a character of a merchant's name up to three bytes. */
const PIECE_LENGTH = 500_000;

export function keptBacktests(storage: Pick<DurableObjectStorage, "sql" | "transactionSync">): BacktestMemory {
  const { sql } = storage;
  sql.exec(`create table if not exists backtests (
    id text primary key, asked_at integer not null, facts text not null, findings text, checkpoint text
  )`);
  sql.exec(`create table if not exists merchants (
    backtest text not null, piece integer not null, content text not null, primary key (backtest, piece)
  ) without rowid`);

  sql.exec(`create table if not exists rulings (
    backtest text not null, piece integer not null, content text not null, primary key (backtest, piece)
  ) without rowid`);

  function keepPieces(table: "merchants" | "rulings", id: string, kept: KeptMerchants | RulingTerms): void {
    sql.exec(`delete from ${table} where backtest = ?`, id);
    const content = JSON.stringify(kept);
    for (let from = 0, piece = 0; from < content.length; from += PIECE_LENGTH, piece += 1) {
      const part = content.slice(from, from + PIECE_LENGTH);
      sql.exec(`insert into ${table} (backtest, piece, content) values (?, ?, ?)`, id, piece, part);
    }
  }

  /** Empty where there is none. */
  function piecesOf(table: "merchants" | "rulings", id: string): string {
    const pieces = sql.exec(`select content from ${table} where backtest = ? order by piece`, id).toArray();
    return pieces.map(({ content }) => String(content)).join("");
  }

  function forgetPieces(id: string): void {
    sql.exec("delete from merchants where backtest = ?", id);
    sql.exec("delete from rulings where backtest = ?", id);
  }

  function put({ id, askedAt, ...facts }: Backtest): void {
    const text = JSON.stringify({ id, askedAt, ...facts } satisfies Backtest);
    sql.exec(
      "insert into backtests (id, asked_at, facts) values (?, ?, ?) on conflict (id) do update set facts = excluded.facts",
      ...[id, askedAt, text],
    );
  }

  /** What versions with other bins have counted by score is left out. */
  function findingsOf(id: string): { findings: Findings; isOlder: boolean } | null {
    const text = textOf("findings", id);
    if (text === null) return null;
    const findings: Partial<Findings> = JSON.parse(text);
    const isOlder = findings.byScore === undefined;
    return { findings: { ...NO_FINDINGS, ...findings }, isOlder };
  }

  function textOf(column: "facts" | "findings" | "checkpoint", id: string): string | null {
    const [row] = sql.exec(`select ${column} as content from backtests where id = ?`, id).toArray();
    return row?.content == null ? null : String(row.content);
  }

  return {
    all() {
      const rows = sql.exec("select facts from backtests order by asked_at desc, rowid desc").toArray();
      return rows.map(({ facts }): Backtest => JSON.parse(String(facts)));
    },

    one(id) {
      const facts = textOf("facts", id);
      return facts === null ? null : JSON.parse(facts);
    },

    put,

    begin(backtest, ruling) {
      storage.transactionSync(() => {
        put(backtest);
        keepPieces("rulings", backtest.id, ruling);
      });
    },

    ruling(id) {
      const text = piecesOf("rulings", id);
      return text === "" ? null : JSON.parse(text);
    },

    findings: (id) => findingsOf(id)?.findings ?? null,

    checkpoint(id) {
      const text = textOf("checkpoint", id);
      if (text === null || findingsOf(id)?.isOlder === true) return null;
      const at: Checkpoint = JSON.parse(text);
      const merchants: KeptMerchants = JSON.parse(piecesOf("merchants", id) || "[]");
      return { at, merchants };
    },

    keep(backtest, findings, at, merchants) {
      storage.transactionSync(() => {
        sql.exec(
          "update backtests set facts = ?, findings = ?, checkpoint = ? where id = ?",
          ...[backtest, findings, at].map((part) => JSON.stringify(part)),
          backtest.id,
        );
        keepPieces("merchants", backtest.id, merchants);
      });
    },

    end(backtest, findings) {
      storage.transactionSync(() => {
        sql.exec(
          "update backtests set facts = ?, findings = ?, checkpoint = null where id = ?",
          JSON.stringify(backtest),
          findings === null ? null : JSON.stringify(findings),
          backtest.id,
        );
        forgetPieces(backtest.id);
      });
    },

    remove(id) {
      storage.transactionSync(() => {
        sql.exec("delete from backtests where id = ?", id);
        forgetPieces(id);
      });
    },
  };
}
