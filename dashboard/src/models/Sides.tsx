// Both models side by side: how good, how much money, how many alerts.

import type { Comparison, SideView } from "../../../worker/wire/comparison.ts";
import { counted } from "../shared/format.ts";
import { roundMoney } from "../shared/money.ts";
import { differenceInterval, differenceWords, intervalWords, maturedWords, perDayWords, shareWords } from "./words.ts";

interface Row {
  name: string;
  /** What of it, in a few words. */
  of: string;
  cell: (side: SideView) => [value: string, beside: string];
  difference?: [value: string, beside: string];
}

type Amount = SideView["missed"];

const amountCell = ({ amount, payments }: Amount): [string, string] => [
  roundMoney(amount),
  counted(payments, "payment"),
];

function rowsOf({ difference, scored }: Comparison): Row[] {
  return [
    {
      ...{ name: "Recall", of: "of the matured frauds are declined" },
      cell: ({ recall }) => [shareWords(recall), intervalWords(recall)],
      difference: [differenceWords(difference.recall), differenceInterval(difference.recall)],
    },
    {
      ...{ name: "Precision", of: "of the matured declines are fraud" },
      cell: ({ precision }) => [shareWords(precision), intervalWords(precision)],
      difference: [differenceWords(difference.precision), differenceInterval(difference.precision)],
    },
    { ...{ name: "Fraud declined", of: "money that is saved" }, cell: ({ declined }) => amountCell(declined.fraud) },
    { ...{ name: "Fraud not declined", of: "money that is lost" }, cell: ({ missed }) => amountCell(missed) },
    {
      ...{ name: "Good payments declined", of: "money that is turned away" },
      cell: ({ declined }) => amountCell(declined.legitimate),
    },
    {
      ...{ name: "Declined, and nobody has said", of: "one or the other" },
      cell: ({ declined }) => amountCell(declined.unknown),
    },
    { ...{ name: "Declines", of: "" }, cell: ({ declines }) => [perDayWords(declines, scored), ""] },
    { ...{ name: "Sent to a person", of: "" }, cell: ({ reviews }) => [perDayWords(reviews, scored), ""] },
  ];
}

export function Sides({ comparison }: { comparison: Comparison }) {
  const { champion, challenger, sides } = comparison;
  return (
    <div class="both-sides">
      <h3>Both sides</h3>
      <table class="plain-table sides-table">
        <thead>
          <tr>
            <td />
            <th scope="col">
              Champion <span class="small">{champion}</span>
            </th>
            <th scope="col">
              Challenger <span class="small">{challenger}</span>
            </th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(comparison).map(({ name, of, cell, difference = ["", ""] }) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {of !== "" && <span class="small">{of}</span>}
              </th>
              {[cell(sides.champion), cell(sides.challenger), difference].map(([value, beside], at) => (
                <td key={at}>
                  {value}
                  {beside !== "" && <span class="small">{beside}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="aside">{maturedWords(comparison)}</p>
    </div>
  );
}
