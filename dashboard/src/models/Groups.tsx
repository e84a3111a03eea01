// The same by category, and by what was known of the card.
import type { Comparison, Judged } from "../../../worker/wire/comparison.ts";
import { category, count, percent } from "../shared/format.ts";

const SITUATIONS = {
  stream: "Cards that had paid before",
  first: "A card’s first payment",
  snapshot: "A feed without hours and histories",
} as const;

export function Groups({ comparison }: { comparison: Comparison }) {
  return (
    <div class="groups">
      <Table
        title="By category"
        groups={comparison.byCategory.map((group) => ({ name: category(group.category), ...group }))}
      />
      <Table
        title="By what is known of the card"
        groups={comparison.bySituation.map((group) => ({ name: SITUATIONS[group.situation], ...group }))}
      />
    </div>
  );
}

function Table({ title, groups }: { title: string; groups: readonly (Judged & { name: string })[] }) {
  return (
    <table class="plain-table groups-table">
      <caption>{title}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">Payments</th>
          <th scope="col">Newly declined</th>
          <th scope="col">Let through</th>
          <th scope="col">Frauds declined</th>
          <th scope="col">Precision</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ name, payments, flips, sides, matured }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{count(payments)}</td>
            <td>{count(flips[0]?.payments ?? 0)}</td>
            <td>{count(flips[1]?.payments ?? 0)}</td>
            <td>
              <Both
                before={count(sides.champion.recall?.part ?? 0)}
                after={count(sides.challenger.recall?.part ?? 0)}
              />
              <span class="small">of {count(matured.frauds)}</span>
            </td>
            <td>
              <Both before={share(sides.champion.precision)} after={share(sides.challenger.precision)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Both({ before, after }: { before: string; after: string }) {
  return (
    <>
      <span class="unseen">champion </span>
      {before} <span aria-hidden="true">›</span>
      <span class="unseen">, challenger</span> {after}
    </>
  );
}

function share(of: Judged["sides"]["champion"]["precision"]): string {
  return of === null ? "–" : percent(of.value);
}
