// Sources and what they would make of an event, as answers show them.
import { sourceSecret, sourceSecretName } from "../config/sourceSecrets.ts";
import { problemsOf, type Reading } from "../payment/sources/apply.ts";
import { type KeptEvent, NO_COUNTS, type SourceStatus } from "../payment/sources/taken.ts";
import type { Arrival } from "../pipeline/arrival.ts";
import { isRow } from "../pipeline/sourceEvents.ts";
import type { KnownSource } from "../policy/knownSources.ts";
import type { SourceView } from "../wire/sources.ts";
import { isoTime } from "../wire/views.ts";
import { signatureWords, signingSecretProblem } from "./door/sourceSignature.ts";

/** `status`: null for a source that nothing was asked of. `isUnguarded`: on one's own machine nothing needs to be signed. */
export function shownSource(
  env: object,
  source: KnownSource,
  status: SourceStatus | null,
  isUnguarded: boolean,
): SourceView {
  const secret = sourceSecret(env, source.name);
  const refused = status?.refused ?? null;
  return {
    name: source.name,
    title: source.title,
    preset: source.isPreset,
    own: source.isOwn,
    path: `/api/payments/from/${source.name}`,
    secret: sourceSecretName(source.name),
    hasSecret: secret !== null,
    signature: signatureWords(source.signature),
    problem: problemOf(source, secret, isUnguarded),
    note: source.note,
    events: { ...NO_COUNTS, ...status?.events },
    lastAt: status === null || status.lastAt === null ? null : isoTime(status.lastAt),
    refused: refused === null ? null : { ...refused, since: isoTime(refused.since), last: isoTime(refused.last) },
    mapping: { ...source.mapping },
    ownIds: [...source.ownIds],
  };
}

function problemOf(source: KnownSource, secret: string | null, isUnguarded: boolean): string | null {
  if (source.problem !== null) return `its mapping cannot be read: ${source.problem}`;
  const name = sourceSecretName(source.name);
  if (secret === null) return isUnguarded ? null : `no ${name} is set: npm run deploy -- --secret ${name}`;
  const wrong = signingSecretProblem(source.signature, secret);
  return wrong === null ? null : `${name} ${wrong}`;
}

export function shownEvents(events: readonly KeptEvent[]) {
  return events.map(({ at, kind, type, problem, body }) => ({
    at: isoTime(at),
    kind,
    type,
    problem,
    body: body === null ? null : JSON.parse(body),
  }));
}

/** `arrivals`: of the rows, in order. No card's id is shown: whoever reads could find a card by its number. */
export function shownReadings(readings: readonly Reading[], arrivals: readonly Arrival[]) {
  let row = 0;
  return readings.map((reading) => {
    const { kind, eventId, eventType, fields } = reading;
    const arrival = isRow(reading) ? arrivals[row++] : undefined;
    return {
      ...{ kind, eventId, eventType, fields },
      why: reading.kind === "ignored" ? reading.why : null,
      admission: arrival === undefined ? null : admissionOf(arrival, problemsOf(reading)),
      label: reading.kind === "label" && reading.said !== null ? labelOf(reading.said) : null,
    };
  });
}

function admissionOf({ admission }: Arrival, problems: readonly string[]) {
  if (admission.ok) return { ok: true, field: null, error: null, notes: admission.notes ?? [] };
  const { field, reason } = admission.reject;
  const own = problems.find((problem) => field !== null && problem.startsWith(`${field}: `));
  return { ok: false, field, error: own ?? reason, notes: [] };
}

function labelOf({
  paymentId,
  ...said
}: {
  paymentId: string;
  verdict: "fraud" | "legitimate";
  fraudType: string | null;
  note: string | null;
}) {
  return { id: paymentId, ...said };
}
