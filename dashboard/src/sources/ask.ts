// The sources page's requests to the server.
import type { PolicyInFull } from "../../../worker/wire/policy.ts";
import { type Answer, ask } from "../shared/ask.ts";

export const askPolicy = (): Promise<Answer<PolicyInFull>> => ask("/api/policy");
