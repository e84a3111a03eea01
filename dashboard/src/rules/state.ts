// The rules page's state: the rules that hold, the one that is edited, and what is asked when.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { ListEntry, OwnList } from "../../../worker/policy/lists.ts";
import type { Column } from "../../../worker/policy/ownColumns.ts";
import type { PolicyInFull, RuleView } from "../../../worker/wire/policy.ts";
import type { RuleSample } from "../../../worker/wire/rulePreview.ts";
import type { Answer } from "../shared/ask.ts";
import { changeAsSeen, isMoved } from "../shared/changePolicy.ts";
import { loadMe } from "../shared/me.ts";
import { zone } from "../shared/zone.ts";
import {
  askEntries,
  askPolicy,
  askRules,
  askSample,
  deleteRule,
  postRule,
  putRule,
  putSettings,
  type RuleBody,
  type RuleList,
} from "./ask.ts";
import { bodyOf, type Draft, draftOf, isDirty, isSameRule, NEW_DRAFT } from "./draft.ts";
import { entryOf, listsAskedFor, ownListsOf } from "./live.ts";
import { changesOf } from "./words.ts";

/** Pause between two looks at what holds, while someone looks at the page. */
const AGAIN_MS = 30_000;
/** The page loads at most so many entries of a list to try a condition with. A longer list is left to the preview. */
const MOST_TRIED_ENTRIES = 2_000;

/** The message that says what was done has this id: the focus goes there, since the button that was pressed may be gone. */
export const DONE = "done";
export const SKIPPED_TO = "rules";
/** In the address: the rule that is not there yet. */
export const NEW = "new";
export const ALL_RULES = "#all";

export const rules = signal<RuleList | null>(null);
export const policy = signal<PolicyInFull | null>(null);
export const problem = signal<string | null>(null);
export const done = signal<string | null>(null);
/** A rule that was just deleted, to be put back. */
export const deleted = signal<RuleBody | null>(null);
/** NEW, a rule's id, or null where all rules are shown. */
export const opened = signal<string | null>(openedInAddress());
/** The person has come back from a rule, so that the link that had the focus is gone. */
export const hasLeft = signal(false);
/** What is being edited, by NEW or the rule's id. */
export const drafts = signal<ReadonlyMap<string, Draft>>(new Map());
/** What somebody else made of the rule that is edited, in words. Null: nothing. */
export const conflict = signal<{ changes: string[]; now: RuleView | null } | null>(null);
export const sample = signal<RuleSample | null>(null);
export const sampleProblem = signal<string | null>(null);
/** By list: its entries, or null where there are too many to be tried here. */
export const listEntries = signal<ReadonlyMap<string, readonly ListEntry[] | null>>(new Map());

export const ownLists = computed<OwnList[]>(() => ownListsOf(policy.value?.lists ?? []));
/** A Worker of the version before, while a deploy mixes both, says nothing of them. */
export const ownColumns = computed<readonly Column[]>(() => policy.value?.columns ?? []);

export function ruleHref(id: string): string {
  return `#${id}`;
}

function openedInAddress(): string | null {
  const text = location.hash.slice(1);
  return ["", "all", SKIPPED_TO].includes(text) ? null : text;
}

export function start(): void {
  addEventListener("hashchange", () => {
    if (location.hash !== `#${SKIPPED_TO}`) opened.value = openedInAddress();
  });
  effect(() => {
    const key = opened.value;
    untracked(() => {
      conflict.value = null;
      if (key === null) return;
      hasLeft.value = true;
      void loadSample();
    });
  });
  // What is typed and not saved would be lost with the page.
  addEventListener("beforeunload", (event) => {
    if ([...drafts.value.values()].some(isDirty)) event.preventDefault();
  });
  void load();
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    void load();
    if (opened.value !== null) void loadSample();
  }, AGAIN_MS);
}

export async function load(): Promise<void> {
  const [list, whole] = await Promise.all([askRules(), askPolicy(), loadMe()]);
  batch(() => {
    problem.value = list.ok ? (whole.ok ? null : whole.problem) : list.problem;
    if (list.ok) rules.value = list.value;
    if (whole.ok) policy.value = whole.value;
  });
}

async function loadSample(): Promise<void> {
  const answer = await askSample();
  batch(() => {
    sampleProblem.value = answer.ok ? null : answer.problem;
    if (answer.ok) sample.value = answer.value;
  });
}

/** The draft of what is open. Null where there is no such rule, or nothing is known yet. */
export const draft = computed<Draft | null>(() => {
  const key = opened.value;
  if (key === null) return null;
  const known = drafts.value.get(key);
  if (known !== undefined) return known;
  if (key === NEW) return NEW_DRAFT;
  const rule = rules.value?.rules.find(({ id }) => id === key);
  return rule === undefined ? null : draftOf(rule, ownLists.value, ownColumns.value);
});

export function edit(changed: Draft): void {
  const key = opened.peek();
  if (key !== null) drafts.value = new Map(drafts.peek()).set(key, changed);
}

export function forget(key: string): void {
  drafts.value = new Map([...drafts.peek()].filter(([each]) => each !== key));
}

/** Loads the lists that a condition asks for, as far as they can be tried here. */
export async function loadEntriesFor(when: string): Promise<void> {
  const known = listEntries.peek();
  for (const list of listsAskedFor(when, ownLists.peek(), ownColumns.peek()).filter((name) => !known.has(name))) {
    const entries = await entriesIn(list);
    if (entries !== undefined) listEntries.value = new Map(listEntries.peek()).set(list, entries);
  }
}

/** Null: there are too many. Undefined: they could not be loaded. */
async function entriesIn(list: string): Promise<ListEntry[] | null | undefined> {
  const entries: ListEntry[] = [];
  let cursor: string | null = null;
  do {
    const answer: Awaited<ReturnType<typeof askEntries>> = await askEntries(list, cursor);
    if (!answer.ok) return undefined;
    entries.push(...answer.value.entries.map((entry) => entryOf(list, entry)));
    cursor = answer.value.next;
    if (entries.length > MOST_TRIED_ENTRIES) return null;
  } while (cursor !== null);
  return entries;
}

/** What holds now, and whether this rule is still as it was seen. */
function lookAt(seen: RuleView) {
  return async (): Promise<{ version: number; isSame: boolean } | null> => {
    await load();
    const known = rules.peek();
    if (known === null || problem.peek() !== null) return null;
    const now = known.rules.find(({ id }) => id === seen.id);
    return { version: known.policy, isSame: now !== undefined && isSameRule(now, seen) };
  };
}

const MOVED =
  "Someone else has changed this rule meanwhile. The page shows what holds now; press again if you still want to.";

async function changing<T>(asking: Promise<Answer<T>>, said: string): Promise<Answer<T>> {
  batch(() => {
    done.value = null;
    deleted.value = null;
  });
  const answer = await asking;
  if (answer.ok) {
    await load();
    done.value = said;
    return answer;
  }
  return isMoved(answer) ? { ...answer, problem: MOVED } : answer;
}

const IN_STATE = {
  active: "It decides from now on.",
  shadow: "It is judged and counted, and changes nothing.",
  off: "It is off.",
} as const satisfies Record<RuleView["state"], string>;

/** Saves what is open. `made`: bodyOf has found nothing wrong. */
export async function save(current: Draft): Promise<Answer<unknown>> {
  const made = bodyOf(current, ownLists.peek(), ownColumns.peek(), Date.now());
  const key = opened.peek();
  if (!made.ok || key === null)
    return { ok: false, status: 0, problem: made.ok ? "Nothing is open." : made.problem, said: null };
  const { base } = current;
  const said = `“${made.body.name}” is saved. ${IN_STATE[made.body.state]}`;
  const answer = await changing(base === null ? postRule(made.body) : put(base, made.body), said);
  if (answer.ok) {
    forget(key);
    conflict.value = null;
    location.hash = ALL_RULES;
  } else if (isMoved(answer) && base !== null) showConflict(base);
  return answer;
}

function put(seen: RuleView, body: RuleBody): Promise<Answer<unknown>> {
  const send = (version: number) => putRule(seen.id, body, version);
  return changeAsSeen(send, rules.peek()?.policy ?? 0, lookAt(seen));
}

function showConflict(base: RuleView): void {
  const now = rules.peek()?.rules.find(({ id }) => id === base.id) ?? null;
  const changes = now === null ? [] : changesOf(base, now, Date.now(), zone.peek());
  conflict.value = { changes, now };
}

/** What the person typed stays, and is to be saved over what holds now. */
export function keepMine(current: Draft): void {
  const now = conflict.peek()?.now ?? null;
  batch(() => {
    edit({ ...current, base: now });
    conflict.value = null;
  });
}

export function takeTheirs(): void {
  const key = opened.peek();
  if (key !== null) forget(key);
  conflict.value = null;
}

export function setState(rule: RuleView, state: RuleView["state"]): Promise<Answer<unknown>> {
  const { id: _, ...body } = bare(rule);
  return changing(put(bare(rule), { ...body, state }), `“${rule.name}”: ${IN_STATE[state]}`);
}

export async function remove(rule: RuleView): Promise<Answer<unknown>> {
  const seen = bare(rule);
  const send = (version: number) => deleteRule(rule.id, version);
  const answer = await changing(
    changeAsSeen(send, rules.peek()?.policy ?? 0, lookAt(seen)),
    `“${rule.name}” is deleted.`,
  );
  if (answer.ok) {
    const { id: _, ...body } = seen;
    deleted.value = body;
    forget(rule.id);
  }
  return answer;
}

export function putBack(body: RuleBody): Promise<Answer<unknown>> {
  return changing(postRule(body), `“${body.name}” is back. ${IN_STATE[body.state]}`);
}

/** Without the counts. */
function bare({ id, name, when, then, state, note, until }: RuleView): RuleView {
  return { id, name, when, then, state, note, until };
}

type Settings = Pick<PolicyInFull, "blockOnFraud" | "contact">;

export function setSettings(settings: Partial<Settings>, said: string): Promise<Answer<unknown>> {
  const seen = policy.peek();
  const before = (now: Settings | null) => JSON.stringify([now?.blockOnFraud, now?.contact]);
  const look = async () => {
    await load();
    const now = policy.peek();
    return now === null ? null : { version: now.version, isSame: before(now) === before(seen) };
  };
  return changing(
    changeAsSeen((version) => putSettings(settings, version), seen?.version ?? 0, look),
    said,
  );
}
