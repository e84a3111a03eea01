// Hands a bundle to the registry of a Vigie over its API. So it needs the address and the token, and no access to the
// database.
import { readFileSync } from "node:fs";
import { notReached } from "../local/errorSentence.ts";
import { credentialsOf, jsonIn } from "../local/labelRows.ts";
import { MOST_BUNDLE_BYTES, readBundle } from "../worker/scoring/bundle.ts";
import { sha256 } from "./bundleFile.ts";
import { BadInput } from "./progress.ts";
import { HELP, inUse, readOptions, refusalWords, registered } from "./registerOptions.ts";

/** A Vigie proves the bundle before it answers. */
const DEADLINE_MS = 120_000;

interface Vigie {
  url: string;
  credentials: Record<string, string>;
}

/** `say` prints a line for the person who runs it. */
export async function register(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<void> {
  const options = readOptions(args);
  if (options === null) return say(HELP);
  const { url, file, role, note, token } = options;
  const { version, zip } = bundleIn(file);
  const vigie = { url, credentials: credentialsOf(env, token ?? env.ADMIN_TOKEN ?? "") };

  const query = note === null ? "" : `?${new URLSearchParams({ note })}`;
  const { status, said } = await ask(vigie, "POST", `/api/models${query}`, { "content-type": "application/zip" }, zip);
  const answer = registered.safeParse(said);
  if (!answer.success || answer.data.version !== version) {
    throw new BadInput(`what ${new URL(url).origin} answers is no word on model ${version}: is that a Vigie?`);
  }
  const { state } = answer.data;
  say(
    status === 201
      ? `Model ${version} is registered: a ${state}, proved to score there as it did at its training`
      : `Model ${version} was registered already; its state there: ${state}`,
  );
  if (role === "candidate" || state === "challenger") return;
  const before = await challenge(vigie, version, note).catch((error: unknown) => {
    if (error instanceof BadInput) error.message = `It is not the challenger: ${error.message}`;
    throw error;
  });
  const place = before === null ? "" : ` in place of ${before}`;
  say(`Model ${version} is the challenger${place}: it scores every payment from now on, and changes no decision`);
}

/** Returns the challenger of before. */
async function challenge(vigie: Vigie, version: string, note: string | null): Promise<string | null> {
  const models = inUse.safeParse((await ask(vigie, "GET", "/api/models", {}, null)).said);
  if (!models.success)
    throw new BadInput(`what ${new URL(vigie.url).origin} answers is no list of models: is that a Vigie?`);
  const { policy } = models.data;
  // Somebody else's change in between is not undone: it is answered 412.
  const headers = { "content-type": "application/json", "if-match": `"${policy.version}"` };
  await ask(
    vigie,
    "PUT",
    "/api/models/challenger",
    headers,
    JSON.stringify({ version, ...(note !== null && { note }) }),
  );
  return policy.challenger;
}

/** Looked at here first: what is no bundle need not travel to be refused. */
function bundleIn(file: string): { version: string; zip: Uint8Array<ArrayBuffer> } {
  const zip = new Uint8Array(readFileSync(file));
  if (zip.length > MOST_BUNDLE_BYTES) {
    const size = `${(zip.length / 1e6).toFixed(1)} MB`;
    throw new BadInput(
      `${file} has ${size}, and a registry takes ${MOST_BUNDLE_BYTES / 1e6} MB at most: train with fewer trees`,
    );
  }
  const reading = readBundle(zip, sha256);
  if (!reading.ok) throw new BadInput(`${file}: ${reading.problem}`);
  return { version: reading.bundle.version, zip };
}

async function ask(
  { url, credentials }: Vigie,
  method: "GET" | "POST" | "PUT",
  path: string,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer> | null,
): Promise<{ status: number; said: unknown }> {
  const address = new URL(path, url);
  const response = await fetch(address, {
    method,
    headers: { ...credentials, ...headers },
    body,
    // A redirect is told, not followed: it could lead the token anywhere.
    redirect: "manual",
    signal: AbortSignal.timeout(DEADLINE_MS),
  })
    .then(async (answer) => ({ status: answer.status, said: jsonIn(await answer.text()) }))
    .catch((cause: unknown) => {
      throw new BadInput(notReached(address.origin, cause), { cause });
    });
  if (response.status !== 200 && response.status !== 201) {
    throw new BadInput(refusalWords(address.origin, response.status, response.said));
  }
  return response;
}
