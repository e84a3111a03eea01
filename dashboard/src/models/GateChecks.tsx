// What the gate says, check by check.
import type { Gate } from "../../../worker/wire/comparison.ts";

export function GateChecks({ gate }: { gate: Gate }) {
  return (
    <ul class="checks">
      {gate.checks.map(({ code, passes, text }) => (
        <li key={code} class={passes ? "passes" : "fails"}>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d={passes ? "M2.5 6.5 5 9l4.5-6" : "M3 3l6 6M9 3l-6 6"} />
          </svg>
          <span>
            <span class="unseen">{passes ? "Passes: " : "Does not pass: "}</span>
            {text}
          </span>
        </li>
      ))}
    </ul>
  );
}
