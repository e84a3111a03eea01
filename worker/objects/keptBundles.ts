// The bundles of the models that a decider uses, in the object's own storage: after a restart it decides by the same model, even while
// the store is away. Models are opened once for all deciders of an isolate.
import { createHash } from "node:crypto";
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

export function keptBundles(
  storage: Pick<DurableObjectStorage, "sql" | "transactionSync">,
  fromStore: (version: string) => Promise<Uint8Array | null>,
) {
  const { sql } = storage;
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

  return {
    /** Throws where it cannot be read, or does not prove to be the one with this version. */
    async open(version: string): Promise<Opened> {
      const model = openModels.get(version) ?? {
        detector: read(version).then((zip) => proven(version, zip)),
        users: 0,
      };
      openModels.set(version, model);
      model.users += 1;
      const leave = () => {
        model.users -= 1;
        if (model.users > 0) return;
        if (openModels.get(version) === model) openModels.delete(version);
        model.detector.then(
          (detector) => detector.close(),
          () => undefined,
        );
      };
      try {
        return { detector: await model.detector, leave };
      } catch (error) {
        leave();
        throw error;
      }
    },

    /** Forgets the bundles of all other models. */
    keepOnly(versions: readonly (string | null)[]): void {
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
