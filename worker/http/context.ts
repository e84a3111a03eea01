// The values that every route finds in its context.
import type { Config } from "../config/config.ts";
import type { TokenVerdict } from "./door/accessToken.ts";

/** What Cloudflare Access says about a request. */
export interface RequestToken {
  verdict: TokenVerdict | "absent";
  person: string | null;
}

export interface App {
  Bindings: Env;
  Variables: {
    config: Config;
    /** True when the request came to this machine, where VIGIE_LOCAL counts. */
    local: boolean;
    accessToken: RequestToken;
    /** Whether `Authorization: Bearer …` holds DASHBOARD_TOKEN. */
    bearer: "absent" | "right" | "wrong";
  };
}
