// One schedule of faults, and what must hold after it, whatever it was. The promises are those of docs/deciding.md.

import { emptyHistory, remember } from "../../worker/features/history.ts";
import { encodeHistory } from "../../worker/features/historyCodec.ts";
import type { Label, Payment } from "../../worker/payment/payment.ts";
import { type Arrival, packArrivals, type Receipt } from "../../worker/pipeline/arrival.ts";
import type { DeciderPorts } from "../../worker/pipeline/decider.ts";
import { decidePacked } from "../../worker/pipeline/deciders.ts";
import { placeOf } from "../../worker/pipeline/spreadCards.ts";
import type { PolicyEdit } from "../../worker/policy/edit.ts";
import type { Detector } from "../../worker/scoring/detector.ts";
import { simulatedObjects } from "./objects.ts";
import { simulatedStore, type Way } from "./store.ts";
import { type Chance, chanceOf, virtualTime } from "./virtualTime.ts";

const BEGIN = Date.UTC(2026, 10, 20, 10, 0, 0);
const CARDS = 5;
/** Faults and payments come in this time; afterwards all must come right by itself. */
const TROUBLED_MS = 15_000;
const CALM_BY_MS = 30 * 60_000;
const BEAT_MS = 60_000;
const LONG_AGO_MS = 40 * 24 * 60 * 60_000;

export interface Result {
  seed: number;
  /** Broken promises, in words. */
  broken: string[];
  /** What was tried: so that a simulation in which nothing happens is seen. */
  happened: {
    payments: number;
    kills: number;
    away: number;
    spreads: number;
    retries: number;
    /** Versions of the policy that came. */
    exchanges: number;
    /** Payments that the challenger judged, and those for which it failed. */
    challenged: number;
    challengeFailures: number;
    /** Stored payments that a block list or a rule decided. */
    blocked: number;
    ruled: number;
  };
  /** All that is stored but what the challenger said, as text. */
  stored: string;
}

/**
 * `hasChallenger`: a challenger that fails now and then. It must change nothing. `isEnded`: people may take it off, which is no change
 * where there is none.
 */
export async function runSchedule(seed: number, { hasChallenger = true, isEnded = true } = {}): Promise<Result> {
  const chance = chanceOf(seed);
  const time = virtualTime(BEGIN);
  const database = simulatedStore(time, chance);
  const broken: string[] = [];
  const happened: Result["happened"] = {
    ...{ payments: 0, kills: 0, away: 0, spreads: 0, retries: 0, exchanges: 0 },
    ...{ challenged: 0, challengeFailures: 0, blocked: 0, ruled: 0 },
  };
  let deciders = chance.of([1, 1, 2, 3]);
  // Chances of their own: the schedule is the same with a challenger and without it.
  const models = modelsOf(failingChallenger(chanceOf(seed + 1)), chanceOf(seed + 2));
  const named = { champion: null, challenger: hasChallenger ? "challenger" : null };
  database.policies.push({
    version: 1,
    at: BEGIN,
    by: "a person",
    via: "api",
    note: null,
    part: null,
    policy: { models: named },
  });
  const world = { time, chance, database, models, deciders: () => deciders };
  const objects = simulatedObjects(world);
  const answered = new Map<string, Answer>();
  /** Other answers to the same content. */
  const again: Answer[] = [];
  let open = 0;

  /** Sends until it is answered, as every sender does. */
  async function send(arrivals: Arrival[]): Promise<void> {
    open += 1;
    const packed = packArrivals(arrivals);
    for (;;) {
      try {
        const receipts = await decidePacked(objects.env, { deciders }, packed);
        for (const [at, receipt] of receipts.entries()) note(arrivals[at], receipt);
        open -= 1;
        return;
      } catch {
        happened.retries += 1;
        await time.wait(200 + chance.below(2_000));
      }
    }
  }

  function note(arrival: Arrival | undefined, receipt: Receipt): void {
    if (receipt.status === "rejected" || arrival?.admission.ok !== true) return;
    const { payment } = arrival.admission;
    if (payment === undefined || receipt.payment === undefined) return;
    const key = contentOf(payment);
    const { score, outcome } = receipt.payment;
    const before = answered.get(key);
    if (before === undefined) answered.set(key, { payment, score, outcome });
    else if (before.score !== score) again.push({ payment, score, outcome });
  }

  const sent: Payment[] = [];
  /** Ids and cards that were ever sent together. */
  const tried = new Set<string>();
  for (let nth = 4 + chance.below(9); nth > 0; nth -= 1) {
    time.at(BEGIN + chance.below(TROUBLED_MS), () => {
      const arrivals = Array.from({ length: 1 + chance.below(4) }, () => arrivalOf(chance, sent, time.now()));
      for (const { admission } of arrivals)
        if (admission.ok && admission.payment) tried.add(`${admission.payment.id} ${admission.payment.cardId}`);
      void send(arrivals);
    });
  }
  for (let nth = chance.below(6); nth > 0; nth -= 1) {
    time.at(BEGIN + chance.below(TROUBLED_MS), () => {
      happened.kills += 1;
      objects.kill();
    });
  }
  for (let nth = chance.below(4); nth > 0; nth -= 1) {
    const beginAt = BEGIN + chance.below(TROUBLED_MS);
    const way = chance.of<Way>(["refuses", "loses answers", "writes late", "refuses"]);
    time.at(beginAt, () => {
      happened.away += 1;
      database.goes(way);
    });
    time.at(beginAt + chance.of([5, 50, 1_000, 10_000]), () => database.goes("near"));
  }
  if (chance.isOneIn(3)) {
    time.at(BEGIN + chance.below(TROUBLED_MS), () => {
      happened.spreads += 1;
      deciders = chance.of([1, 2, 3]);
    });
  }
  for (let nth = chance.below(4); nth > 0; nth -= 1) {
    time.at(BEGIN + chance.below(TROUBLED_MS), () => {
      objects.change(editOf(chance, time.now(), isEnded)).catch(() => undefined);
    });
  }
  time.at(BEGIN + TROUBLED_MS + 10_000, () => database.goes("near"));
  const beat = () => {
    time.at(time.now() + BEAT_MS, beat);
    void objects.beat();
  };
  time.at(BEGIN + BEAT_MS, beat);

  const waits = () => objects.all().some(({ memory }) => memory().waiting().since !== null);
  let lookAt = BEGIN + TROUBLED_MS + 2 * BEAT_MS;
  const isOver = () => {
    if (open > 0 || time.now() < lookAt) return false;
    lookAt = time.now() + 1_000;
    return !waits();
  };
  await time.run(isOver, BEGIN + CALM_BY_MS).catch((error: unknown) => {
    broken.push(`${String(error)}: ${open} senders have no answer, or decided payments wait`);
  });
  happened.payments = answered.size;
  check();
  objects.end();
  return { seed, broken, happened, stored: storedWords() };

  function storedWords(): string {
    const { payments, histories, alerts, rejects } = database;
    const decisions = Array.from(payments.values(), (payment) => {
      const { challenger, challengerScore, challengerOutcome, ...rest } = payment;
      return rest;
    });
    return JSON.stringify([decisions, [...histories], [...alerts.keys()], rejects]);
  }

  function check(): void {
    const { payments, histories, alerts, rejects, policies } = database;
    happened.exchanges = policies.length - 1;
    for (const { id, cardId, policy, reasons } of payments.values()) {
      const version = policy ?? 0;
      const isBlocked = database.entriesIn(version).some(({ value }) => value === cardId);
      const isSaid = reasons.some(({ code }) => code === "block_list");
      if (isBlocked !== isSaid) broken.push(`${id} was ${isSaid ? "" : "not "}blocked under policy ${version}`);
      const hasRule = (policies[version - 1]?.policy.rules ?? []).length > 0;
      const isRuled = reasons.some(({ code }) => code === "rule");
      if (isRuled !== (hasRule && !isBlocked))
        broken.push(`${id} was decided by another rule than that of policy ${version}`);
      happened.blocked += isBlocked ? 1 : 0;
      happened.ruled += isRuled ? 1 : 0;
    }
    for (const { id, policy = 0, model } of payments.values()) {
      const champion = policies[(policy ?? 0) - 1]?.policy.models.champion ?? DETECTOR.version;
      if (policy !== 0 && policies[(policy ?? 0) - 1] === undefined)
        broken.push(`${id} names policy ${policy}, which is none`);
      // A champion that cannot be read is stood in for by the shipped model, which health says.
      if (model !== champion && model !== DETECTOR.version)
        broken.push(`${id} was decided by ${model}, not ${champion}`);
    }
    const newest = policies.length;
    for (const [place, { object }] of objects.all().entries()) {
      const decider = object.now();
      // The others decide nothing.
      if (!decider.isSeated()) continue;
      const { policy, models, problems } = decider.standing();
      if (policy.version !== newest)
        broken.push(`decider ${place} decides under policy ${policy.version} of ${newest}`);
      const champion = policies.at(-1)?.policy.models.champion ?? DETECTOR.version;
      if (decider.isReady() && problems.champion === null && models.champion.version !== champion)
        broken.push(`decider ${place} decides by ${models.champion.version}, not ${champion}`);
    }
    for (const { payment, score, outcome } of answered.values()) {
      const stored = payments.get(payment.id);
      const isConflict = rejects.some(({ paymentId, code }) => paymentId === payment.id && code === "conflict");
      if (stored === undefined) broken.push(`${payment.id} was answered and is not stored`);
      else if (contentOf(stored) !== contentOf(payment)) {
        if (!isConflict) broken.push(`${payment.id} was answered, another is stored, and nobody is told`);
      } else if (stored.score !== score || stored.outcome !== outcome) {
        broken.push(`${payment.id} was answered ${score} and is stored as ${stored.score}`);
      }
    }
    for (const { payment, score } of again) {
      // Where two deciders got one id with two cards, only one of them stands, and the other knows nothing of it.
      const isStanding = contentOf(payments.get(payment.id) ?? payment) === contentOf(payment);
      if (isStanding) broken.push(`${payment.id} was decided twice, the second time ${score}`);
    }
    for (const { id, policy, challenger, challengerScore, challengerOutcome } of payments.values()) {
      const named = policies[(policy ?? 0) - 1]?.policy.models.challenger ?? null;
      // A challenger that cannot be read is left out, which health says.
      if (challenger !== named && challenger !== null)
        broken.push(`${id} was stored beside ${challenger}, not ${named}`);
      if ((challengerScore === null) !== (challengerOutcome === null)) broken.push(`${id} was challenged by half`);
      if (challenger === null) continue;
      if (challengerOutcome === null) happened.challengeFailures += 1;
      else happened.challenged += 1;
    }
    const declined = [...payments.values()]
      .filter(({ outcome }) => outcome === "decline")
      .map(({ id }) => `fraud:${id}`);
    if (declined.sort().join() !== [...alerts.keys()].sort().join())
      broken.push("alerts are not those of the declined");
    if (objects.told() !== database.lastSeq())
      broken.push(`boards were told up to ${objects.told()} of ${database.lastSeq()}`);
    const memories = objects.all().map(({ memory }) => memory());
    for (const memory of memories) {
      const found = memory.find([...payments.keys()], []).payments;
      for (const stored of payments.values()) {
        const remembered = found.get(stored.id);
        if (remembered === undefined) continue;
        if (contentOf(remembered) !== contentOf(stored) || remembered.score !== stored.score) {
          broken.push(`${stored.id} is remembered in another way than it is stored`);
        }
      }
    }
    const contradicted = new Set(rejects.flatMap(({ paymentId }) => paymentId ?? []));
    for (let card = 0; card < CARDS; card += 1) {
      const cardId = `card ${card}`;
      const own = [...payments.values()].filter((payment) => payment.cardId === cardId);
      // A decider may have taken it for a payment of this card, before it heard that another stands.
      const isDoubtful = [...contradicted].some((id) => tried.has(`${id} ${cardId}`));
      if (own.length === 0 || isDoubtful) continue;
      const expected = encodeHistory(own.reduce(remember, emptyHistory()));
      if (histories.get(cardId) !== expected)
        broken.push(`the stored history of ${cardId} is not that of its payments`);
      const holder = memories[placeOf(cardId, deciders)];
      const remembered = holder?.find([], [cardId]).histories.get(cardId) ?? expected;
      if (remembered !== expected) broken.push(`the decider remembers another history of ${cardId}`);
    }
  }
}

interface Answer {
  payment: Payment;
  score: number | null;
  outcome: string;
}

/** What a person changes: a model, an entry of the block list, or a rule that all payments meet. */
function editOf(chance: Chance, at: number, isEnded: boolean): PolicyEdit {
  const id = `edit of ${at}`;
  const kind = chance.below(4);
  if (kind === 0) {
    const value = `card ${chance.below(CARDS)}`;
    const said = { note: null, by: "a person", via: "api", at, until: null };
    return { kind: "entries_added", entries: [{ id, list: "block", kind: "card", value, ...said }] };
  }
  if (kind === 1) {
    const said = { note: null, until: null, state: "active" as const };
    return { kind: "rule_added", rule: { id, name: id, when: "amount > 0", then: "review", ...said } };
  }
  const role = chance.of(["champion", "challenger"]);
  const none = role === "champion" || isEnded ? [null] : [];
  return { kind: "models", models: { [role]: chance.of(["A", "B", "C", ...none]) } };
}

function contentOf({
  id,
  cardId,
  amountCents,
  paidAt,
}: Pick<Payment, "id" | "cardId" | "amountCents" | "paidAt">): string {
  return `${id} ${cardId} ${amountCents} ${paidAt}`;
}

/** A new payment, one that came before, one that contradicts it, or one that was paid long ago. */
function arrivalOf(chance: Chance, sent: Payment[], nowMs: number): Arrival {
  const before = sent[chance.below(sent.length + 1)];
  const label = chance.of<Label | null>([null, null, "fraud", "legitimate"]);
  const kind = chance.below(10);
  let payment: Payment;
  if (before !== undefined && kind < 3) payment = { ...before, label };
  else if (before !== undefined && kind === 3) payment = { ...before, amountCents: before.amountCents + 1 };
  else if (before !== undefined && kind === 4) payment = { ...before, cardId: `card ${chance.below(CARDS)}` };
  else {
    payment = {
      ...{ id: `payment ${sent.length}`, cardId: `card ${chance.below(CARDS)}`, last4: "1234", merchant: "a shop" },
      ...{ category: "misc_net", amountCents: 100 + chance.below(1_000), label: null },
      ...{ paidAt: nowMs - chance.of([0, 1_000, 60_000, LONG_AGO_MS]), gender: null, ageYears: null },
      ...{ cityPopulation: null, distanceKm: null },
    };
    sent.push(payment);
  }
  return { admission: { ok: true, payment }, source: "push", seenAt: nowMs };
}

/** Its score follows from the payment and from how often the card has paid: a second decision would be another one. */
export const DETECTOR: Detector = {
  ...{ version: "simulated", engine: "trees", problem: null, support: null, reference: null },
  featuresOf: (payment, history, _when, row = new Float32Array(24)) => {
    row.fill(0);
    row[0] = history?.times.length ?? 0;
    row[1] = payment.amountCents;
    return row;
  },
  score: async (inputs) =>
    inputs.map(({ features }) => ((features?.[0] ?? 0) * 0.137 + (features?.[1] ?? 0) * 0.00731) % 1),
  thresholds: () => ({ review: 0.6, decline: 0.8 }),
  contributions: (features) => new Float64Array(features.length),
  close: async () => undefined,
};

/** It throws while it makes features, while it scores, or gives what is no score. */
function failingChallenger(chance: Chance): Detector {
  const fails = () => chance.isOneIn(4);
  return {
    ...DETECTOR,
    version: "challenger",
    featuresOf: (...given) => {
      if (fails()) throw new Error("no features");
      return DETECTOR.featuresOf?.(...given) ?? new Float32Array();
    },
    score: async (inputs) => {
      if (fails()) throw new Error("no scores");
      if (fails()) return [];
      return inputs.map(({ features }) => (fails() ? Number.NaN : features === null ? null : 0.7));
    },
  };
}

/** Other models score as the shipped one does, under names of their own. Now and then one cannot be opened. */
function modelsOf(challenger: Detector, chance: Chance): DeciderPorts["models"] {
  return {
    shipped: DETECTOR,
    open: async (version) => {
      if (version === challenger.version) return { detector: challenger, leave: () => undefined };
      if (chance.isOneIn(10)) throw new Error(`model ${version} cannot be read`);
      return { detector: { ...DETECTOR, version }, leave: () => undefined };
    },
  };
}
