// What a secret must be like before Vigie relies on it: long enough, and not guessable. Pure.

const WEBHOOK_SECRET = /^whsec_([A-Za-z0-9+/]+)={0,2}$/;
export const WEBHOOK_SECRET_RECIPE = "echo whsec_$(openssl rand -base64 32)";
const LEAST_BYTES = 24;
/** Twenty-four random bytes hold twenty or more different values; a pattern that someone typed holds a few. */
const LEAST_DIFFERENT_BYTES = 8;
/** People choose these values, so only the most careless ones are refused. */
const LEAST_DIFFERENT_CHARACTERS = 4;

/** Why a Standard Webhooks secret cannot be used; null when it can. */
export function webhookSecretProblem(secret: string): string | null {
  const [, encoded] = WEBHOOK_SECRET.exec(secret) ?? [];
  const bytes = Buffer.from(encoded ?? "", "base64");
  // One letter left over at the end is not a whole byte; signing and verifying would throw at it.
  if (encoded === undefined || encoded.length % 4 === 1 || bytes.length < LEAST_BYTES) {
    return `must be whsec_ and at least ${LEAST_BYTES} bytes in base64; make one: ${WEBHOOK_SECRET_RECIPE}`;
  }
  if (new Set(bytes).size < LEAST_DIFFERENT_BYTES) {
    return `can be guessed: its bytes are hardly different; take random ones: ${WEBHOOK_SECRET_RECIPE}`;
  }
  return null;
}

/** Why a key or token cannot be used; null when it can. */
export function secretProblem(secret: string, leastLength: number): string | null {
  if (secret.length < leastLength) return `must have at least ${leastLength} characters`;
  if (new Set(secret).size < LEAST_DIFFERENT_CHARACTERS) {
    return "can be guessed: its characters are hardly different; take random ones (openssl rand -hex 32)";
  }
  return null;
}
