// A Cloudflare Access team, for tests: it signs with keys made here and serves them through the fake egress.
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import type { ScriptedAnswer } from "./egress.ts";

export const AUDIENCE = "f".repeat(64);

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

export async function newKey(kid: string): Promise<SigningKey> {
  return { kid, ...(await generateKeyPair("RS256", { extractable: true })) };
}

export interface Team {
  /** The Worker's variables, and where the team lives. */
  variables: { ACCESS_TEAM_DOMAIN: string; ACCESS_AUD: string };
  issuer: string;
  serves(...keys: SigningKey[]): Promise<void>;
  answers(answer: ScriptedAnswer): Promise<void>;
  /** How often the keys were asked for. */
  calls(): Promise<number>;
  /** A good token, but for `changes`; `null` leaves a claim out. */
  sign(key: SigningKey, changes?: Record<string, string | number | string[] | null>): Promise<string>;
}

let teams = 0;

/** A new team each time: the Worker keeps a team's keys while its isolate lives. */
export function newTeam(): Team {
  teams += 1;
  const host = `team${teams}.cloudflareaccess.test`;
  const issuer = `https://${host}`;
  const answers = async (answer: ScriptedAnswer) => {
    await fetch(`${issuer}/script`, { method: "POST", body: JSON.stringify(answer) });
  };
  return {
    variables: { ACCESS_TEAM_DOMAIN: host, ACCESS_AUD: AUDIENCE },
    issuer,
    answers,
    async serves(...keys) {
      const jwks = keys.map(async ({ kid, publicKey }) => ({
        ...(await exportJWK(publicKey)),
        kid,
        alg: "RS256",
        use: "sig",
      }));
      await answers({ body: JSON.stringify({ keys: await Promise.all(jwks), public_certs: [] }) });
    },
    async calls() {
      return Number(await (await fetch(`${issuer}/calls`)).text());
    },
    async sign({ kid, privateKey }, changes = {}) {
      return new SignJWT(claims(issuer, changes)).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
    },
  };
}

export function claims(issuer: string, changes: Record<string, string | number | string[] | null> = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: issuer, aud: [AUDIENCE], sub: "a-person", iat: now, nbf: now, exp: now + 600, type: "app" };
  return Object.fromEntries(Object.entries({ ...good, ...changes }).filter(([, value]) => value !== null));
}
