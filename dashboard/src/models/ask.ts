// The models page's requests to the server.
import type { FlipKind } from "../../../worker/store/pairs.ts";
import type { ComparisonAnswer, FlippedPayments, Gate } from "../../../worker/wire/comparison.ts";
import type { ModelList, RegisteredModelView } from "../../../worker/wire/models.ts";
import type { PolicyInFull } from "../../../worker/wire/policy.ts";
import { type Answer, ask, type Failure } from "../shared/ask.ts";

export interface ChangeAsked {
  /** The version of the policy that the person saw. */
  seen: number;
  note: string;
  override: boolean;
}

export const FLIPS_SHOWN = 25;

export const askModels = (): Promise<Answer<ModelList>> => ask("/api/models");

/** `challenger`: null means the one in use. */
export function askComparison(challenger: string | null): Promise<Answer<ComparisonAnswer>> {
  return ask(`/api/models/comparison${challenger === null ? "" : `?challenger=${challenger}`}`);
}

export function askFlips(
  pair: { champion: string; challenger: string; from: string; to: string },
  kind: FlipKind,
  cursor: string | null,
): Promise<Answer<FlippedPayments>> {
  const { champion, challenger, from, to } = pair;
  const query = new URLSearchParams({ champion, challenger, from, to, kind, limit: String(FLIPS_SHOWN) });
  if (cursor !== null) query.set("cursor", cursor);
  return ask(`/api/models/comparison/flips?${query}`);
}

/** Without a version, whichever model is shipped decides. */
export function putChampion(version: string | null, { seen, note, override }: ChangeAsked): Promise<Answer<unknown>> {
  const body = { version, note, ...(override ? { override } : {}) };
  return ask("/api/models/champion", { method: "PUT", body, headers: { "if-match": `"${seen}"` } });
}

/** Without a version there is no challenger afterwards. */
export function putChallenger(version: string | null, { seen, note }: ChangeAsked): Promise<Answer<unknown>> {
  const body = { version, ...(note === "" ? {} : { note }) };
  return ask("/api/models/challenger", { method: "PUT", body, headers: { "if-match": `"${seen}"` } });
}

export const askPolicy = (): Promise<Answer<PolicyInFull>> => ask("/api/policy");

export function putThresholds(
  thresholds: PolicyInFull["thresholds"],
  seen: number,
  note: string,
): Promise<Answer<unknown>> {
  return ask("/api/policy", { method: "PUT", body: { thresholds, note }, headers: { "if-match": `"${seen}"` } });
}

export function postModel(file: File): Promise<Answer<RegisteredModelView>> {
  return ask("/api/models", { method: "POST", body: file.slice(0, file.size, "application/zip") });
}

/** What the gate said when it refused a change; null where it was not the gate. */
export function gateIn({ said }: Failure): Gate | null {
  return typeof said === "object" && said !== null && "gate" in said ? (said.gate as Gate) : null;
}
