// Asks for health. It is answered 503 while payments do not flow, and what pages want to know stands in that answer all the same.
import type { Health } from "../../../worker/wire/board.ts";
import { ask } from "./ask.ts";

/** The parts of health that pages ask for. They are known while the store is away, too. */
export type HealthPart = Pick<Health, "thresholds" | "model" | "notUnderstood">;

export async function askHealth(): Promise<HealthPart | null> {
  const answer = await ask<HealthPart>("/api/health");
  if (answer.ok) return answer.value;
  return isHealth(answer.said) ? answer.said : null;
}

function isHealth(said: unknown): said is HealthPart {
  return (
    typeof said === "object" && said !== null && "thresholds" in said && "model" in said && "notUnderstood" in said
  );
}
