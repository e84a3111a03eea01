// The state of sources: which there are, the one that is edited, and what is asked when.
import { computed, effect, signal, untracked } from "@preact/signals";
import type { SourceView } from "../../../worker/wire/sources.ts";
import type { Answer } from "../shared/ask.ts";
import { changeAsSeen, isMoved } from "../shared/changePolicy.ts";
import { askSource, askSources, deleteSource, putSource, type RecentEvent, type SourceList } from "./ask.ts";
import { type Draft, draftOf, isDirty, type Made, newDraft } from "./draft.ts";
import { isSame } from "./fieldForm.ts";
import { changing, keepLoading, noteProblem, SKIPPED_TO } from "./state.ts";

/** Fragments of the address: for a source that is not there yet, and for the list of all. */
export const NEW = "new";
export const ALL_SOURCES = "#all";

export const sources = signal<SourceList | null>(null);
/** NEW, `from/` and a source's name, or null where all sources are shown. */
export const opened = signal<string | null>(openedInAddress());
/** The person has come back from a source, so that the link that had the focus is gone. */
export const hasLeft = signal(false);
/** Drafts that are not saved yet, by what `opened` was. */
export const drafts = signal<ReadonlyMap<string, Draft>>(new Map());
/** The last events of the source that is opened, masked as they were kept. */
export const recent = signal<readonly RecentEvent[]>([]);

export function sourceHref(name: string): string {
  return `#from/${name}`;
}

function openedInAddress(): string | null {
  const text = location.hash.slice(1);
  return text === NEW || text.startsWith("from/") ? text : null;
}

export function startSources(): void {
  addEventListener("hashchange", () => {
    if (location.hash !== `#${SKIPPED_TO}`) opened.value = openedInAddress();
  });
  effect(() => {
    const key = opened.value;
    untracked(() => {
      recent.value = [];
      if (key === null) return;
      hasLeft.value = true;
      void loadRecent();
    });
  });
  // A draft that is not saved would be lost with the page.
  addEventListener("beforeunload", (event) => {
    if ([...drafts.value.values()].some(isDirty)) event.preventDefault();
  });
  keepLoading(async () => {
    await Promise.all([loadSources(), loadRecent()]);
  });
}

export async function loadSources(): Promise<void> {
  const answer = await askSources();
  noteProblem("sources", answer);
  if (answer.ok) sources.value = answer.value;
}

async function loadRecent(): Promise<void> {
  const key = opened.peek();
  if (key === null || key === NEW) return;
  const answer = await askSource(key.slice("from/".length));
  if (answer.ok && opened.peek() === key) recent.value = answer.value.recent;
}

/** The source that is opened. Null where there is none, or nothing is known yet. */
export const current = computed<SourceView | null>(
  () => sources.value?.sources.find(({ name }) => `from/${name}` === opened.value) ?? null,
);

/** The draft of what is open. Null where there is no such source, or nothing is known yet. */
export const draft = computed<Draft | null>(() => {
  const key = opened.value;
  if (key === null) return null;
  const known = drafts.value.get(key);
  if (known !== undefined) return known;
  if (key === NEW) return newDraft();
  return current.value === null ? null : draftOf(current.value);
});

export function edit(changed: Draft): void {
  const key = opened.peek();
  if (key !== null) drafts.value = new Map(drafts.peek()).set(key, changed);
}

export function forget(key: string): void {
  drafts.value = new Map([...drafts.peek()].filter(([each]) => each !== key));
}

/** Asks for the version that holds now, and whether this source is still as it was seen. */
function lookAt(name: string, seen: unknown) {
  return async (): Promise<{ version: number; isSame: boolean } | null> => {
    const answer = await askSources();
    if (!answer.ok) return null;
    const known = answer.value;
    sources.value = known;
    const now = known.sources.find((source) => source.name === name);
    return { version: known.policy, isSame: isSame(now?.mapping ?? null, seen) };
  };
}

/** Saves what is open. */
export async function save(
  current: Draft,
  { name, mapping, note }: Extract<Made, { ok: true }>,
): Promise<Answer<unknown>> {
  const key = opened.peek();
  const seen = current.base?.mapping ?? null;
  const send = (version: number) => putSource(name, { mapping, note }, version);
  const saving = changeAsSeen(send, sources.peek()?.policy ?? 0, lookAt(name, seen));
  const answer = await changing(saving, `Events of ${name} are read so from now on.`, loadSources);
  if (answer.ok && key !== null) {
    forget(key);
    location.hash = ALL_SOURCES;
  } else if (!answer.ok && isMoved(answer)) putOntoWhatHolds(current);
  return answer;
}

/** The draft keeps what was typed; the next save replaces what holds now. */
function putOntoWhatHolds(current: Draft): void {
  const now = sources.peek()?.sources.find(({ name }) => name === current.name);
  if (now !== undefined) edit({ ...current, base: now });
}

export async function remove(source: SourceView): Promise<Answer<unknown>> {
  const { name, mapping, preset } = source;
  const send = (version: number) => deleteSource(name, version);
  const removing = changeAsSeen(send, sources.peek()?.policy ?? 0, lookAt(name, mapping));
  const said = preset ? `${name} is read as it comes with Vigie again.` : `The source ${name} is removed.`;
  const answer = await changing(removing, said, loadSources);
  if (answer.ok) forget(`from/${name}`);
  return answer;
}
