// Finds out who deploys and to which account: by a token of the environment, or the login of `npx wrangler login`.
import { z } from "zod";
import { Mendable } from "../../errorSentence.ts";
import type { World } from "../world.ts";
import { type ApiSettings, type Call, callApi, callerFor } from "./api.ts";

export interface Connection {
  accountId: string;
  call: Call;
  /** True for a login of wrangler, false for a token: missing rights are got in different places. */
  isLogin: boolean;
}

const LOG_IN =
  "Cloudflare is not told who you are: run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN (docs/deploy.md says which rights it needs)";

export async function connect(
  world: Pick<World, "env" | "fetch" | "nowMs" | "wait" | "runWrangler">,
): Promise<Connection> {
  const { env } = world;
  const token = env.CLOUDFLARE_API_TOKEN || env.CF_API_TOKEN;
  const credentials = token ? { token } : await loginOf(world);
  const api: ApiSettings = {
    baseUrl: (env.CLOUDFLARE_API_BASE_URL || "https://api.cloudflare.com/client/v4").replace(/\/$/, ""),
    headers:
      "token" in credentials
        ? { authorization: `Bearer ${credentials.token}` }
        : { "x-auth-key": credentials.key, "x-auth-email": credentials.email },
    fetch: world.fetch,
    nowMs: world.nowMs,
    wait: world.wait,
  };
  const accountId = env.CLOUDFLARE_ACCOUNT_ID || env.CF_ACCOUNT_ID || (await onlyAccount(api));
  return { accountId, call: callerFor(api, accountId), isLogin: !token };
}

const login = z.union([
  z.object({ type: z.enum(["oauth", "api_token"]), token: z.string() }),
  z.object({ type: z.literal("api_key"), key: z.string(), email: z.string() }),
]);

async function loginOf({ runWrangler }: Pick<World, "runWrangler">) {
  const { code, output } = await runWrangler(["auth", "token", "--json"], {});
  if (code !== 0) throw new Mendable(LOG_IN);
  const told = login.safeParse(readJson(output.slice(output.indexOf("{"))));
  if (!told.success) throw new Mendable(LOG_IN);
  return told.data;
}

/** Null where it is no JSON. JSON.parse's own error would repeat a part of it, which may be the token. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const accounts = z.array(z.object({ id: z.string(), name: z.string() }));

async function onlyAccount(api: ApiSettings): Promise<string> {
  const reply = await callApi(api, "GET", "/accounts");
  if (!reply.ok) {
    throw new Mendable(
      `Cloudflare does not take that token (${reply.message}): look whether it has expired or was cut when it was copied`,
    );
  }
  const found = accounts.parse(reply.result);
  const [only, ...others] = found;
  if (only === undefined) {
    throw new Mendable("the token sees no account: set CLOUDFLARE_ACCOUNT_ID, which the dashboard shows under Workers");
  }
  if (others.length > 0) {
    const names = found.map(({ id, name }) => `${id} (${name})`).join(", ");
    throw new Mendable(`there are several accounts: set CLOUDFLARE_ACCOUNT_ID to one of ${names}`);
  }
  return only.id;
}
