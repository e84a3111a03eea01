// The options of model:register, and what the answers of a Vigie mean for the person who asked. Pure.
import { parseArgs } from "node:util";
import { z } from "zod";
import { problem } from "../worker/wire/answers.ts";
import { BadInput } from "./progress.ts";

export const HELP = `Registers a bundle with a Vigie, local or deployed. It is proved there, and decides nothing by that.

  npm run model:register -- FILE.zip [options]

  --url ADDRESS   where Vigie runs (http://127.0.0.1:8787)
  --as WHAT       candidate (default), or challenger: it then scores every payment beside the model that decides, and
                  changes no decision
  --note TEXT     why, for the history of models
  --token TOKEN   the ADMIN_TOKEN of that Vigie. Better leave it in the environment: other users of this machine can read
                  the arguments of a command

  From the environment: ADMIN_TOKEN, which may exchange models; a Vigie on this machine that has none needs none.
  CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET, of a service token, lead through Cloudflare Access.

  A bundle that is registered already stays as it is, so the command may be run again. model:train makes bundles.
`;

const ROLES = ["candidate", "challenger"] as const;
export type Role = (typeof ROLES)[number];

export interface Options {
  url: string;
  file: string;
  role: Role;
  note: string | null;
  token: string | null;
}

/** Null when only help is wanted. */
export function readOptions(args: readonly string[]): Options | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      url: { type: "string", default: "http://127.0.0.1:8787" },
      as: { type: "string", default: "candidate" },
      note: { type: "string" },
      token: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return null;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    const given = more.length > 0 ? `, not ${positionals.join(" ")}` : "";
    throw new BadInput(`name one bundle, such as model/trained/bundle.zip${given}; see --help`);
  }
  if (!/^https?:$/.test(URL.parse(values.url)?.protocol ?? "")) {
    throw new BadInput(`--url must be an address such as https://vigie.example, not ${JSON.stringify(values.url)}`);
  }
  const role = ROLES.find((each) => each === values.as);
  if (role === undefined) {
    const instead = values.as === "champion" ? ": a person makes a champion, on the page of models" : "";
    throw new BadInput(`--as must be candidate or challenger, not ${JSON.stringify(values.as)}${instead}`);
  }
  const note = values.note?.trim() || null;
  return { url: values.url, file, role, note, token: values.token?.trim() || null };
}

/** The fields of a registration's answer that are read here. The others tell of the proof. */
export const registered = z.object({ version: z.string(), state: z.string() });

/** The fields that are read of the answer on the models in use. */
export const inUse = z.object({ policy: z.object({ version: z.int(), challenger: z.string().nullable() }) });

/** What an answer of neither 200 nor 201 means, and what to do. */
export function refusalWords(origin: string, status: number, said: unknown): string {
  const error = problem.safeParse(said).data?.error ?? "";
  const words = `${origin} answered ${status}${error === "" ? "" : `: ${error}`}`;
  if (status === 401 || status === 403) {
    return `${words}; set ADMIN_TOKEN to the admin token of that Vigie (behind Cloudflare Access CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET as well)`;
  }
  if (status >= 300 && status < 400) {
    return `${words}, which leads elsewhere; a Vigie behind Cloudflare Access needs CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET, and a deployed one https in --url`;
  }
  if (status === 404 || status === 405) {
    return `${words}; is that a Vigie, and of a version that has models (GET /api/models)? Look at --url`;
  }
  if (status === 413) return `${words}; train with fewer trees (npm run model:train -- --trees N)`;
  if (status === 422 && error !== "") return `${words}. Nothing was registered`;
  if (status === 429 || status >= 500) return `${words}; try again, and look at its /api/health`;
  return error === "" ? `${words}; is that a Vigie? Look at --url` : words;
}
