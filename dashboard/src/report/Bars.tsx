// A table with a bar in each row: readable as numbers, comparable at a glance, and the same on paper.
import type { BarRow } from "./rows.ts";

interface BarsProps {
  title: string;
  /** Heading of the first column. */
  unit: string;
  rows: BarRow[];
  /** The line below the heading; empty for none. */
  note: string;
}

export function Bars({ title, unit, rows, note }: BarsProps) {
  const id = title.toLowerCase().replaceAll(" ", "-");
  const hasPayments = rows.some(({ cells }) => cells.payments !== "");
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {note !== "" && <p class="aside">{note}</p>}
      <table class="plain-table bars">
        <thead>
          <tr>
            <th scope="col">{unit}</th>
            <td class="bar-cell" />
            {hasPayments && <th scope="col">Payments</th>}
            <th scope="col">Flagged</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, all, flagged, cells, href }) => (
            <tr key={key}>
              <th scope="row">
                {href === null ? (
                  <bdi>{name}</bdi>
                ) : (
                  <a href={href}>
                    <bdi>{name}</bdi>
                  </a>
                )}
              </th>
              <td class="bar-cell">
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <rect class="all" width={100 * all} height="10" />
                  <rect class="flagged" width={100 * flagged} height="10" />
                </svg>
              </td>
              {hasPayments && <td>{cells.payments}</td>}
              <td class={cells.flagged === "" ? "" : "flagged-count"}>{cells.flagged}</td>
              <td>{cells.amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
