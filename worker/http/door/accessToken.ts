// Checks for Cloudflare Access whether a request's `Cf-Access-Jwt-Assertion` was signed by the team for our application.
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTVerifyGetKey,
  jwtVerify,
} from "jose";
import type { AccessApplication } from "../../config/config.ts";
import { logError } from "../../log.ts";
import { cleanText } from "../../text.ts";

/** `unavailable`: the team's keys could not be read, so the token cannot be judged. */
export type TokenVerdict = "valid" | "invalid" | "unavailable";

/** Allowed difference between clocks that do not quite agree. */
const TOLERANCE_S = 30;
const KEYS_DEADLINE_MS = 5_000;
/** A token with an unknown key makes us read the keys again, but not more often than this. */
const REFETCH_MS = 30_000;
/** Pause after a failure to read the keys, because a flood of requests must not become a flood of fetches. */
const AFTER_FAILURE_MS = 5_000;
/** Jose's errors when it could not read the keys. All its other errors are the token's fault. */
const KEY_SERVER_CODES = new Set(["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"]);

/** Keys by issuer, kept while the isolate lives. */
const keySets = new Map<string, JWTVerifyGetKey>();

export interface AccessToken {
  verdict: TokenVerdict;
  /** Who signed in: a mail address, or a service token's name. Null when the token does not say. */
  person: string | null;
  /** The person's mail address, as the team's identity provider spells it. Null for service tokens. */
  mail: string | null;
}

export async function verifyAccessToken(token: string, { issuer, audience }: AccessApplication): Promise<AccessToken> {
  try {
    const { payload } = await jwtVerify(token, keysOf(issuer), {
      algorithms: ["RS256"],
      issuer,
      audience,
      clockTolerance: TOLERANCE_S,
      requiredClaims: ["exp"],
    });
    const mail = nameIn(payload.email);
    const person = mail ?? nameIn(payload.common_name);
    return { verdict: "valid", person: person === null ? null : cleanText(person), mail };
  } catch (error) {
    if (error instanceof errors.JOSEError && !KEY_SERVER_CODES.has(error.code))
      return { verdict: "invalid", person: null, mail: null };
    logError("access_keys_not_read", error, { issuer });
    return { verdict: "unavailable", person: null, mail: null };
  }
}

function nameIn(claim: unknown): string | null {
  return typeof claim === "string" && claim !== "" ? claim : null;
}

function keysOf(issuer: string): JWTVerifyGetKey {
  const known = keySets.get(issuer);
  if (known !== undefined) return known;
  const keys = createRemoteJWKSet(new URL("/cdn-cgi/access/certs", issuer), {
    timeoutDuration: KEYS_DEADLINE_MS,
    cooldownDuration: REFETCH_MS,
    [customFetch]: carefulFetch(),
  });
  keySets.set(issuer, keys);
  return keys;
}

/** Its deadline holds for the body too, which the signal alone does not reach. After a failure it waits before the next fetch. */
function carefulFetch(): FetchImplementation {
  let failedAt = Number.NEGATIVE_INFINITY;
  return async (url, init) => {
    if (Date.now() - failedAt < AFTER_FAILURE_MS) throw new Error("the keys could not be read a moment ago");
    try {
      const response = await fetch(url, init);
      if (!response.ok) throw new Error(`the key server answered ${response.status}`);
      const expired = new Promise<never>((_, reject) => {
        init.signal.addEventListener("abort", () => reject(init.signal.reason), { once: true });
      });
      return Response.json(await Promise.race([response.json(), expired]));
    } catch (error) {
      failedAt = Date.now();
      throw error;
    }
  };
}
