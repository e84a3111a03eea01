// The bundles of the models that a decider uses, in the object's own storage: after a restart it decides by the same model, even while
// the store is away. Models are opened once for all deciders of an isolate.
import { createHash } from "node:crypto";
import { logError } from "../log.ts";
import type { Opened } from "../pipeline/policyInForce.ts";
import { readBundle } from "../scoring/bundle.ts";
import { createDetector } from "../scoring/createDetector.ts";
import type { Detector } from "../scoring/detector.ts";
import { machinery } from "../scoring/machinery.ts";

/** A row of an object's storage may have 2 MB. */
const PIECE_BYTES = 1_000_000;

interface Shared {
  detector: Promise<Detector>;
  users: number;
}

/** By version. All deciders of an isolate use them. */
export const openModels = new Map<string, Shared>();
/** What each object uses, by its id: an object that is evicted leaves nothing, and comes again in the same isolate. */
const used = new Map<string, Set<() => void>>();

/** `owner`: the id of the object. */
export function keptBundles(
  owner: string,
  storage: Pick<DurableObjectStorage, "sql" | "transactionSync">,
  fromStore: (version: string) => Promise<Uint8Array | null>,
) {
  const { sql } = storage;
  /** Of the object before an eviction. */
  let usedBefore = used.get(owner) ?? new Set();
  const usedNow = new Set<() => void>();
  used.set(owner, usedNow);
  sql.exec(`create table if not exists bundles (
    version text not null, piece integer not null, content blob not null, primary key (version, piece)
  ) without rowid`);

  function kept(version: string): Uint8Array | null {
    const rows = sql.exec<{ content: ArrayBuffer }>(
      "select content from bundles where version = ? order by piece",
      version,
    );
    const zip = Buffer.concat([...rows].map(({ content }) => Buffer.from(content)));
    return zip.length === 0 ? null : new Uint8Array(zip);
  }

  function isKept(version: string): boolean {
    return [...sql.exec("select 1 from bundles where version = ? limit 1", version)].length > 0;
  }

  function keep(version: string, zip: Uint8Array): void {
    storage.transactionSync(() => {
      sql.exec("delete from bundles where version = ?", version);
      for (let at = 0, piece = 0; at < zip.length; at += PIECE_BYTES, piece += 1) {
        const content = zip.slice(at, at + PIECE_BYTES).buffer;
        sql.exec("insert into bundles (version, piece, content) values (?, ?, ?)", version, piece, content);
      }
    });
  }

  async function read(version: string): Promise<Uint8Array> {
    const own = kept(version);
    if (own !== null) return own;
    const zip = await fromStore(version);
    if (zip === null) throw new Error(`model ${version} is not in the registry`);
    keep(version, zip);
    return zip;
  }

  function use(version: string, model: Shared): () => void {
    openModels.set(version, model);
    model.users += 1;
    const leave = () => {
      if (!usedNow.delete(leave)) return;
      model.users -= 1;
      if (model.users > 0) return;
      if (openModels.get(version) === model) openModels.delete(version);
      model.detector.then(
        (detector) => detector.close(),
        () => undefined,
      );
    };
    usedNow.add(leave);
    return leave;
  }

  /** Each object reads with its own hands and keeps a copy of its own, whoever has opened the model already. */
  async function taken(version: string): Promise<{ model: Shared; leave: () => void }> {
    const open = openModels.get(version);
    if (open === undefined) {
      const zip = await read(version);
      const model = openModels.get(version) ?? { detector: proven(version, zip), users: 0 };
      return { model, leave: use(version, model) };
    }
    const leave = use(version, open);
    // Without a copy it decides all the same, as long as the isolate lives.
    if (!isKept(version)) await read(version).catch((error: unknown) => logError("model_not_kept", error, { version }));
    return { model: open, leave };
  }

  /** Only once it has opened what it needs: that is mostly the same, and is not proved twice. */
  function leaveBefore(): void {
    for (const leave of usedBefore) leave();
    usedBefore = new Set();
  }

  return {
    /** Throws where it cannot be read, or does not prove to be the one with this version. */
    async open(version: string): Promise<Opened> {
      const { model, leave } = await taken(version);
      try {
        const detector = await model.detector;
        leaveBefore();
        return { detector, leave };
      } catch (error) {
        leave();
        throw error;
      }
    },

    /** Forgets the bundles of all other models. */
    keepOnly(versions: readonly (string | null)[]): void {
      leaveBefore();
      sql.exec("delete from bundles where version not in (select value from json_each(?))", JSON.stringify(versions));
    },
  };
}

async function proven(version: string, zip: Uint8Array): Promise<Detector> {
  const reading = readBundle(zip, (bytes) => createHash("sha256").update(bytes).digest("hex"));
  if (!reading.ok) throw new Error(`the bundle of model ${version} cannot be used: ${reading.problem}`);
  if (reading.bundle.version !== version) {
    throw new Error(`the bundle of model ${version} is that of ${reading.bundle.version}`);
  }
  const detector = await createDetector(reading, machinery);
  if (detector.engine === "none") throw new Error(`model ${version} does not start: ${detector.problem}`);
  return detector;
}
