// A file of one's own payments as payments:export writes it, from rows in memory: for tests, and for drills (drill.ts).
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Column } from "../worker/policy/ownColumns.ts";

export interface OwnRow {
  /** Epoch ms. */
  paidAt: number;
  card: string;
  merchant: string;
  category: string;
  /** Null: in a currency without a rate. */
  amountCents: number | null;
  extra: Record<string, number | string> | null;
  label: "fraud" | "legitimate" | null;
  labelAt: number | null;
  verdict: "fraud" | "legitimate" | null;
  verdictAt: number | null;
  gender: "F" | "M" | null;
  /** Null, as in the other numbers: unknown. */
  ageYears: number | null;
  cityPopulation: number | null;
  distanceKm: number | null;
}

export function ownRow(over: Partial<OwnRow> = {}): OwnRow {
  return {
    ...{ paidAt: Date.UTC(2026, 0, 5, 12), card: "a", merchant: "Corner Shop", category: "", amountCents: 1000 },
    ...{ extra: null, label: null, labelAt: null, verdict: null, verdictAt: null },
    ...{ gender: null, ageYears: null, cityPopulation: null, distanceKm: null },
    ...over,
  };
}

export function ownFileOf(
  rows: readonly OwnRow[],
  about: { format?: number; currency?: string; zone?: string; columns?: Column[] } = {},
): Uint8Array {
  const time = (ms: number | null) => (ms === null ? null : new Date(ms));
  const texts = (name: string, of: (row: OwnRow) => string | null) => ({
    name,
    type: "STRING" as const,
    data: rows.map(of),
  });
  const numbers = (name: string, of: (row: OwnRow) => number | null) => ({
    name,
    type: "DOUBLE" as const,
    data: rows.map(of),
  });
  const times = (name: string, of: (row: OwnRow) => number | null) => ({
    name,
    type: "TIMESTAMP" as const,
    data: rows.map((row) => time(of(row))),
  });
  const cents = rows.map(({ amountCents }) => (amountCents === null ? null : BigInt(amountCents)));
  const said = { format: 1, currency: "EUR", zone: "UTC", columns: [], ...about };
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        times("paid_at", ({ paidAt }) => paidAt),
        texts("card", ({ card }) => card),
        texts("merchant", ({ merchant }) => merchant),
        texts("category", ({ category }) => category),
        { name: "amount_cents", type: "INT64", data: cents },
        texts("gender", ({ gender }) => gender),
        numbers("age_years", ({ ageYears }) => ageYears),
        numbers("city_population", ({ cityPopulation }) => cityPopulation),
        numbers("distance_km", ({ distanceKm }) => distanceKm),
        texts("extra", ({ extra }) => (extra === null ? null : JSON.stringify(extra))),
        texts("feed", () => "stream"),
        texts("label", ({ label }) => label),
        times("label_at", ({ labelAt }) => labelAt),
        texts("verdict", ({ verdict }) => verdict),
        times("verdict_at", ({ verdictAt }) => verdictAt),
      ],
      kvMetadata: [{ key: "vigie", value: JSON.stringify(said) }],
    }),
  );
}
