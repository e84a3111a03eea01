// Backtests in the object's own storage: a row for each, what it found, and where the one that is under way goes on.
import type { Backtest } from "../backtest/backtest.ts";
import type { Findings } from "../backtest/findings.ts";
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

  function keepMerchants(id: string, merchants: KeptMerchants): void {
    sql.exec("delete from merchants where backtest = ?", id);
    const content = JSON.stringify(merchants);
    for (let from = 0, piece = 0; from < content.length; from += PIECE_LENGTH, piece += 1) {
      const part = content.slice(from, from + PIECE_LENGTH);
      sql.exec("insert into merchants (backtest, piece, content) values (?, ?, ?)", id, piece, part);
    }
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

    put({ id, askedAt, ...facts }) {
      const text = JSON.stringify({ id, askedAt, ...facts } satisfies Backtest);
      sql.exec(
        "insert into backtests (id, asked_at, facts) values (?, ?, ?) on conflict (id) do update set facts = excluded.facts",
        ...[id, askedAt, text],
      );
    },

    findings(id): Findings | null {
      const text = textOf("findings", id);
      return text === null ? null : JSON.parse(text);
    },

    checkpoint(id) {
      const text = textOf("checkpoint", id);
      if (text === null) return null;
      const at: Checkpoint = JSON.parse(text);
      const pieces = sql.exec("select content from merchants where backtest = ? order by piece", id).toArray();
      const merchants: KeptMerchants = JSON.parse(pieces.map(({ content }) => String(content)).join("") || "[]");
      return { at, merchants };
    },

    keep(backtest, findings, at, merchants) {
      storage.transactionSync(() => {
        sql.exec(
          "update backtests set facts = ?, findings = ?, checkpoint = ? where id = ?",
          ...[backtest, findings, at].map((part) => JSON.stringify(part)),
          backtest.id,
        );
        keepMerchants(backtest.id, merchants);
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
        sql.exec("delete from merchants where backtest = ?", backtest.id);
      });
    },

    remove(id) {
      storage.transactionSync(() => {
        sql.exec("delete from backtests where id = ?", id);
        sql.exec("delete from merchants where backtest = ?", id);
      });
    },
  };
}
