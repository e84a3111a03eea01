import { expect, test } from "vitest";
import { thresholdProblem, thresholdsThatHold } from "./thresholds.ts";

const MODEL = { review: 0.05, decline: 1 / 6 };
const unset = { reviewThreshold: null, declineThreshold: null };

test("what was not set has the model's own value", () => {
  expect(thresholdsThatHold(unset, "stream", MODEL)).toEqual(MODEL);
  expect(thresholdsThatHold({ ...unset, declineThreshold: 0.5 }, "stream", MODEL)).toEqual({
    review: 0.05,
    decline: 0.5,
  });
});

test("a line is compared with the model's in every situation that may occur", () => {
  const first = { review: 0.2, decline: 0.6 };
  expect(thresholdProblem({ ...unset, reviewThreshold: 0.3 }, [first])).toBeNull();
  expect(thresholdProblem({ ...unset, reviewThreshold: 0.3 }, [first, MODEL])?.variable).toBe("REVIEW_THRESHOLD");
  expect(thresholdProblem({ ...unset, declineThreshold: 0.1 }, [MODEL])).toBeNull();
  expect(thresholdProblem({ ...unset, declineThreshold: 0.1 }, [MODEL, first])?.message).toContain("below the 0.2");
});

test("without a model only what is set is compared", () => {
  expect(thresholdProblem({ ...unset, reviewThreshold: 1 }, [])).toBeNull();
  expect(thresholdProblem({ reviewThreshold: 0.9, declineThreshold: 0.5 }, [])?.message).toBe(
    "must not be above DECLINE_THRESHOLD: it is 0.9, and DECLINE_THRESHOLD is 0.5",
  );
});

test("lines at the same place are a wish, and hold", () => {
  expect(thresholdProblem({ reviewThreshold: 0.5, declineThreshold: 0.5 }, [MODEL])).toBeNull();
});
