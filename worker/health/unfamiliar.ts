// When it is a problem that the model does not know the payments that come in. Pure.
import { UNFAMILIAR, type Unfamiliar } from "../decision/decision.ts";
import type { FamiliaritySums } from "../pipeline/familiarity.ts";
import type { Incident } from "../store/incidents.ts";
import type { Problem } from "./problem.ts";
import { percent } from "./words.ts";

/** The share of fewer payments says nothing. */
const LEAST_PAYMENTS = 200;
/** Payments like those that the model learned from are unfamiliar one in a thousand. During an incident the lower share is still one. */
const MUCH = 0.05;
const STILL_MUCH = 0.025;

const WORDS = {
  amount: "amounts that it has not seen",
  category: "categories that it has not seen",
  hour: "hours at which it has not seen their category",
  pace: "cards that pay more often than it has seen",
  missing: "card holders of whom less is told than it has seen",
  age: "ages that it has not seen",
} as const satisfies Record<Unfamiliar["what"], string>;

export function unfamiliarProblems(facts: { unfamiliar: FamiliaritySums; incidents: readonly Incident[] }): Problem[] {
  const { payments, unfamiliar } = facts.unfamiliar;
  const lasts = facts.incidents.some(({ kind }) => kind === "unfamiliar");
  if (payments < LEAST_PAYMENTS || unfamiliar < payments * (lasts ? STILL_MUCH : MUCH)) return [];
  const [mostly] = UNFAMILIAR.filter((what) => what !== "pace").toSorted(
    (a, b) => facts.unfamiliar[b] - facts.unfamiliar[a],
  );
  const text =
    `The model does not know ${percent(unfamiliar / payments)} of the newest ${payments.toLocaleString("en")} payments, ` +
    `mostly by ${WORDS[mostly ?? "category"]}: its low scores say little of them.`;
  return [{ kind: "unfamiliar", text, since: null, holdMs: 0, stops: null }];
}
