// A store in memory that keeps the promises of the real ones: a batch is written whole or not at all, behind the fence of the writer
// and the mark of its journal. It can be away, and lose its answers.
import type { ListEntry } from "../../worker/policy/lists.ts";
import { MarkMoved } from "../../worker/store/marks.ts";
import type { OwedAlert } from "../../worker/store/outbox.ts";
import type { ScoredPayment, SeenReject, StoredPayment } from "../../worker/store/payments.ts";
import { type PolicyCommit, PolicyMoved, type PolicyVersion } from "../../worker/store/policies.ts";
import { type Commit, type Store, Superseded, type Writer } from "../../worker/store/store.ts";
import type { Chance, VirtualTime } from "./virtualTime.ts";

export type Way = "near" | "refuses" | "loses answers" | "writes late";

export function simulatedStore(time: VirtualTime, chance: Chance) {
  const payments = new Map<string, ScoredPayment>();
  const histories = new Map<string, string>();
  const alerts = new Map<string, OwedAlert>();
  const marks = new Map<string, number>();
  const policies: PolicyVersion[] = [];
  const entries: HeldEntry[] = [];
  const rejects: SeenReject[] = [];
  let epoch = 0;
  let lastSeq = 0;
  let origin: Writer["origin"];
  let currency: Writer["currency"];
  let way: Way = "near";

  /** Reads nothing and writes nothing before the time at which it is asked. */
  async function asked<Answer>(work: () => Answer, isWrite = false): Promise<Answer> {
    const how = way;
    await time.wait(1 + chance.below(4));
    if (how === "refuses") throw new Error("Network connection lost.");
    if (isWrite && how === "writes late") {
      time.at(time.now() + 500 + chance.below(5_000), () => {
        try {
          work();
        } catch {
          // Nobody waits for it any more.
        }
      });
      throw new Error("Network connection lost.");
    }
    const answer = work();
    if (isWrite && how === "loses answers") throw new Error("Network connection lost.");
    await time.wait(1 + chance.below(4));
    return answer;
  }

  function write(given: number, commit: Commit): void {
    if (given !== epoch) throw new Superseded();
    const { mark } = commit;
    const position = mark === undefined ? undefined : marks.get(mark.journal);
    if (mark !== undefined && position !== undefined && position !== mark.from) throw new MarkMoved();
    for (const { id } of commit.payments ?? []) {
      if (payments.has(id)) throw new Error("UNIQUE constraint failed: payments.id");
    }
    const seqs = [...(commit.payments ?? []), ...(commit.labels ?? [])].map(({ seq }) => seq);
    // Nothing is written unless all can be.
    for (const [at, seq] of seqs.entries()) {
      if (seq !== lastSeq + 1 + at) throw new Error(`sequence number ${seq} came after ${lastSeq + at}`);
    }
    if (commit.policy !== undefined && commit.policy.version.version !== policies.length + 1) throw new PolicyMoved();
    for (const { id } of commit.alerts ?? []) if (alerts.has(id)) throw new Error(`${id} is owed twice`);
    for (const payment of commit.payments ?? []) payments.set(payment.id, { ...payment });
    for (const { paymentId, label, seq } of commit.labels ?? []) {
      const before = payments.get(paymentId);
      if (before !== undefined) payments.set(paymentId, { ...before, label, seq });
    }
    for (const [cardId, history] of commit.histories ?? []) histories.set(cardId, history);
    for (const alert of commit.alerts ?? []) alerts.set(alert.id, alert);
    rejects.push(...(commit.rejects ?? []));
    if (commit.policy !== undefined) follow(commit.policy);
    if (mark !== undefined) marks.set(mark.journal, mark.to);
    origin ??= commit.origin;
    currency ??= commit.currency;
    lastSeq += seqs.length;
  }

  function follow({ version, addedEntries, removedEntries }: PolicyCommit): void {
    policies.push(version);
    for (const entry of entries) {
      if (entry.until === null && removedEntries.includes(entry.entry.id)) entry.until = version.version;
    }
    entries.push(...addedEntries.map((entry) => ({ entry, since: version.version, until: null })));
  }

  function entriesIn(version: number): ListEntry[] {
    const held = entries.filter(({ since, until }) => since <= version && (until === null || until > version));
    return held.map(({ entry }) => entry);
  }

  const store = {
    kind: "d1",
    takeWriter: () =>
      asked((): Writer => {
        epoch += 1;
        return {
          epoch,
          lastSeq,
          ...(origin === undefined ? {} : { origin }),
          ...(currency === undefined ? {} : { currency }),
        };
      }, true),
    commit: (given, commit) => asked(() => write(given, commit), true),
    markOf: (journal) => asked(() => marks.get(journal) ?? null),
    leftBefore: () => asked(() => null),
    policy: () => asked(() => policies.at(-1) ?? null),
    entriesIn: (version) => asked(() => entriesIn(version)),
    knownRefunds: () => asked(() => []),
    known: (ids, cardIds) =>
      asked(() => ({
        payments: new Map(ids.flatMap((id) => entryOf(payments, id))),
        histories: new Map(cardIds.flatMap((cardId) => entryOf(histories, cardId))),
      })),
    paymentsOf: (cardId) => asked(() => [...payments.values()].filter((each) => each.cardId === cardId)),
    // No model of the schedules tells apart what older versions counted together.
    pastsOf: () => asked(() => []),
    // What fills a memory fails often, so that decisions come before it.
    histories: (after, limit) =>
      asked(() =>
        [...histories]
          .filter(([cardId]) => after === null || cardId > after)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, limit),
      ),
    payments: (_filter, { limit, after = null }) =>
      asked(() => {
        if (chance.isOneIn(2)) throw new Error("Network connection lost.");
        const behind = (each: StoredPayment) =>
          after === null || each.paidAt < after.paidAt || (each.paidAt === after.paidAt && each.id < after.id);
        const page = [...payments.values()].filter(behind).sort(newestFirst).slice(0, limit);
        const last = page.length < limit ? undefined : page.at(-1);
        return {
          payments: page,
          next: last === undefined ? null : { key: last.paidAt, paidAt: last.paidAt, id: last.id },
          searched: null,
        };
      }),
  } satisfies Partial<Store>;

  return {
    store,
    payments,
    histories,
    alerts,
    rejects,
    policies,
    entriesIn,
    lastSeq: () => lastSeq,
    goes: (next: Way) => {
      way = next;
    },
  };
}

/** The versions of the policy in which an entry is. */
interface HeldEntry {
  entry: ListEntry;
  since: number;
  until: number | null;
}

function entryOf<Value>(map: ReadonlyMap<string, Value>, key: string): [string, Value][] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}

function newestFirst(a: StoredPayment, b: StoredPayment): number {
  return b.paidAt - a.paidAt || (a.id < b.id ? 1 : -1);
}
