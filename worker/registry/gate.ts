// Whether a model may become the champion, by what was proved of it and by what it would have done. A person presses all the same,
// and may override it with a note. docs/models.md says why each limit is what it is. Pure.
import { DAY_MS } from "../duration.ts";
import type { ModelProof } from "../store/registry.ts";
import type { Comparison, Gate, SideView } from "../wire/comparison.ts";
import type { Difference } from "./intervals.ts";

export interface GateLimits {
  /** Matured frauds. With fewer, a recall is uncertain by about 15 points either way, or more. */
  frauds: number;
  /** The challenger's declines and reviews over the champion's: people who had two an hour can have three, not ten. */
  alertFactor: number;
  /** Declines and reviews a day more that bother nobody, since a factor of next to nothing says nothing. */
  alertsADay: number;
  /** Share of the payments that it could not score. As champion it would send them all to people. */
  failedShare: number;
  /** A model that one may go back to may decide again without being compared, if it decided within so many days. */
  backWithinDays: number;
}

export const GATE_LIMITS: GateLimits = {
  frauds: 30,
  alertFactor: 1.5,
  alertsADay: 1,
  failedShare: 0.01,
  backWithinDays: 30,
};

/** The model that is to become the champion. */
export interface Candidate {
  version: string;
  /** Each start proves the shipped model anew. */
  isShipped: boolean;
  /** What was proved when it was taken into the registry. Null when it is not there. */
  proof: Pick<ModelProof, "golden" | "rows"> | null;
  /** Epoch ms until which it decided, where one may go back to it; `now`: it decides; null: it is another one. See champions.ts. */
  championUntil: number | "now" | null;
}

type Check = Gate["checks"][number];

/** `comparison`: of the candidate, as challenger, with the champion. */
export function gateOf(candidate: Candidate, comparison: Comparison, nowMs: number, limits = GATE_LIMITS): Gate {
  const proved = [goldenCheck(candidate), featuresCheck(candidate)];
  const back = backCheck(candidate, nowMs, limits);
  const checks = back === null ? [...proved, ...lived(comparison, limits)] : [...proved, back];
  return { passes: checks.every(({ passes }) => passes), checks };
}

function goldenCheck({ isShipped, proof }: Candidate): Check {
  const code = "golden_vectors";
  if (isShipped)
    return { code, passes: true, text: "It is shipped with Vigie, and each start proves its golden vectors." };
  if (proof === null) return { code, passes: false, text: "It is not in the registry: register its bundle (again)." };
  const { golden, rows } = proof;
  if (golden === 0) return { code, passes: false, text: "No golden vector was proved: register its bundle again." };
  const also = rows === 0 ? "" : `, and ${counted(rows, "made-up row")} alike by ONNX Runtime and by the tree walker`;
  return { code, passes: true, text: `${counted(golden, "golden vector")} came out exact to the last bit${also}.` };
}

/** A golden vector holds the features that a payment had at the training, so one that was proved proves the catalogue. */
function featuresCheck({ isShipped, proof }: Candidate): Check {
  const passes = isShipped || (proof !== null && proof.golden > 0);
  const text = passes
    ? "It reads the features that Vigie computes; each decider tries it out before any of them follows."
    : "That it reads the features that Vigie computes was not proved.";
  return { code: "features", passes, text };
}

/** Going back must be possible at once: whoever goes back does so because the newer model does harm. */
function backCheck({ championUntil }: Candidate, nowMs: number, { backWithinDays }: GateLimits): Check | null {
  if (championUntil === "now") return { code: "was_champion", passes: true, text: "It decides now." };
  if (championUntil === null || nowMs - championUntil > backWithinDays * DAY_MS) return null;
  const days = Math.floor((nowMs - championUntil) / DAY_MS);
  const when = days === 0 ? "less than a day ago" : `${counted(days, "day")} ago`;
  const text = `It decided until ${when}, before the one of now, so one may go back to it at once (within ${counted(backWithinDays, "day")}).`;
  return { code: "was_champion", passes: true, text };
}

/** What it would have done with live payments. */
function lived(comparison: Comparison, limits: GateLimits): Check[] {
  const { challenger, payments, failed } = comparison;
  if (payments + failed === 0) {
    const text = `The model ${challenger} has scored no payment beside ${comparison.champion} in this time: make it the challenger first.`;
    return [{ code: "scored_live", passes: false, text }];
  }
  return [
    failuresCheck(comparison, limits),
    fraudsCheck(comparison, limits),
    qualityCheck("recall", comparison),
    qualityCheck("precision", comparison),
    alertsCheck(comparison, limits),
  ];
}

function failuresCheck({ payments, failed }: Comparison, { failedShare }: GateLimits): Check {
  const most = `at most ${percent(failedShare)} is allowed`;
  const text =
    failed === 0
      ? `It scored each of ${counted(payments, "payment")}.`
      : `It could not score ${whole.format(failed)} of ${counted(payments + failed, "payment")} (${percent(failed / (payments + failed))}; ${most}).`;
  return { code: "failures", passes: failed <= failedShare * (payments + failed), text };
}

function fraudsCheck({ matured: { frauds, payments }, matureDays }: Comparison, limits: GateLimits): Check {
  const passes = frauds >= limits.frauds;
  const among = `among ${counted(payments, "matured payment")}`;
  const need = passes ? "" : ` Fewer than ${limits.frauds} tell too little: wait, give verdicts, or send labels.`;
  const old = payments === 0 ? ` A payment counts after ${counted(matureDays, "day")}.` : "";
  return { code: "frauds", passes, text: `${counted(frauds, "known fraud")} ${among}.${need}${old}` };
}

/** Worse only where chance does not explain it: the whole interval of the difference lies below nothing. */
function qualityCheck(code: "recall" | "precision", { matured, sides, difference }: Comparison): Check {
  const [own, other, by] = [sides.challenger[code], sides.champion[code], difference[code]];
  if (own !== null && other !== null && by !== null) {
    const is = (share: typeof own) =>
      `${whole.format(share.part)} of ${whole.format(share.of)} (${percent(share.value)})`;
    const shares =
      code === "recall"
        ? `Of the matured frauds it would have declined ${is(own)}, and the champion ${is(other)}`
        : `Of its matured declines ${is(own)} were fraud, of the champion’s ${is(other)}`;
    return { code, passes: by.high >= 0, text: `${shares}: ${pointsWords(by)}.` };
  }
  if (code === "recall") return { code, passes: false, text: "Recall cannot be compared: no matured fraud is known." };
  if (matured.payments === 0) {
    return { code, passes: false, text: "Precision cannot be compared: no payment is matured yet." };
  }
  const text =
    own === null
      ? "It would have declined no matured payment, so it would have raised no false alarm."
      : "The champion declined no matured payment, so there is no precision to fall short of.";
  return { code, passes: true, text };
}

function alertsCheck({ sides, scored }: Comparison, { alertFactor, alertsADay }: GateLimits): Check {
  const [own, other] = [alertsOf(sides.challenger), alertsOf(sides.champion)];
  const days = scored === null ? 0 : (Date.parse(scored.to) - Date.parse(scored.from)) / DAY_MS;
  const most = Math.max(alertFactor * other, other + alertsADay * Math.max(1, days));
  const compared =
    other === 0 ? "and the champion none" : `${(own / other).toFixed(2)} times the champion’s ${whole.format(other)}`;
  const limit = `allowed are ${alertFactor} times as many, or ${alertsADay} a day more`;
  const text = `It would have declined or sent to a person ${counted(own, "payment")}, ${compared}; ${limit}.`;
  return { code: "alerts", passes: own <= most, text };
}

function alertsOf({ declines, reviews }: SideView): number {
  return declines + reviews;
}

function pointsWords({ value, low, high }: Difference): string {
  const points = (share: number) => `${share < 0 ? "−" : share > 0 ? "+" : ""}${Math.abs(share * 100).toFixed(1)}`;
  const worse = high < 0 ? ", so it is worse, and chance does not explain it" : "";
  return `a difference of ${points(value)} points, 95 % interval ${points(low)} to ${points(high)}${worse}`;
}

function percent(share: number): string {
  if (share > 0 && share < 0.0001) return "less than 0.01 %";
  return `${(share * 100).toFixed(share < 0.01 ? 2 : 1).replace(/\.0+$/, "")} %`;
}

const whole = new Intl.NumberFormat("en-US");

function counted(count: number, what: string): string {
  return `${whole.format(count)} ${what}${count === 1 ? "" : "s"}`;
}
