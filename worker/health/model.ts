// A model that does not run, or not as it should, a challenger that fails, and an MLflow server that cannot be followed. Pure.
import type { Config } from "../config/config.ts";
import { crossedLines, thresholdProblem } from "../decision/thresholds.ts";
import { HOUR_MS, MINUTE_MS } from "../duration.ts";
import { situationsOf } from "../features/situation.ts";
import type { ChallengerState, DeciderStatus, Trouble } from "./objectStates.ts";
import type { Problem } from "./problem.ts";

export function modelProblems({ engine, problem, standsIn }: DeciderStatus["model"]): Problem[] {
  const now = { kind: "model", since: null, holdMs: 0 } as const;
  if (standsIn != null) {
    const text = `The champion ${standsIn.for} cannot decide, the shipped model decides instead: ${standsIn.problem}`;
    return [{ ...now, stops: null, text }, ...modelProblems({ version: "", engine, problem })];
  }
  switch (engine) {
    case "onnx":
      return [];
    case "trees":
      // The tree walker gives the same scores, so nothing stops.
      return [{ ...now, stops: null, text: `ONNX Runtime is out of use, the built-in tree walker scores: ${problem}` }];
    case "none":
      return [{ ...now, stops: "payments", text: `The model does not run, every payment goes to review: ${problem}` }];
  }
}

/** Settings are compared with the shipped model when they are read; another one may decide. `own`: its lines. */
export function thresholdProblems(
  own: DeciderStatus["thresholds"],
  config: Config,
  lines: DeciderStatus["lines"] = {},
): Problem[] {
  if (own == null) return [];
  const situations = situationsOf(config.feed);
  const crossed = crossedLines({ ...config, lines }, situations, (situation) => own[situation]);
  // Variables say nothing of situations that have both their lines from the policy.
  const byVariables = situations.filter((each) => lines[each]?.review == null || lines[each]?.decline == null);
  const problem = thresholdProblem(
    config,
    byVariables.map((situation) => own[situation]),
  );
  if (problem === null && crossed === null) return [];
  const text =
    crossed === null ? `${problem?.variable} ${problem?.message}.` : `The thresholds cross: ${crossed.problem}.`;
  return [{ kind: "model", since: null, holdMs: 0, stops: null, text }];
}

/** It may fail now and then, which health shows at once. Nobody is sent a mail for that: a challenger decides nothing. */
const CHALLENGER_FAILS_MS = 10 * MINUTE_MS;

export function challengerProblems(challenger: ChallengerState | null): Problem[] {
  if (challenger === null || challenger.problem === null) return [];
  const { version, problem } = challenger;
  const text = `The challenger ${version} fails, the champion decides as before: ${problem}`;
  return [{ kind: "challenger", since: null, holdMs: CHALLENGER_FAILS_MS, stops: null, text }];
}

/** It is asked each hour: two looks have failed by then. */
const MLFLOW_FAILS_MS = 1.5 * HOUR_MS;

export function mlflowProblems(trouble: Trouble | null): Problem[] {
  if (trouble === null) return [];
  const text = `MLflow cannot be followed, the models here stay as they are: ${trouble.problem}`;
  return [{ kind: "mlflow", since: trouble.since, holdMs: MLFLOW_FAILS_MS, stops: null, text }];
}
