// When it is a problem that the model does not know the payments that come in. Pure.
import type { FamiliaritySums } from "../pipeline/familiarity.ts";
import type { Incident } from "../store/incidents.ts";
import type { Problem } from "./problem.ts";
import { percent } from "./words.ts";

/** The share of fewer payments says nothing. */
const LEAST_PAYMENTS = 200;
/** Payments like those that the model learned from are unfamiliar one in a thousand. During an incident the lower share is still one. */
const MUCH = 0.05;
const STILL_MUCH = 0.025;

export function unfamiliarProblems(facts: { unfamiliar: FamiliaritySums; incidents: readonly Incident[] }): Problem[] {
  const { payments, unfamiliar, amount, category } = facts.unfamiliar;
  const lasts = facts.incidents.some(({ kind }) => kind === "unfamiliar");
  if (payments < LEAST_PAYMENTS || unfamiliar < payments * (lasts ? STILL_MUCH : MUCH)) return [];
  const mostly = amount > category ? "amounts that it has not seen" : "categories that it has not seen";
  const text =
    `The model does not know ${percent(unfamiliar / payments)} of the newest ${payments.toLocaleString("en")} payments, ` +
    `mostly by ${mostly}: its low scores say little of them.`;
  return [{ kind: "unfamiliar", text, since: null, holdMs: 0, stops: null }];
}
