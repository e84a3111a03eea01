// The values that every route finds in its context.
import type { Config } from "../config/config.ts";
import type { AccessToken, TokenVerdict } from "./door/accessToken.ts";
import type { Role } from "./door/tokens.ts";

/** What Cloudflare Access says about a request. */
export interface RequestToken extends Omit<AccessToken, "verdict"> {
  verdict: TokenVerdict | "absent";
}

export interface App {
  Bindings: Env;
  Variables: {
    config: Config;
    /** True when the request came to this machine, where VIGIE_LOCAL counts. */
    local: boolean;
    accessToken: RequestToken;
    /** What `Authorization: Bearer …` allows. */
    bearer: "absent" | "wrong" | Role;
  };
}
