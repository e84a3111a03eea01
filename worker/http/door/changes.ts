// Decides who may change policy, models and sources, and who is named for a change. Readers come no further than reading.
import type { Context, MiddlewareHandler } from "hono";
import { isOpen } from "../../config/config.ts";
import type { Doer } from "../../policy/policy.ts";
import { lowerAscii } from "../../text.ts";
import type { App } from "../context.ts";
import { shownRole, speaker } from "./access.ts";
import type { Role } from "./tokens.ts";

export type ChangeAccess =
  | "granted"
  /** Neither ADMIN_TOKEN nor ADMINS is set, so nobody may. */
  | "read-only"
  /** Others may. */
  | "reader"
  /** Perhaps someone of ADMINS: the keys to check their token of Cloudflare Access could not be read. */
  | "unavailable";

/** Why not, and what to do about it. Neither sentence depends on what was tried. */
const REFUSALS = {
  "read-only": "nobody may change this here yet: set ADMIN_TOKEN or ADMINS; see docs/access.md",
  reader: "only those with ADMIN_TOKEN or in ADMINS may change this",
  unavailable: "the sign-in cannot be checked just now; try again",
} as const satisfies Record<Exclude<ChangeAccess, "granted">, string>;

/** To be asked about readers: it does not say who may read. */
export function changeAccess(context: Context<App>): ChangeAccess {
  const { config, accessToken, local } = context.var;
  if (shownRole(context) === "admin" || isAmongAdmins(context)) return "granted";
  if (config.adminToken === null && config.admins.length === 0) {
    return local && isOpen(config) ? "granted" : "read-only";
  }
  return accessToken.verdict === "unavailable" && config.admins.length > 0 ? "unavailable" : "reader";
}

/** By the address alone, since a service token's name may be anything. */
function isAmongAdmins(context: Context<App>): boolean {
  const { config, accessToken } = context.var;
  return (
    accessToken.verdict === "valid" && accessToken.mail !== null && config.admins.includes(lowerAscii(accessToken.mail))
  );
}

/** Why the caller may not, in the words of an answer. */
export function refusal(access: Exclude<ChangeAccess, "granted">): string {
  return REFUSALS[access];
}

/** Why the caller may not, as a sentence for people; null for whoever may. */
export function refusalSentence(access: ChangeAccess): string | null {
  if (access === "granted") return null;
  const [first = "", ...rest] = REFUSALS[access];
  return `${first.toUpperCase()}${rest.join("")}.`;
}

/** Stands before the body is read, behind `requireReader`. */
export const requireAdmin: MiddlewareHandler<App> = async (context, next) => {
  const access = changeAccess(context);
  if (access === "granted") return next();
  const error = REFUSALS[access];
  return access === "unavailable" ? context.json({ error }, 503, { "retry-after": "5" }) : context.json({ error }, 403);
};

/** Who is named for a change: the person as Cloudflare Access knows them, or else the token that was shown. */
export function changedBy(context: Context<App>): { by: string; via: "board" | "api" } {
  const said = speaker(context);
  const isByToken = context.var.accessToken.person === null && shownRole(context) === "admin";
  return isByToken ? { ...said, by: "admin" } : said;
}

/** Who is named for a session: as for what is done in it, which its cookie says only from the next request on. */
export function signedInAs(context: Context<App>, role: Role | null): Doer {
  return { by: context.var.accessToken.person ?? (role === "admin" ? "admin" : "board"), via: "board" };
}
