// The tokens that open Vigie, and what each of them allows.
import { createHash, timingSafeEqual } from "node:crypto";
import type { Config } from "../../config/config.ts";

/** What the holder of a token may do. An admin reads as well. */
export type Role = "reader" | "admin";

export interface Token {
  role: Role;
  secret: string;
}

/** The tokens that are set up; none where nobody can sign in by one. */
export function tokensOf({ dashboardToken, adminToken }: Pick<Config, "dashboardToken" | "adminToken">): Token[] {
  return [
    ...(adminToken === null ? [] : [{ role: "admin", secret: adminToken } as const]),
    ...(dashboardToken === null ? [] : [{ role: "reader", secret: dashboardToken } as const]),
  ];
}

/**
 * The role of the token that `isThis` recognizes; null when it recognizes none. Each one is looked at, whatever was found
 * before, so that the time it takes does not tell which of them it was.
 */
export function roleAmong(tokens: readonly Token[], isThis: (token: Token) => boolean): Role | null {
  return tokens.filter(isThis)[0]?.role ?? null;
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
