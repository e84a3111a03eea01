// What a rule would have done to the payments of the last days, before it is saved. They are looked at as they were decided, and
// nothing of them is worked out anew, so that an answer comes while a person waits.
import type { Outcome } from "../decision/decision.ts";
import { withRule } from "../decision/ruling.ts";
import { DAY_MS } from "../duration.ts";
import type { Paid } from "../payment/paid.ts";
import type { ListEntry, OwnList } from "../policy/lists.ts";
import type { Column } from "../policy/ownColumns.ts";
import type { Rule } from "../policy/rule.ts";
import { compileRules } from "../rules/compile.ts";
import { isKept } from "../rules/facts.ts";
import { readRule } from "../rules/readRule.ts";
import type { Problem } from "../rules/syntax.ts";
import { policyOf } from "../store/policies.ts";
import type { SeenPayment } from "../store/seen.ts";
import type { Store } from "../store/store.ts";
import { ofStore } from "../store/trouble.ts";
import { type Truth, truthOf } from "../store/verdicts.ts";
import { storedFacts } from "./storedFacts.ts";

export interface PreviewAsked {
  /** A rule's condition. */
  when: string;
  then: Outcome;
  days: number;
}

/** Payments of one kind, counted. */
export interface Cell {
  truth: Truth;
  /** What was decided. */
  was: Outcome;
  /** What would have been decided. */
  is: Outcome;
  payments: number;
  amountCents: number;
}

export type Met = Pick<SeenPayment, "id" | "paidAt" | "merchant" | "category" | "last4"> &
  Paid &
  Pick<Cell, "truth" | "was" | "is">;

export interface Preview {
  /** Epoch ms: [from, to). */
  from: number;
  to: number;
  /** Payments that were looked at, by what they truly were. */
  looked: Record<Truth, number>;
  /** Epoch ms: time of the last of them. Null when there was none. */
  through: number | null;
  /** False: there are older ones in these days that were not looked at. */
  isWhole: boolean;
  /** Payments that meet the condition. */
  met: Cell[];
  /** Payments that do not meet it because a value is missing. */
  missing: number;
  /** Of them, those that were stored before such values were kept. */
  notKept: number;
  newest: Met[];
  dearest: Met[];
}

export type Previewed = { ok: true; preview: Preview } | ({ ok: false } & Problem);

export interface PreviewPorts {
  store: Pick<Store, "entriesIn" | "kind" | "policy" | "seen">;
  reportZone: string;
  currency: string;
  now: () => number;
}

/** The newest are looked at. So many are read within some seconds. */
const MOST_PAYMENTS = 50_000;
const LONGEST_MS = 5_000;
/** Read at once: some ten milliseconds of work, then others have their turn. */
const PAGE = 500;
const MOST_EXAMPLES = 20;

/** Throws when the store failed. */
export async function preview({ when, then, days }: PreviewAsked, ports: PreviewPorts): Promise<Previewed> {
  const { store, now } = ports;
  const startedAt = now();
  const held = await ofStore(store, store.policy());
  const { lists, columns, version } = policyOf(held);
  const read = readRule(when, lists, columns);
  if (!read.ok) return read;
  const entries = read.lists.length === 0 ? [] : await ofStore(store, store.entriesIn(version));
  const features = read.reads.some((name) => name.startsWith("features."));
  const from = startedAt - days * DAY_MS;
  const looking = lookingFor({ when, then }, { lists, columns, entries, ...ports, nowMs: startedAt });
  let after: SeenPayment | null = null;
  let isWhole = false;
  let payments = 0;
  while (!isWhole && payments < MOST_PAYMENTS && now() - startedAt < LONGEST_MS) {
    const page: SeenPayment[] = await ofStore(store, store.seen({ from, after, limit: PAGE, features }));
    for (const payment of page) looking.look(payment);
    payments += page.length;
    after = page.at(-1) ?? after;
    isWhole = page.length < PAGE;
  }
  return { ok: true, preview: { from, to: startedAt, through: after?.paidAt ?? null, isWhole, ...looking.found() } };
}

interface Knowing {
  lists: readonly OwnList[];
  columns: readonly Column[];
  entries: readonly ListEntry[];
  reportZone: string;
  currency: string;
  nowMs: number;
}

/** `when`: a condition that could be read. */
export function lookingFor({ when, then }: Pick<PreviewAsked, "when" | "then">, known: Knowing) {
  const { lists, columns, entries, nowMs } = known;
  const about = { id: "preview", name: "preview", note: null, until: null };
  const rule: Rule = { ...about, when, then, state: "active" };
  const { compiled } = compileRules([rule], lists, entries, columns);
  const read = readRule(when, lists, columns);
  const needsKept = read.ok && read.reads.some(isKept);
  const looked: Record<Truth, number> = { fraud: 0, legitimate: 0, unknown: 0 };
  const met = new Map<string, Cell>();
  const counts = { missing: 0, notKept: 0 };
  const newest: Met[] = [];
  let dearest: Met[] = [];

  /** The newest first. */
  function look(payment: SeenPayment): void {
    const truth = truthOf(payment);
    looked[truth] += 1;
    const { hits, missing } = compiled.match(storedFacts(payment, known), nowMs);
    if (missing.length > 0) {
      counts.missing += 1;
      if (needsKept && payment.feed === "stream" && payment.facts === null) counts.notKept += 1;
    }
    if (hits.length === 0) return;
    const { id, paidAt, amountCents, merchant, category, last4, outcome: was } = payment;
    const { currency, paidMinor, rate } = payment;
    const is = withRule(payment, then);
    count({ truth, was, is, payments: 1, amountCents });
    const one: Met = { id, paidAt, amountCents, currency, paidMinor, rate, merchant, category, last4, truth, was, is };
    if (newest.length < MOST_EXAMPLES) newest.push(one);
    dearest.push(one);
    if (dearest.length >= 100 * MOST_EXAMPLES) dearest = theDearest(dearest);
  }

  function count(cell: Cell): void {
    const key = `${cell.truth} ${cell.was} ${cell.is}`;
    const known = met.get(key);
    if (known === undefined) met.set(key, cell);
    else {
      known.payments += 1;
      known.amountCents += cell.amountCents;
    }
  }

  return {
    look,
    found: () => ({ looked, met: [...met.values()], ...counts, newest, dearest: theDearest(dearest) }),
  };
}

/** Of two equal amounts the newer comes first, as it was looked at first. */
function theDearest(met: readonly Met[]): Met[] {
  return met.toSorted((a, b) => b.amountCents - a.amountCents).slice(0, MOST_EXAMPLES);
}
