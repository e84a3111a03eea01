// The models page's state: what is in use, what is compared, and what is asked when.
import { batch, effect, signal, untracked } from "@preact/signals";
import { DAY_MS, MINUTE_MS } from "../../../worker/duration.ts";
import type { FlipKind } from "../../../worker/store/pairs.ts";
import type { Comparison, ComparisonAnswer, FlippedPayments } from "../../../worker/wire/comparison.ts";
import type { ModelList, RegisteredModelView } from "../../../worker/wire/models.ts";
import type { PolicyInFull } from "../../../worker/wire/policy.ts";
import type { Answer } from "../shared/ask.ts";
import { loadMe } from "../shared/me.ts";
import {
  askComparison,
  askFlips,
  askModels,
  askPolicy,
  type ChangeAsked,
  postModel,
  putChallenger,
  putChampion,
  putThresholds,
} from "./ask.ts";
import { type Former, registeredWords } from "./words.ts";

/** Pause between two looks at what is in use, while someone looks at the page. */
const AGAIN_MS = 30_000;
/** Pause between two comparisons of a whole month, which read thousands of counts and change slowly. On its first day a minute will do. */
const COMPARED_AGAIN_MS = 10 * MINUTE_MS;

/** The message that says what was done has this id: the focus goes there, since the button that was pressed may be gone, or be another. */
export const DONE = "done";
/** Where the skip link leads. */
export const SKIPPED_TO = "models";

export const models = signal<ModelList | null>(null);
export const compared = signal<ComparisonAnswer | null>(null);
/** Why there is no list, or no comparison, in words. */
export const problem = signal<string | null>(null);
/** What a person has just done, in words. */
export const done = signal<string | null>(null);
/** The model in the address that is compared with the champion. Null: the challenger. */
export const wanted = signal<string | null>(versionInAddress());
/** The kind of flips whose payments are listed; null for none. */
export const openKind = signal<FlipKind | null>(null);
export const flips = signal<FlippedPayments | null>(null);
export const flipsProblem = signal<string | null>(null);

export function comparedHref(version: string): string {
  return `#${version}`;
}

function versionInAddress(): string | null {
  const text = location.hash.slice(1);
  return /^[0-9a-f]{12}$/.test(text) ? text : null;
}

export function start(): void {
  addEventListener("hashchange", () => {
    if (location.hash !== `#${SKIPPED_TO}`) wanted.value = versionInAddress();
  });
  effect(() => {
    wanted.value;
    untracked(() => {
      batch(() => {
        compared.value = null;
        openKind.value = null;
      });
      void load();
    });
  });
  effect(() => {
    const kind = openKind.value;
    flips.value = null;
    flipsProblem.value = null;
    if (kind !== null) untracked(() => void loadFlips(kind));
  });
  setInterval(() => {
    if (document.visibilityState === "visible") void load(isComparisonOld());
  }, AGAIN_MS);
}

let comparedAt = 0;

function isComparisonOld(): boolean {
  const scored = compared.value?.comparison.scored ?? null;
  const isFirstDay = scored === null || Date.parse(scored.to) - Date.parse(scored.from) < DAY_MS;
  return Date.now() - comparedAt >= (isFirstDay ? MINUTE_MS : COMPARED_AGAIN_MS);
}

/** True where the comparison is of the two in use, or of the one that is asked for. */
function isOfNow({ champion, challenger }: Pick<Comparison, "champion" | "challenger">): boolean {
  const used = models.value?.policy;
  return used !== undefined && champion === used.champion && challenger === (wanted.value ?? used.challenger);
}

/** `anew`: compares once more, though the same two were compared before. */
export async function load(anew = true): Promise<void> {
  const asked = wanted.value;
  const [list] = await Promise.all([askModels(), loadMe()]);
  if (wanted.value !== asked) return;
  batch(() => {
    problem.value = list.ok ? null : list.problem;
    if (list.ok) models.value = list.value;
  });
  if (!list.ok) return;
  const { champion, challenger } = list.value.policy;
  // There is nothing to compare: one model, or one with itself.
  if ((asked ?? challenger) === null || asked === champion) {
    compared.value = null;
    return;
  }
  if (compared.value !== null && !isOfNow(compared.value.comparison)) compared.value = null;
  if (compared.value !== null && !anew) return;
  const answer = await askComparison(asked);
  if (wanted.value !== asked) return;
  comparedAt = Date.now();
  batch(() => {
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) compared.value = answer.value;
  });
}

/** Goes on where the list ends. */
export async function loadFlips(kind: FlipKind): Promise<void> {
  const known = flips.value;
  const comparison = compared.value?.comparison;
  if (comparison === undefined) return;
  const answer = await askFlips(comparison, kind, known?.next ?? null);
  if (openKind.value !== kind || flips.value !== known) return;
  batch(() => {
    flipsProblem.value = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    flips.value = { ...answer.value, payments: [...(known?.payments ?? []), ...answer.value.payments] };
  });
}

export const MOVED =
  "Someone else has changed this meanwhile. The page shows what holds now; press again if you still want to.";

/** Asks for a change, and shows what holds afterwards. `said`: what the person has done, in words. */
async function change<T>(asking: Promise<Answer<T>>, said: string): Promise<Answer<T>> {
  done.value = null;
  const answer = await asking;
  if (answer.ok || answer.status === 412) await load();
  if (answer.ok) done.value = said;
  return answer.ok || answer.status !== 412 ? answer : { ...answer, problem: MOVED };
}

export function makeChampion(version: string, asked: ChangeAsked): Promise<Answer<unknown>> {
  return change(putChampion(version, asked), `${version} decides now.`);
}

/** As it was before: where nobody had chosen a model, the shipped one is not chosen either. */
export function goBack({ champion, followsShipped }: Former, asked: ChangeAsked): Promise<Answer<unknown>> {
  return change(putChampion(followsShipped ? null : champion, asked), `${champion} decides again.`);
}

export function makeChallenger(version: string | null, asked: ChangeAsked): Promise<Answer<unknown>> {
  const said =
    version === null ? "There is no challenger now." : `${version} is the challenger now. It decides nothing.`;
  return change(putChallenger(version, asked), said);
}

/** Lines of other situations stay as they are. */
export async function useLines(
  chosen: PolicyInFull["thresholds"],
  seen: number,
  note: string,
): Promise<Answer<unknown>> {
  const held = await askPolicy();
  if (!held.ok) return held;
  const asking = putThresholds({ ...held.value.thresholds, ...chosen }, seen, note);
  return change(asking, "These thresholds hold from the next payment on.");
}

/** The variables' lines, or else the model's, hold again. */
export function takeLinesBack(seen: number): Promise<Answer<unknown>> {
  const asking = putThresholds({}, seen, "Took the thresholds back");
  return change(
    asking,
    "What people had set is taken back, from the next payment on: the deploy’s thresholds or the model’s own hold.",
  );
}

export async function register(file: File): Promise<Answer<RegisteredModelView>> {
  const answer = await change(postModel(file), "");
  if (answer.ok) done.value = registeredWords(answer.value, answer.status);
  return answer;
}
