import { asc, desc, eq, notInArray } from "drizzle-orm";
import type { RegistryStore } from "../registry.ts";
import { type Dialect, inserted, type Statement } from "./dialect.ts";
import { excluded } from "./expressions.ts";

/** A parameter of D1 may have 2 MB, and Base64 makes four characters of three bytes. */
const PIECE_BYTES = 600_000;

export function registryStore(dialect: Dialect): RegistryStore {
  const { db } = dialect;
  const { models, modelPieces } = dialect.tables;
  return {
    async models() {
      return db.select().from(models).orderBy(desc(models.addedAt), desc(models.version));
    },

    async bundleOf(version) {
      const [model] = await db.select().from(models).where(eq(models.version, version));
      if (model === undefined) return null;
      const { piece, content } = modelPieces;
      const found = await db
        .select({ content })
        .from(modelPieces)
        .where(eq(modelPieces.version, version))
        .orderBy(asc(piece));
      const zip = Buffer.concat(found.map(({ content }) => Buffer.from(content, "base64")));
      return zip.length === model.bytes ? new Uint8Array(zip) : null;
    },

    async keepBundle(version, zip) {
      let pieces = 0;
      for (let at = 0; at < zip.length; at += PIECE_BYTES) {
        const content = Buffer.from(zip.subarray(at, at + PIECE_BYTES)).toString("base64");
        const row = { version, piece: pieces, content };
        const { modelPieces: table } = dialect.tables;
        await inserted(dialect, table, [row]).onConflictDoUpdate({
          target: [table.version, table.piece],
          set: { content: excluded(table.content) },
        });
        pieces += 1;
      }
      return pieces;
    },

    async sweepBundles() {
      await db
        .delete(modelPieces)
        .where(notInArray(modelPieces.version, db.select({ version: models.version }).from(models)));
    },
  };
}

export function dropped({ db, tables }: Dialect, versions: readonly string[]): Statement[] {
  return versions.flatMap((version) => [
    db.delete(tables.models).where(eq(tables.models.version, version)),
    db.delete(tables.modelPieces).where(eq(tables.modelPieces.version, version)),
  ]);
}
