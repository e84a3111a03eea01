// The world outside the Worker, for tests: a feed that answers what a test has put in its queue, the key servers of
// Access teams, a mail provider and channels (see ../noticesOutside.ts), and nothing else. Runs in Node; the tests, in
// workerd, speak to it by fetch (see feed.ts, accessTeam.ts).
import { type Request, Response } from "miniflare";
import { HOOKS_HOST, hooksOutside, RESEND_HOST, resendOutside } from "../noticesOutside.ts";

export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
}

/** Each test file has one of its own, so that files may run side by side. */
export function egress() {
  const [feed, access, resend, hooks] = [feedOutside(), accessTeams(), resendOutside(), hooksOutside()];
  return async (request: Request): Promise<Response> => {
    const { host } = new URL(request.url);
    if (host === "feed.test") return feed(request);
    if (host.endsWith(".cloudflareaccess.test")) return access(request);
    if (host === RESEND_HOST) return resend(request);
    if (host === HOOKS_HOST) return hooks(request);
    return new Response(`no such host in tests: ${host}`, { status: 599 });
  };
}

function feedOutside() {
  const queue: ScriptedAnswer[] = [];
  let calls = 0;
  let asked: { search: string; key: string | null }[] = [];
  return async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    if (pathname === "/asked") return Response.json(asked);
    if (pathname === "/script") {
      const answers: unknown = await request.json();
      if (Array.isArray(answers)) queue.splice(0, queue.length, ...answers);
      calls = 0;
      asked = [];
      return new Response(null, { status: 204 });
    }
    if (pathname === "/calls") return new Response(String(calls));
    calls += 1;
    asked.push({ search, key: request.headers.get("x-key") });
    const answer = queue.shift();
    return answer === undefined ? new Response("nothing scripted", { status: 599 }) : respond(answer);
  };
}

function accessTeams() {
  /** By host: what the team's key server answers, and how often it was asked. */
  const teams = new Map<string, { answer: ScriptedAnswer; calls: number }>();
  return async (request: Request): Promise<Response> => {
    const { host, pathname } = new URL(request.url);
    if (pathname === "/script") {
      teams.set(host, { answer: JSON.parse(await request.text()), calls: teams.get(host)?.calls ?? 0 });
      return new Response(null, { status: 204 });
    }
    const team = teams.get(host);
    if (pathname === "/calls") return new Response(String(team?.calls ?? 0));
    if (pathname !== "/cdn-cgi/access/certs" || team === undefined)
      return new Response("no such team", { status: 599 });
    team.calls += 1;
    return respond(team.answer);
  };
}

async function respond(answer: ScriptedAnswer): Promise<Response> {
  if (answer.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
  return new Response(answer.body ?? "", {
    status: answer.status ?? 200,
    headers: { "content-type": "application/json", ...answer.headers },
  });
}
