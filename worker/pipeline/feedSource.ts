// A polled feed whose answer is read by the mapping of a source: a list of events, page by page where the mapping says how to go on.
import type { Config } from "../config/config.ts";
import { parseJson } from "../payment/json.ts";
import { apply, itemsOf, type Reading } from "../payment/sources/apply.ts";
import { nextPage } from "../payment/sources/nextPage.ts";
import { type KnownSource, knownSource } from "../policy/knownSources.ts";
import type { SourceSettings } from "../policy/sources.ts";
import { type Arrival, arrivalsOf } from "./arrival.ts";
import { deciderAt } from "./deciders.ts";
import type { FeedAnswer } from "./fetchFeed.ts";
import { rowsOf, sentBy, shownEvent, takenOf } from "./sourceEvents.ts";
import { saidLabels } from "./sourceLabels.ts";

/** A poll reads so many pages at most; the next poll begins with the first again. */
const MOST_PAGES = 20;
/** No further page is asked for after this time: a tick has to end before the next one may begin. */
const PAGES_WITHIN_MS = 40_000;

type Answered = Extract<FeedAnswer, { ok: true }>;

export interface FeedRead {
  arrivals: Arrival[];
  /** Null when all of it could be read. */
  problem: string | null;
  /** Called once the arrivals are kept: only then are their events known as taken. */
  kept: () => Promise<void>;
}

/** The source that reads the feed. Null: there is none of this name. Throws when the decider does not answer. */
export async function feedSource(env: Pick<Env, "DECIDER">, name: string): Promise<KnownSource | null> {
  const saved: SourceSettings[] = JSON.parse(await deciderAt(env, 0).sources());
  return knownSource(name, saved);
}

/** Reads pages until there are no more, or enough. What could be read is kept, whatever fails after it. */
export async function readBySource(
  first: Answered,
  source: KnownSource,
  {
    env,
    config,
    url,
    mostRows,
    ask,
  }: {
    env: Env;
    config: Config;
    url: string;
    mostRows: number;
    ask: (url: string) => Promise<FeedAnswer>;
  },
): Promise<FeedRead> {
  const { name, mapping } = source;
  const untilMs = Date.now() + PAGES_WITHIN_MS;
  const readings: Reading[] = [];
  const events: unknown[] = [];
  let problem: string | null =
    source.problem === null ? null : `cannot be read: the mapping of ${name} is wrong: ${source.problem}`;
  let answer: Answered | null = problem === null ? first : null;
  let asked = url;
  /** What was read last, where the feed has more. */
  let lastBeforeMore: readonly Reading[] = [];
  for (let page = 1; answer !== null; page += 1) {
    const event = jsonIn(answer.body);
    const applied =
      event === undefined ? NO_JSON : apply(mapping, event, { source: name, mostItems: mostRows - readings.length });
    answer = null;
    if (!applied.ok) {
      problem = `answered what ${name} cannot read: ${applied.problem}`;
      break;
    }
    readings.push(...applied.readings);
    events.push(event);
    if (mapping.pages === undefined) break;
    const next = nextPage(mapping.pages, event, itemsOf(mapping, event) ?? [], asked);
    if (!next.ok) problem = `cannot be read any further: ${next.problem}`;
    if (!next.ok || next.url === null) break;
    if (page >= MOST_PAGES || Date.now() >= untilMs) {
      lastBeforeMore = applied.readings;
      break;
    }
    asked = next.url;
    const more = await ask(asked);
    if (more.ok) answer = more;
    else problem = more.problem;
  }
  const { fresh, ...arrived } = await arrivalsIn(readings, {
    ...{ env, config, source, simulated: first.simulated, event: events[0] },
  });
  // A list of the newest goes on for ever, and what lies behind events that came before came before, too.
  if (lastBeforeMore.some((reading) => fresh.includes(reading))) problem ??= MORE_PAGES;
  return { ...arrived, problem };
}

const MORE_PAGES = `has more pages than a poll reads (${MOST_PAGES}, in ${PAGES_WITHIN_MS / 1_000} s): what is new on the others is not read; let its address ask for less at a time`;
const NO_JSON = { ok: false, problem: "it is not JSON, or was cut off" } as const;

/** Events that were taken before are left out, so that a list that is read again and again costs little. */
async function arrivalsIn(
  readings: readonly Reading[],
  {
    env,
    config,
    source,
    simulated,
    event,
  }: { env: Env; config: Config; source: KnownSource; simulated: boolean; event: unknown },
): Promise<Pick<FeedRead, "arrivals" | "kept"> & { fresh: readonly Reading[] }> {
  const { name } = source;
  const object = env.SOURCES.getByName(name);
  const keyOf = ({ kind, eventId }: Reading) => `${kind}:${eventId}`;
  const seen = new Set(await object.seen(readings.filter(({ eventId }) => eventId !== null).map(keyOf)));
  const fresh = readings.filter((reading) => reading.eventId === null || !seen.has(keyOf(reading)));
  if (fresh.length === 0) return { arrivals: [], fresh, kept: async () => {} };
  const how = { source: "poll", seenAt: Date.now(), ...(simulated ? { simulated } : {}) } as const;
  const arrivals = sentBy(arrivalsOf(rowsOf(fresh, source.ownIds), how, config, env), name);
  const rejects = arrivals.map(({ admission }) => (admission.ok ? null : admission.reject));
  const kept = async () => {
    await saidLabels(env, name, fresh);
    await object.took(takenOf(fresh, rejects, shownEvent(source, event, fresh)));
  };
  return { arrivals, fresh, kept };
}

function jsonIn(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}
