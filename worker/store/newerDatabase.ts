// An older version that finds the tables of a newer one refuses to run on them: what it would write or leave out, nobody has
// tested. The migrators note in the database which migrations it has. Pure.

/** A migration as wrangler notes it (by name), or drizzle's migrator (by the time when it was made). */
export interface AppliedMigration {
  name: string | null;
  /** Epoch ms. */
  madeAt: number | null;
}

/** As much of drizzle's journal of this version's migrations as is needed. */
export interface Journal {
  entries: readonly { tag: string; when: number }[];
}

/** The newest migration that comes after all of this version, in words; null when there is none. */
export function newerMigration(applied: readonly AppliedMigration[], { entries }: Journal): string | null {
  const newestTag =
    entries
      .map(({ tag }) => tag)
      .sort()
      .at(-1) ?? "";
  const newestAt = Math.max(0, ...entries.map(({ when }) => when));
  const names = applied.flatMap(({ name }) => (name === null ? [] : [name.replace(/\.sql$/, "")]));
  const name = names
    .filter((each) => each > newestTag)
    .sort()
    .at(-1);
  if (name !== undefined) return name;
  const times = applied.flatMap(({ madeAt }) => (madeAt !== null && madeAt > newestAt ? [madeAt] : []));
  return times.length === 0
    ? null
    : `of ${new Date(Math.max(...times)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Ends a sentence about the database. `act`: what the person was about to do with this version. */
export function refusalWords(migration: string, act: "start" | "deploy" = "start"): string {
  return (
    `has tables of a newer Vigie (migration ${migration}), and this older one refuses to run on them: ` +
    `${act} that version or a newer one, or go back to a copy of the database from before the upgrade`
  );
}
