// A model that does not run, or not as it should. Pure.
import type { DeciderStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";

export function modelProblems({ engine, problem }: DeciderStatus["model"]): Problem[] {
  const now = { kind: "model", since: null, holdMs: 0 } as const;
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
